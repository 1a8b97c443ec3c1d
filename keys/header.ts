import type { KeyObject } from 'node:crypto';
import { hmacSha256 } from './derivation.ts';
import { equalBytes, isHex } from './encoding.ts';
import { SealError } from './errors.ts';

/** How segments are enciphered: 1 = AES-256-CBC, 2 = AES-256-CFB128, both with HMAC-SHA-256 (format 2.2). */
export type Suite = 1 | 2;
/** 0 = a file's content, 1 = a thumbnail. */
export type Kind = 0 | 1;

export const HEADER_BYTES = 112;
export const MIN_EXPONENT = 16;
export const MAX_EXPONENT = 22;
export const DEFAULT_EXPONENT = 18;

/** What every version-1 file begins with (format 2.2). */
export const MAGIC = Buffer.from('LATCHKEY', 'ascii');
const VERSION = 1;
const SALT_BYTES = 32;
const TAG_OFFSET = 80;

/** Header fields of format 2.2. Ids are 32 hex digits, `salt` 32 bytes, a segment holds 2^exponent bytes. */
export interface SealedHeader {
  readonly suite: Suite;
  readonly exponent: number;
  readonly kind: Kind;
  readonly keyId: string;
  readonly fileId: string;
  readonly salt: Buffer;
}

/**
 * The 112 bytes of a header, tagged.
 * @param headerKey 32 bytes
 * @throws RangeError for fields no reader would take: better no file than one that never opens
 */
export function formatHeader(header: SealedHeader, headerKey: Uint8Array | KeyObject): Buffer {
  const { suite, exponent, kind } = header;
  const idsFit = isHex(header.keyId, 16) && isHex(header.fileId, 16) && header.salt.length === SALT_BYTES;
  if (!idsFit || !isSuite(suite) || !isExponent(exponent) || !isKind(kind)) {
    throw new RangeError('header fields outside format 2.2');
  }
  const fields = Buffer.concat([
    MAGIC,
    Buffer.from([VERSION, suite, exponent, kind, 0, 0, 0, 0]),
    Buffer.from(header.keyId, 'hex'),
    Buffer.from(header.fileId, 'hex'),
    header.salt,
  ]);
  return Buffer.concat([fields, hmacSha256(headerKey, fields)]);
}

/**
 * Reads the fields in the order of format 2.6, as far as the bytes reach: what they show is said before that they are too few.
 * The tag is not checked here: see `checkHeaderTag`.
 * @param bytes the object's first 112 bytes, or all it has
 * @param givenKeyId the id of the key file in hand, 32 hex digits; without one (an object key) there is nothing to compare
 * @throws SealError `not-sealed` | `unsupported` | `wrong-key` | `truncated`
 */
export function parseHeader(bytes: Buffer, givenKeyId?: string): SealedHeader {
  const magic = bytes.subarray(0, MAGIC.length);
  if (!magic.equals(MAGIC.subarray(0, magic.length))) throw new SealError('not-sealed');
  const [version = VERSION, suite = 1, exponent = MIN_EXPONENT, kind = 0] = bytes.subarray(8, 12);
  if (version !== VERSION || !isSuite(suite) || !isExponent(exponent) || !isKind(kind)) {
    throw new SealError('unsupported');
  }
  if (bytes.subarray(12, 16).some((reserved) => reserved !== 0)) throw new SealError('unsupported');
  if (bytes.length < 32) throw new SealError('truncated');
  const keyId = bytes.toString('hex', 16, 32);
  if (givenKeyId !== undefined && keyId !== givenKeyId) {
    throw new SealError('wrong-key', { needs: keyId, given: givenKeyId });
  }
  if (bytes.length < HEADER_BYTES) throw new SealError('truncated');
  const fileId = bytes.toString('hex', 32, 48);
  return { suite, exponent, kind, keyId, fileId, salt: Buffer.from(bytes.subarray(48, TAG_OFFSET)) };
}

/** @throws SealError `tampered` (format 2.4) */
export function checkHeaderTag(bytes: Buffer, headerKey: Uint8Array | KeyObject): void {
  const tag = hmacSha256(headerKey, bytes.subarray(0, TAG_OFFSET));
  if (!equalBytes(tag, headerTag(bytes))) throw new SealError('tampered');
}

/** The tag as it stands in the header, 32 bytes: the first link of a content digest (format 2.3). */
export function headerTag(bytes: Buffer): Buffer {
  return bytes.subarray(TAG_OFFSET, HEADER_BYTES);
}

function isSuite(value: number): value is Suite {
  return value === 1 || value === 2;
}

function isExponent(value: number): boolean {
  return Number.isInteger(value) && value >= MIN_EXPONENT && value <= MAX_EXPONENT;
}

function isKind(value: number): value is Kind {
  return value === 0 || value === 1;
}
