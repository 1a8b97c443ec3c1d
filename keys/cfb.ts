import { createCipheriv, createDecipheriv, getCiphers, type KeyObject } from 'node:crypto';

type Key = Uint8Array | KeyObject;

/** AES-256 in CFB with 128-bit feedback (NIST SP 800-38A, 6.3): whole messages, as long as what goes in. */
export interface Cfb {
  encipher(key: Key, iv: Uint8Array, plain: Uint8Array): Buffer;
  decipher(key: Key, iv: Uint8Array, sealed: Uint8Array): Buffer;
}

const BLOCK = 16;

/** The engine's own. */
export const nativeCfb: Cfb = {
  encipher(key, iv, plain) {
    const cipher = createCipheriv('aes-256-cfb', key, iv);
    return Buffer.concat([cipher.update(plain), cipher.final()]);
  },
  decipher(key, iv, sealed) {
    const decipher = createDecipheriv('aes-256-cfb', key, iv);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  },
};

/** Made of single AES blocks, for engines that ship no CFB (BoringSSL, which Electron is built on). */
export const blockwiseCfb: Cfb = {
  encipher(key, iv, plain) {
    const block = blockCipher(key);
    const sealed = Buffer.from(plain);
    let feedback = iv;
    for (let at = 0; at < sealed.length; at += BLOCK) {
      xorInto(sealed.subarray(at, at + BLOCK), block(feedback));
      feedback = sealed.subarray(at, at + BLOCK);
    }
    return sealed;
  },
  decipher(key, iv, sealed) {
    // Every feedback block is known beforehand, so the whole key stream is one call.
    const feedback = Buffer.concat([iv, sealed]).subarray(0, Math.ceil(sealed.length / BLOCK) * BLOCK);
    const plain = Buffer.from(sealed);
    xorInto(plain, blockCipher(key)(feedback));
    return plain;
  },
};

/** What this engine has. */
export function availableCfb(ciphers: readonly string[] = getCiphers()): Cfb {
  return ciphers.includes('aes-256-cfb') ? nativeCfb : blockwiseCfb;
}

function blockCipher(key: Key): (blocks: Uint8Array) => Buffer {
  const ecb = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return (blocks) => ecb.update(blocks);
}

function xorInto(target: Buffer, stream: Buffer): void {
  for (let at = 0; at < target.length; at += 1) target[at]! ^= stream[at]!;
}
