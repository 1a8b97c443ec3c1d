import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Longer than any server runs without a restart; nobody trusts it by name or date, only by its fingerprint. */
const VALID_DAYS = 397;

/** A certificate and its key, PEM; made anew at each start and never written anywhere. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the certificate, as `AB:CD:…`. */
  readonly fingerprint: string;
  /** SHA-256 of the public key (SPKI), base64: what Chromium and curl pin. */
  readonly keyHash: string;
}

export async function newCertificate(now: Date): Promise<ServerCertificate> {
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
        ],
      },
    ],
  });
  const spki = createPublicKey(cert).export({ type: 'spki', format: 'der' });
  const keyHash = createHash('sha256').update(spki).digest('base64');
  return { cert, key, fingerprint: new X509Certificate(cert).fingerprint256, keyHash };
}
