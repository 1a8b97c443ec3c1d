import { SealError } from '../../keys/errors.ts';
import { isHex, parseJsonObject } from '../../keys/encoding.ts';
import { isVaultPath, type VaultPath } from './path.ts';

/** What a sealed name says of a file (format 3.2). */
export interface FileRecord {
  readonly path: VaultPath;
  /** Length of the content in bytes. */
  readonly size: number;
  /** Unix milliseconds. */
  readonly modified: number;
  /** Key id, 32 hex digits. */
  readonly keyId: string;
  readonly mediaType?: string | undefined;
  readonly state?: 'trash' | 'gone' | undefined;
  /** Content digest, 64 hex digits (format 2.3). */
  readonly digest?: string | undefined;
  /** Members this version does not know; kept on rewrite. */
  readonly unknown?: Readonly<Record<string, unknown>> | undefined;
}

/** A sealed name holds a path of at most 4,096 bytes and a few members; escapes can triple that. */
export const MAX_RECORD_BYTES = 64 * 1024;
const MAX_MEDIA_TYPE = 255;
const KNOWN = new Set(['p', 's', 'm', 'k', 't', 'x', 'h']);

/** The record as JSON without spaces. Padding belongs to the sealed name. */
export function formatRecord(record: FileRecord): string {
  const { path, size, modified, keyId, mediaType, state, digest, unknown } = record;
  return JSON.stringify({ p: path, s: size, m: modified, k: keyId, t: mediaType, x: state, h: digest, ...unknown });
}

/** @throws SealError `tampered` for anything a careful writer would not have written */
export function parseRecord(bytes: Uint8Array): FileRecord {
  const json = bytes.length <= MAX_RECORD_BYTES ? parseJsonObject(bytes) : undefined;
  if (json === undefined) throw new SealError('tampered');
  const { p, s, m, k, t, x, h } = json;
  const required = typeof p === 'string' && isVaultPath(p) && isSize(s) && isTime(m) && isHex(k, 16);
  const mediaTypeFits = t === undefined || (typeof t === 'string' && t.length <= MAX_MEDIA_TYPE);
  const stateFits = x === undefined || x === 'trash' || x === 'gone';
  if (!required || !mediaTypeFits || !stateFits || !(h === undefined || isHex(h, 32))) throw new SealError('tampered');
  const unknown = Object.fromEntries(Object.entries(json).filter(([member]) => !KNOWN.has(member)));
  return {
    path: p,
    size: s,
    modified: m,
    keyId: k,
    mediaType: t,
    state: x,
    digest: h,
    unknown,
  };
}

/** Unix milliseconds as a Date takes them; beyond that nobody could show it (ECMA-262, 21.4.1.1). */
function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= 8.64e15;
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
