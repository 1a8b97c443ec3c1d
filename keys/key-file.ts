import { randomBytes } from 'node:crypto';
import { BoxKey } from './box.ts';
import { hmacSha256 } from './derivation.ts';
import { fromBase64, isHex, isObject, parseJsonObject } from './encoding.ts';
import { SealError } from './errors.ts';
import { kdfMembers, newKdf, parseKdf, type PasswordKdf, type PasswordWork } from './password.ts';

const TYPE = 'latchkey key file';
const ALGORITHM = 'AES-256-CBC';
const KEY_BYTES = 32;
const IV_BYTES = 16;
const CLASSIC_KEY_BYTES = [16, 24, 32];

/** A key file is a handful of short members; anything larger is something else (format 1.1). */
export const MAX_KEY_FILE_BYTES = 64 * 1024;

/** What may be shown of a key file. `id` is 32 hex digits; `created` as in the file, empty for a classic one. */
export interface KeyFileSummary {
  readonly id: string;
  readonly name: string;
  readonly created: string;
}

/** A key ready for use. `key` is 32 bytes (16, 24 or 32 in a classic file), `iv` 16: the root of every file's own keys. */
export interface KeyFile extends KeyFileSummary {
  readonly form: 'plain' | 'classic';
  readonly key: Buffer;
  readonly iv: Buffer;
}

/** A key file that wants its passphrase first (format 1.4). */
export interface ProtectedKeyFile extends KeyFileSummary {
  readonly form: 'protected';
  readonly kdf: PasswordKdf;
  readonly box: Buffer;
}

/** Key id, 16 bytes as hex (format 1.3). */
export function keyId(key: Uint8Array, iv: Uint8Array): string {
  return hmacSha256(key, 'latchkey/v1/key-id', iv).subarray(0, 16).toString('hex');
}

/** Draws a new key from the system's generator. */
export function newKeyFile(name: string, created: Date): KeyFile {
  const key = randomBytes(KEY_BYTES);
  const iv = randomBytes(IV_BYTES);
  return { form: 'plain', id: keyId(key, iv), name, created: created.toISOString(), key, iv };
}

/**
 * Reads a key file of any form without opening a protected one.
 * @throws SealError `damaged-key-file`; `unsupported` for a version or algorithm to come, or work outside format 1.4
 */
export function parseKeyFile(bytes: Uint8Array): KeyFile | ProtectedKeyFile {
  const json = bytes.length <= MAX_KEY_FILE_BYTES ? parseJsonObject(bytes) : undefined;
  if (json === undefined) throw new SealError('damaged-key-file');
  if (json['type'] === undefined) return parseClassic(json);
  const { type, version, name, id, created, algorithm } = json;
  if (type !== TYPE) throw new SealError('damaged-key-file');
  if (version !== 1 || algorithm !== ALGORITHM) throw new SealError('unsupported');
  if (typeof name !== 'string' || typeof created !== 'string' || !isHex(id, 16)) {
    throw new SealError('damaged-key-file');
  }
  const summary = { id, name, created };
  if (json['protected'] !== undefined) return parseProtected(summary, json['protected']);
  const key = fromBase64(json['key'], [KEY_BYTES]);
  const iv = fromBase64(json['iv'], [IV_BYTES]);
  if (key === undefined || iv === undefined || keyId(key, iv) !== id) throw new SealError('damaged-key-file');
  return { form: 'plain', ...summary, key, iv };
}

function parseClassic(json: Record<string, unknown>): KeyFile {
  const key = fromBase64(json['key'], CLASSIC_KEY_BYTES);
  const iv = fromBase64(json['iv'], [IV_BYTES]);
  if (key === undefined || iv === undefined) throw new SealError('damaged-key-file');
  return { form: 'classic', id: keyId(key, iv), name: 'Classic key', created: '', key, iv };
}

function parseProtected(summary: KeyFileSummary, value: unknown): ProtectedKeyFile {
  if (!isObject(value)) throw new SealError('damaged-key-file');
  const kdf = parseKdf(value, 'kdf');
  if (kdf === undefined) throw new SealError('unsupported');
  const box = fromBase64(value['box']);
  if (box === undefined) throw new SealError('damaged-key-file');
  return { form: 'protected', ...summary, kdf, box };
}

/**
 * Opens a protected key file.
 * @throws SealError `wrong-password`; `damaged-key-file` where what is inside is not the key its id names
 */
export async function unlockKeyFile(
  locked: ProtectedKeyFile,
  passphrase: string,
  work: PasswordWork,
): Promise<KeyFile> {
  const box = new BoxKey(await work.derive(passphrase, locked.kdf), 'wrong-password');
  const secret = box.open(associatedData(locked.id), locked.box);
  const key = secret.subarray(0, KEY_BYTES);
  const iv = secret.subarray(KEY_BYTES);
  if (iv.length !== IV_BYTES || keyId(key, iv) !== locked.id) throw new SealError('damaged-key-file');
  return { form: 'plain', id: locked.id, name: locked.name, created: locked.created, key, iv };
}

/** The key file as JSON text, key and all (format 1.1). A classic key leaves as it came: it may still be needed elsewhere. */
export function formatKeyFile(file: KeyFile): string {
  const secret = { key: file.key.toString('base64'), iv: file.iv.toString('base64') };
  return stringify(file.form === 'classic' ? secret : { ...members(file), ...secret });
}

/** The key file as JSON text, its secret under a passphrase (format 1.4). `cost` is lowered by tests alone. */
export async function formatProtectedKeyFile(
  file: KeyFile,
  passphrase: string,
  work: PasswordWork,
  cost?: number,
): Promise<string> {
  if (file.key.length !== KEY_BYTES) throw new SealError('unsupported');
  const kdf = newKdf(cost);
  const secret = Buffer.concat([file.key, file.iv]);
  const box = new BoxKey(await work.derive(passphrase, kdf)).seal(associatedData(file.id), secret);
  secret.fill(0);
  const sealed = { kdf: 'scrypt', ...kdfMembers(kdf), box: box.toString('base64') };
  return stringify({ ...members(file), protected: sealed });
}

/** The key file as JSON text under another name: a name is not part of the key. */
export function renamedKeyFile(file: KeyFile | ProtectedKeyFile, name: string): string {
  if (file.form !== 'protected') return formatKeyFile({ ...file, name });
  const sealed = { kdf: 'scrypt', ...kdfMembers(file.kdf), box: file.box.toString('base64') };
  return stringify({ ...members({ ...file, name }), protected: sealed });
}

/** The key file as it is, as JSON text: a protected one stays under its passphrase. */
export function keyFileText(file: KeyFile | ProtectedKeyFile): string {
  return renamedKeyFile(file, file.name);
}

/** The same key in buffers of its own, to be wiped by whoever asked for it. */
export function copyKeyFile(file: KeyFile): KeyFile {
  return { ...file, key: Buffer.from(file.key), iv: Buffer.from(file.iv) };
}

/** Overwrites the secret once it has served. What the engine copied elsewhere cannot be reached. */
export function wipeKeyFile(file: KeyFile): void {
  file.key.fill(0);
  file.iv.fill(0);
}

function members(file: KeyFileSummary): Record<string, unknown> {
  const { name, id, created } = file;
  return { type: TYPE, version: 1, name, id, created, algorithm: ALGORITHM };
}

function associatedData(id: string): Buffer {
  return Buffer.from(`latchkey/v1/key-file${id}`, 'ascii');
}

/** @throws RangeError where a name makes it longer than a reader takes: the key would be lost with it */
function stringify(value: unknown): string {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (Buffer.byteLength(text) > MAX_KEY_FILE_BYTES) throw new RangeError('a key file has at most 64 KiB');
  return text;
}
