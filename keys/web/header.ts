import { toHex, utf8, type Bytes } from './bytes.ts';
import { isTag, macKey } from './derivation.ts';
import { SealError } from './errors.ts';

/** How segments are enciphered: 1 = AES-256-CBC, 2 = AES-256-CFB128, both with HMAC-SHA-256 (format 2.2). */
export type Suite = 1 | 2;
/** 0 = a file's content, 1 = a thumbnail. */
export type Kind = 0 | 1;

export const HEADER_BYTES = 112;
const MIN_EXPONENT = 16;
const MAX_EXPONENT = 22;
const MAGIC = utf8('LATCHKEY');
const VERSION = 1;
const TAG_OFFSET = 80;

/** Header fields of format 2.2. Ids are 32 hex digits, `salt` 32 bytes, a segment holds 2^exponent bytes. */
export interface SealedHeader {
  readonly suite: Suite;
  readonly exponent: number;
  readonly kind: Kind;
  readonly keyId: string;
  readonly fileId: string;
  readonly salt: Bytes;
}

/**
 * Reads the fields in the order of format 2.6, as far as the bytes reach: what they show is said before that they are too few.
 * The tag is not checked here: see `checkHeaderTag`.
 * @param bytes the object's first 112 bytes, or all it has
 * @param givenKeyId the id of the key file in hand, 32 hex digits; without one (an object key) there is nothing to compare
 * @throws SealError `not-sealed` | `unsupported` | `wrong-key` | `truncated`
 */
export function parseHeader(bytes: Bytes, givenKeyId?: string): SealedHeader {
  if (MAGIC.some((letter, at) => at < bytes.length && bytes[at] !== letter)) throw new SealError('not-sealed');
  const [version = VERSION, suite = 1, exponent = MIN_EXPONENT, kind = 0] = bytes.subarray(8, 12);
  if (version !== VERSION || !isSuite(suite) || !isKind(kind)) throw new SealError('unsupported');
  if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT) throw new SealError('unsupported');
  if (bytes.subarray(12, 16).some((reserved) => reserved !== 0)) throw new SealError('unsupported');
  if (bytes.length < 32) throw new SealError('truncated');
  const keyId = toHex(bytes.subarray(16, 32));
  if (givenKeyId !== undefined && keyId !== givenKeyId) throw new SealError('wrong-key');
  if (bytes.length < HEADER_BYTES) throw new SealError('truncated');
  return { suite, exponent, kind, keyId, fileId: toHex(bytes.subarray(32, 48)), salt: bytes.slice(48, TAG_OFFSET) };
}

/** @param key 32 bytes, the headerKey of format 2.3 @throws SealError `tampered` (format 2.4) */
export async function checkHeaderTag(bytes: Bytes, key: Bytes): Promise<void> {
  const isGood = await isTag(await macKey(key), headerTag(bytes), bytes.subarray(0, TAG_OFFSET));
  if (!isGood) throw new SealError('tampered');
}

/** The tag as it stands in the header, 32 bytes: the first link of a content digest (format 2.3). */
export function headerTag(bytes: Bytes): Bytes {
  return bytes.subarray(TAG_OFFSET, HEADER_BYTES);
}

function isSuite(value: number): value is Suite {
  return value === 1 || value === 2;
}

function isKind(value: number): value is Kind {
  return value === 0 || value === 1;
}
