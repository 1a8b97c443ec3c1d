import { timingSafeEqual } from 'node:crypto';
import { SealError } from './errors.ts';

/** Unsigned big-endian integers of docs/format.md. */
export function u32be(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function u64be(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** Constant time for equal lengths; lengths are public. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Standard alphabet with padding, canonical only: `undefined` for anything Buffer would have guessed at. */
export function fromBase64(text: unknown, lengths?: readonly number[]): Buffer | undefined {
  if (typeof text !== 'string') return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) return undefined;
  return lengths === undefined || lengths.includes(bytes.length) ? bytes : undefined;
}

/** base64url without padding, canonical only. */
export function fromBase64Url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

/** Whether a text is the lowercase hex of `length` bytes. */
export function isHex(text: unknown, length: number): text is string {
  return typeof text === 'string' && text.length === length * 2 && /^[0-9a-f]*$/.test(text);
}

/**
 * Ids of 16 bytes each, one after the other. Buffer would cut a text short where its hex ends, and take capitals.
 * @throws SealError `tampered`
 */
export function idBytes(...ids: readonly string[]): Buffer {
  if (!ids.every((id) => isHex(id, 16))) throw new SealError('tampered');
  return Buffer.from(ids.join(''), 'hex');
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Ours has five. The engine reads any depth and then fails to write it again: a stranger's record must not do that to whoever lists it. */
const MAX_JSON_DEPTH = 1000;

/** A JSON object with these bytes, or `undefined` where they are no UTF-8, no JSON, no object, or nested deeper than 1,000 levels. */
export function parseJsonObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(UTF8.decode(bytes));
    return isObject(value) && !isDeeper(value, MAX_JSON_DEPTH) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
