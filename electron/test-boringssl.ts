import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** What is used of ciphers and is there in BoringSSL, on which Electron's Node is built. */
const CIPHERS: readonly string[] = ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'aes-256-ecb'];

function only<Make extends (cipher: string, ...more: never[]) => unknown>(make: Make): Make {
  return ((cipher: string, ...more: never[]) => {
    if (!CIPHERS.includes(cipher)) throw new Error(`BoringSSL may not have ${cipher}`);
    return make(cipher, ...more);
  }) as Make;
}

// Before any test: from here on node:crypto has no CFB, no CFB8, no Argon2 and no ML-KEM, whoever imports it and in whichever way.
crypto.createCipheriv = only(crypto.createCipheriv);
crypto.createDecipheriv = only(crypto.createDecipheriv);
crypto.getCiphers = () => [...CIPHERS];
for (const name of ['argon2', 'argon2Sync', 'encapsulate', 'decapsulate']) Reflect.deleteProperty(crypto, name);
syncBuiltinESMExports();
