import { createHmac, type KeyObject } from 'node:crypto';

export function hmacSha256(key: Uint8Array | KeyObject, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** HKDF-Extract with SHA-256 (RFC 5869, 2.2). Returns a PRK of 32 bytes. */
export function extract(salt: Uint8Array, keyMaterial: Uint8Array): Buffer {
  return hmacSha256(salt, keyMaterial);
}

/** HKDF-Expand with SHA-256 to 32 bytes (RFC 5869, 2.3): one block, so T(1) is the whole output. `info` is ASCII. */
export function expand(prk: Uint8Array | KeyObject, info: string): Buffer {
  return hmacSha256(prk, info, Uint8Array.of(1));
}
