import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { generate } from 'selfsigned';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Longer than any server runs without a restart; nobody trusts it by name or date, only by its fingerprint. */
const VALID_DAYS = 397;

/** A certificate and its key, PEM. The one for this computer alone is made anew at each start and never written anywhere. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the certificate, as `AB:CD:…`. */
  readonly fingerprint: string;
  /** SHA-256 of the public key (SPKI), base64: what Chromium and curl pin. */
  readonly keyHash: string;
}

/** @param more names and addresses in the network it is good for as well */
export async function newCertificate(now: Date, more: readonly string[] = []): Promise<ServerCertificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'Latchkey on this computer' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // A clock that was set back a little must not make it invalid.
    notBeforeDate: new Date(now.getTime() - DAY_MS),
    notAfterDate: new Date(now.getTime() + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
          ...more.map((name) =>
            isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name },
          ),
        ],
      },
    ],
  });
  return serverCertificate(cert, key);
}

/** @throws TypeError and errors of OpenSSL where they are no certificate and key that belong together */
export function serverCertificate(cert: string, key: string): ServerCertificate {
  const x509 = new X509Certificate(cert);
  if (!x509.checkPrivateKey(createPrivateKey(key))) throw new TypeError('the key is not that of the certificate');
  const spki = x509.publicKey.export({ type: 'spki', format: 'der' });
  const keyHash = createHash('sha256').update(spki).digest('base64');
  return { cert, key, fingerprint: x509.fingerprint256, keyHash };
}
