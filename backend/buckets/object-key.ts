import { BucketError } from './errors.ts';
import { MAX_KEY_BYTES } from './bucket.ts';
import type { ListOptions } from './bucket.ts';

/** Whether bucket.ts promises to take this key: 1 to 1,024 bytes of well-formed UTF-8 without NUL. */
export function isObjectKey(key: string): boolean {
  return isKeyText(key) && key.length > 0 && Buffer.byteLength(key) <= MAX_KEY_BYTES;
}

/** @throws BucketError `invalid-key` */
export function checkObjectKey(key: string): void {
  if (!isObjectKey(key)) {
    throw new BucketError('invalid-key', 'An object key is 1 to 1,024 bytes of well-formed text without NUL.');
  }
}

/**
 * A prefix or an `after` may be empty or longer than any key, but not something that no key could hold. @throws
 * BucketError `invalid-key`
 */
export function checkListOptions(options: ListOptions): void {
  if (!isKeyText(options.prefix ?? '') || !isKeyText(options.after ?? '')) {
    throw new BucketError('invalid-key', 'A listing is asked for with well-formed text without NUL.');
  }
}

/**
 * Key order: bytewise by UTF-8. JavaScript's own order is by UTF-16 unit, where a surrogate (a character beyond
 * U+FFFF) sorts before U+E000..U+FFFF; in UTF-8 it sorts after them.
 */
export function compareKeys(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

function isKeyText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
