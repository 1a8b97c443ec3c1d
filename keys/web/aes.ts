import { cfb } from '@noble/ciphers/aes.js';
import { SealError } from './errors.ts';
import type { Bytes } from './bytes.ts';

export const BLOCK_BYTES = 16;
const ZERO_IV = new Uint8Array(BLOCK_BYTES);

/** A key for AES-256-CBC that no script can read back. */
export function cbcKey(key: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key, 'AES-CBC', false, ['encrypt', 'decrypt']);
}

/**
 * AES-256-CBC with PKCS#7 padding.
 * @throws SealError `tampered` for bad padding or a length that cannot be
 */
export async function openCbc(key: CryptoKey, iv: Bytes, sealed: Bytes): Promise<Bytes> {
  if (sealed.length === 0 || sealed.length % BLOCK_BYTES !== 0) throw new SealError('tampered');
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, key, sealed));
  } catch {
    throw new SealError('tampered');
  }
}

/** One block under AES-256 alone (ECB, no padding), which is the first block of CBC under an IV of zeros. @param block 16 bytes */
export async function cipherBlock(key: CryptoKey, block: Bytes): Promise<Bytes> {
  const padded = await crypto.subtle.encrypt({ name: 'AES-CBC', iv: ZERO_IV }, key, block);
  return new Uint8Array(padded, 0, BLOCK_BYTES).slice();
}

/** AES-256 in CFB with 128-bit feedback, which WebCrypto does not have. */
export function openCfb(key: Bytes, iv: Bytes, sealed: Bytes): Bytes {
  return cfb(key, iv).decrypt(sealed);
}
