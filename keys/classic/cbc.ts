import { createDecipheriv, type Decipheriv } from 'node:crypto';
import { SealError } from '../errors.ts';

export const BLOCK_BYTES = 16;

/** A key and the vector that its first block was enciphered with. `key` is 16, 24 or 32 bytes, `iv` 16. */
export interface CbcKey {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** Whole blocks of AES-CBC, no padding taken off. */
export function cbcDecipher({ key, iv }: CbcKey): Decipheriv {
  return createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv).setAutoPadding(false);
}

/**
 * The last block's plaintext, which tells how long the content is before any of it is deciphered.
 * @param tail the last 32 bytes of the ciphertext, or all 16 where it is one block
 */
export function lastBlock({ key, iv }: CbcKey, tail: Uint8Array): Buffer {
  const before = tail.length > BLOCK_BYTES ? tail.subarray(0, BLOCK_BYTES) : iv;
  return cbcDecipher({ key, iv: before }).update(tail.subarray(-BLOCK_BYTES));
}

/**
 * The content of a classic file from the pieces of its ciphertext: exactly `size` bytes.
 * @param size as the file itself tells it
 * @throws SealError `truncated` where the ciphertext ends before that, or goes on for a block or more behind it
 */
export async function* openCbc(
  key: CbcKey,
  size: number,
  ciphertext: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const decipher = cbcDecipher(key);
  let left = size;
  let beyond = 0;
  for await (const piece of ciphertext) {
    const plain = decipher.update(piece);
    const content = plain.subarray(0, left);
    left -= content.length;
    beyond += plain.length - content.length;
    if (content.length > 0) yield content;
  }
  if (left > 0 || beyond > BLOCK_BYTES) throw new SealError('truncated');
}
