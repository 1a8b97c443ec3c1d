import { concat, utf8, type Bytes } from './bytes.ts';

/** A key for HMAC-SHA-256 that no script can read back. */
export function macKey(key: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

export async function hmacSha256(key: CryptoKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, message));
}

/** Whether `tag` is the message's; compared in constant time (format 2.6). */
export function isTag(key: CryptoKey, tag: Bytes, message: Bytes): Promise<boolean> {
  return crypto.subtle.verify('HMAC', key, tag, message);
}

/** HKDF-Extract with SHA-256 (RFC 5869, 2.2). Returns a PRK of 32 bytes. @param salt not empty */
export async function extract(salt: Bytes, keyMaterial: Bytes): Promise<Bytes> {
  return hmacSha256(await macKey(salt), keyMaterial);
}

/** HKDF-Expand to 32 bytes (RFC 5869, 2.3): one block, so T(1) is the whole output. WebCrypto's own HKDF cannot expand alone. `info` is ASCII. */
export async function expand(prk: Bytes, info: string): Promise<Bytes> {
  return hmacSha256(await macKey(prk), concat(utf8(info), Uint8Array.of(1)));
}
