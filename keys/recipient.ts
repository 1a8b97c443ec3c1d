import { constants, createPrivateKey, createPublicKey, privateDecrypt, publicEncrypt } from 'node:crypto';
import { SealError } from './errors.ts';

/** Bytes of a wrapped key: the modulus of RSA-3072. */
export const WRAPPED_BYTES = 384;

/** RSAES-OAEP with SHA-256, MGF1 with SHA-256 and an empty label (format 5.3, RFC 8017, 7.1). */
const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

/**
 * Wraps a key so that one account alone can take it out.
 * @param encryption its public key, SPKI in DER, of a kind that `areOurKinds` has found right
 * @param key 32 bytes
 */
export function wrapKey(encryption: Buffer, key: Uint8Array): Buffer {
  return publicEncrypt({ key: createPublicKey({ key: encryption, format: 'der', type: 'spki' }), ...OAEP }, key);
}

/**
 * @param encryption the private key, PKCS#8 in DER
 * @returns the 32 bytes that were wrapped
 * @throws SealError `tampered`, whatever is wrong with them
 */
export function unwrapKey(encryption: Buffer, wrapped: Uint8Array): Buffer {
  const key = createPrivateKey({ key: encryption, format: 'der', type: 'pkcs8' });
  try {
    const unwrapped = privateDecrypt({ key, ...OAEP }, wrapped);
    if (unwrapped.length === 32) return unwrapped;
  } catch {
    // Told apart from a wrong length it would be an oracle.
  }
  throw new SealError('tampered');
}
