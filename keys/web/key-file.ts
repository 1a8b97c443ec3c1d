import { openBox } from './box.ts';
import { concat, fromBase64, isHex, isObject, parseJsonObject, toBase64, toHex, utf8, type Bytes } from './bytes.ts';
import { hmacSha256, macKey } from './derivation.ts';
import { SealError } from './errors.ts';
import { derivePassword, parseKdf, type PasswordKdf } from './password.ts';

const TYPE = 'latchkey key file';
const ALGORITHM = 'AES-256-CBC';
const KEY_BYTES = 32;
const IV_BYTES = 16;
const CLASSIC_KEY_BYTES = [16, 24, 32];
/** Format 1.1. */
const MAX_KEY_FILE_BYTES = 64 * 1024;

/** What may be shown of a key file. `id` is 32 hex digits; `created` as in the file, empty for a classic one. */
interface KeyFileSummary {
  readonly id: string;
  readonly name: string;
  readonly created: string;
}

/** A key ready for use. `key` is 32 bytes (16, 24 or 32 in a classic file), `iv` 16. */
export interface KeyFile extends KeyFileSummary {
  readonly form: 'plain' | 'classic';
  readonly key: Bytes;
  readonly iv: Bytes;
}

/** A key file that wants its passphrase first (format 1.4). */
export interface ProtectedKeyFile extends KeyFileSummary {
  readonly form: 'protected';
  readonly kdf: PasswordKdf;
  readonly box: Bytes;
}

/**
 * Reads a key file of any form without opening a protected one.
 * @throws SealError `damaged-key-file`; `unsupported` for a version or algorithm to come, or work outside format 1.4
 */
export async function parseKeyFile(bytes: Uint8Array): Promise<KeyFile | ProtectedKeyFile> {
  const json = bytes.length <= MAX_KEY_FILE_BYTES ? parseJsonObject(bytes) : undefined;
  if (json === undefined) throw new SealError('damaged-key-file');
  if (json['type'] === undefined) return parseClassic(json);
  const { type, version, name, id, created, algorithm } = json;
  if (type !== TYPE) throw new SealError('damaged-key-file');
  if (version !== 1 || algorithm !== ALGORITHM) throw new SealError('unsupported');
  if (typeof name !== 'string' || typeof created !== 'string' || !isHex(id, 16))
    throw new SealError('damaged-key-file');
  const summary = { id, name, created };
  if (json['protected'] !== undefined) return parseProtected(summary, json['protected']);
  const { key, iv } = parseSecret(json, [KEY_BYTES]);
  if ((await keyId(key, iv)) !== id) throw new SealError('damaged-key-file');
  return { form: 'plain', ...summary, key, iv };
}

async function parseClassic(json: Record<string, unknown>): Promise<KeyFile> {
  const { key, iv } = parseSecret(json, CLASSIC_KEY_BYTES);
  return { form: 'classic', id: await keyId(key, iv), name: 'Classic key', created: '', key, iv };
}

function parseSecret(json: Record<string, unknown>, lengths: readonly number[]): Pick<KeyFile, 'key' | 'iv'> {
  const [key, iv] = [fromBase64(json['key']), fromBase64(json['iv'], IV_BYTES)];
  if (key === undefined || iv === undefined || !lengths.includes(key.length)) throw new SealError('damaged-key-file');
  return { key, iv };
}

function parseProtected(summary: KeyFileSummary, value: unknown): ProtectedKeyFile {
  if (!isObject(value)) throw new SealError('damaged-key-file');
  const kdf = parseKdf(value, 'kdf');
  const box = fromBase64(value['box']);
  if (box === undefined) throw new SealError('damaged-key-file');
  return { form: 'protected', ...summary, kdf, box };
}

/**
 * Opens a protected key file (format 1.4). Takes a second and up to 128 MiB, and nothing else runs meanwhile: call it in a worker.
 * @throws SealError `wrong-password`, also for a text that cannot be one; `damaged-key-file` where what is inside is not the key its id names
 */
export async function unlockKeyFile(
  { id, name, created, kdf, box }: ProtectedKeyFile,
  passphrase: string,
): Promise<KeyFile> {
  const derived = derivePassword(passphrase, kdf);
  const secret = await openBox(derived, utf8(`latchkey/v1/key-file${id}`), box, 'wrong-password');
  derived.fill(0);
  const [key, iv] = [secret.slice(0, KEY_BYTES), secret.slice(KEY_BYTES)];
  secret.fill(0);
  if (iv.length !== IV_BYTES || (await keyId(key, iv)) !== id) throw new SealError('damaged-key-file');
  return { form: 'plain', id, name, created, key, iv };
}

/** The key file as the bytes of its JSON, key and all (format 1.1). A classic key leaves as it came. */
export function formatKeyFile({ form, id, name, created, key, iv }: KeyFile): Bytes {
  const secret = { key: toBase64(key), iv: toBase64(iv) };
  const members = { type: TYPE, version: 1, name, id, created, algorithm: ALGORITHM };
  return utf8(`${JSON.stringify(form === 'classic' ? secret : { ...members, ...secret }, null, 2)}\n`);
}

/** Overwrites the secret once it has served; what the engine copied elsewhere cannot be reached. */
export function wipeKeyFile({ key, iv }: KeyFile): void {
  key.fill(0);
  iv.fill(0);
}

/** What people compare of a key id, as 4F2A-91CC. */
export function keyFingerprint(id: string): string {
  return `${id.slice(0, 4)}-${id.slice(4, 8)}`.toUpperCase();
}

/** Key id, 16 bytes as hex (format 1.3). */
async function keyId(key: Bytes, iv: Bytes): Promise<string> {
  const mac = await hmacSha256(await macKey(key), concat(utf8('latchkey/v1/key-id'), iv));
  return toHex(mac.subarray(0, 16));
}
