import { X509Certificate } from 'node:crypto';
import type { SessionPart } from './parts.ts';

/** Chromium's answers to setCertificateVerifyProc. */
const TRUSTED = 0;
const FAILED = -2;

/** Trusts one certificate and no other, whoever vouches for it. To be called before the session's first request. */
export function pinCertificate(session: Pick<SessionPart, 'setCertificateVerifyProc'>, fingerprint: string): void {
  session.setCertificateVerifyProc(({ hostname, certificate }, callback) => {
    callback(hostname === '127.0.0.1' && isPinned(certificate.data, fingerprint) ? TRUSTED : FAILED);
  });
}

/** @param pem a certificate @param fingerprint SHA-256, `AB:CD:…` */
export function isPinned(pem: string, fingerprint: string): boolean {
  try {
    return new X509Certificate(pem).fingerprint256 === fingerprint;
  } catch {
    return false;
  }
}
