import { isHex, utf8 } from './bytes.ts';
import { SealError } from './errors.ts';

/** What a record says of a file (format 3.2), as far as its reader needs it. */
export interface FileRecord {
  /** By format 3.4. */
  readonly path: string;
  /** Length of the content in bytes. */
  readonly size: number;
  /** Key id, 32 hex digits. */
  readonly keyId: string;
  readonly mediaType?: string | undefined;
  /** Content digest, 64 hex digits (format 2.3). */
  readonly digest?: string | undefined;
}

const MAX_PATH_BYTES = 4096;
const MAX_SEGMENT_BYTES = 255;
const MAX_MEDIA_TYPE = 255;
// C0 and C1 controls, DEL, and the separator of another system.
const REFUSED = /[\u0000-\u001f\u007f-\u009f\\]/;

/** @throws SealError `tampered` for anything a careful writer would not have written */
export function parseRecord(json: Record<string, unknown>): FileRecord {
  const { p, s, m, k, t, h } = json as Record<'p' | 's' | 'm' | 'k' | 't' | 'h', unknown>;
  const isSize = Number.isSafeInteger(s) && (s as number) >= 0;
  const isType = t === undefined || (typeof t === 'string' && t.length <= MAX_MEDIA_TYPE);
  const isDigest = h === undefined || isHex(h, 32);
  if (!isPath(p) || !isSize || !Number.isSafeInteger(m) || !isHex(k, 16) || !isType || !isDigest) {
    throw new SealError('tampered');
  }
  return { path: p, size: s as number, keyId: k, mediaType: t, digest: h };
}

/** Format 3.4. */
function isPath(value: unknown): value is string {
  // Composing takes time with the square of the length; no text has fewer bytes than UTF-16 units.
  if (typeof value !== 'string' || value.length > MAX_PATH_BYTES) return false;
  if (!value.isWellFormed() || value !== value.normalize('NFC')) return false;
  if (REFUSED.test(value) || utf8(value).length > MAX_PATH_BYTES) return false;
  return value
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..' && utf8(part).length <= MAX_SEGMENT_BYTES);
}
