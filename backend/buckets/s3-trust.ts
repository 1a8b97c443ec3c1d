import { X509Certificate } from 'node:crypto';
import { getCACertificates, rootCertificates } from 'node:tls';
import { BucketError } from './errors.ts';

/** What a TLS error says of a certificate that nobody here vouches for. */
export const UNTRUSTED = 'LATCHKEY_UNTRUSTED';

/** One certificate that a user trusts beside those of the system: itself, and what it signed where it is a CA's. */
export interface TrustedCertificate {
  /** SHA-256 of the certificate, as `AB:CD:…`. */
  readonly fingerprint: string;
  readonly pem: string | undefined;
}

/** @param text a certificate as PEM, or its SHA-256 in hex, with or without colons. @throws BucketError `refused` */
export function parseTrust(text: string): TrustedCertificate {
  const hex = text.replaceAll(/[:\s]/g, '').toUpperCase();
  if (/^[0-9A-F]{64}$/.test(hex)) return { fingerprint: hex.match(/../g)!.join(':'), pem: undefined };
  try {
    const certificate = new X509Certificate(text);
    return { fingerprint: certificate.fingerprint256, pem: certificate.toString() };
  } catch (error) {
    const detail = 'A trusted certificate is a PEM text, or its SHA-256 fingerprint: 64 hex digits.';
    throw new BucketError('refused', detail, { cause: error });
  }
}

/** Those of Node, of the system, and the user's own. */
export function authorities(trust: TrustedCertificate | undefined): string[] {
  const own = trust?.pem === undefined ? [] : [trust.pem];
  return [...new Set([...rootCertificates, ...getCACertificates('system'), ...getCACertificates('extra'), ...own])];
}

export function untrusted(certificate: X509Certificate | undefined): Error {
  return Object.assign(new Error('The certificate is not trusted.'), {
    code: UNTRUSTED,
    pem: certificate?.toString(),
    fingerprint: certificate?.fingerprint256,
  });
}
