import { open, stat } from 'node:fs/promises';
import { fromBase64, isObject, parseJsonObject } from '../../keys/encoding.ts';
import { checkSchemaSize } from './classic-schema.ts';
import { readSqlite } from './classic-sqlite.ts';
import { TransferError } from './errors.ts';
import { reason } from './local-file.ts';
import {
  checkedUpload,
  damaged,
  MAX_OLD_FILES,
  MAX_SECRET_CHARACTERS,
  tooMany,
  type OldSecrets,
  type OldUpload,
  type RawUpload,
} from './old-upload.ts';

/** An entry takes some 150 bytes: this is room for a few hundred thousand files, and little enough to be parsed at once. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;
/** Braces, brackets, colons and commas: each becomes a value, which can take twenty times its length. An entry of five members has eleven. */
const MAX_JSON_MARKS = 12 * MAX_OLD_FILES;
const JSON_MARKS = Buffer.from('{[:,');
/** SQLite reads it in place; {@link MAX_OLD_FILES} rows with their index take less, and what is larger is something else. */
const MAX_SQLITE_BYTES = 256 * 1024 * 1024;
const SQLITE_MAGIC = 'SQLite format 3\0';

/** What the database of a "Flask-Encryptor" holds. */
export interface OldDatabase extends OldSecrets {
  /** By stored name. */
  readonly uploads: readonly OldUpload[];
}

/**
 * Reads the database of a "Flask-Encryptor": the program's own SQLite file, or an export as JSON. It comes from outside, so one that names
 * anything but plain files of its own folder is refused whole.
 * @throws TransferError `not-found` | `too-large` | `damaged-database`
 */
export async function readOldDatabase(path: string): Promise<OldDatabase> {
  const checked = new Map<string, OldUpload>();
  // Each row as it comes: damaged pages can give the same rows without end, and a value can be as long as the file.
  const take = (raw: RawUpload) => {
    if (checked.size >= MAX_OLD_FILES) throw tooMany();
    const upload = checkedUpload(path, raw);
    if (checked.has(upload.filename)) throw damaged(path, `names ${upload.filename} twice`);
    checked.set(upload.filename, upload);
  };
  const isSqlite = await hasMagic(path);
  const { tokens, globalKeys } = isSqlite ? readSqlite(path, take) : parseExport(path, await readWhole(path), take);
  for (const secret of [...tokens, ...globalKeys]) {
    if (secret === '' || secret.length > MAX_SECRET_CHARACTERS) throw damaged(path, 'holds a token that cannot be one');
  }
  const uploads = [...checked.values()].sort((a, b) => (a.filename < b.filename ? -1 : 1));
  return { uploads, tokens, globalKeys };
}

function parseExport(path: string, bytes: Buffer, take: (upload: RawUpload) => void): OldSecrets {
  if (marksOf(bytes) > MAX_JSON_MARKS) throw damaged(path, `holds more than a list of ${MAX_OLD_FILES} files can`);
  const json = parseJsonObject(bytes);
  if (json === undefined) throw damaged(path, 'is neither an SQLite file nor a JSON object');
  const rows = json['uploaded_files'];
  if (!Array.isArray(rows)) throw damaged(path, 'has no list "uploaded_files"');
  for (const row of rows as unknown[]) {
    if (!isObject(row)) throw damaged(path, 'has an entry in "uploaded_files" that is no object');
    take({ filename: row['filename'], realname: fromBase64(row['realname']) });
  }
  const secrets = (name: string): string[] => {
    const value = json[name] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw damaged(path, `has a "${name}" that is no text`);
    return value === undefined ? [] : [value];
  };
  return { tokens: secrets('token'), globalKeys: secrets('global_key') };
}

function marksOf(bytes: Buffer): number {
  const isMark = new Uint8Array(256);
  for (const mark of JSON_MARKS) isMark[mark] = 1;
  let marks = 0;
  for (let at = 0; at < bytes.length; at += 1) marks += isMark[bytes[at]!]!;
  return marks;
}

/** Also looks at the schema of one that is, before SQLite does. */
async function hasMagic(path: string): Promise<boolean> {
  return await readable(path, async () => {
    // Looked at before it is opened: opening a pipe would wait for whoever writes to it.
    const found = await stat(path);
    if (!found.isFile()) throw new TransferError('not-found', `The database ${path} is no ordinary file.`);
    const handle = await open(path, 'r');
    try {
      const head = Buffer.alloc(SQLITE_MAGIC.length);
      await handle.read(head, 0, head.length, 0);
      const isSqlite = head.toString('latin1') === SQLITE_MAGIC;
      const most = isSqlite ? MAX_SQLITE_BYTES : MAX_JSON_BYTES;
      if (found.size > most) throw new TransferError('too-large', `The database ${path} has more than ${most} bytes.`);
      if (isSqlite) await checkSchemaSize(path, handle);
      return isSqlite;
    } finally {
      await handle.close();
    }
  });
}

async function readWhole(path: string): Promise<Buffer> {
  return await readable(path, async () => {
    const handle = await open(path, 'r');
    try {
      const bytes = Buffer.alloc(Math.min((await handle.stat()).size, MAX_JSON_BYTES));
      let length = 0;
      while (length < bytes.length) {
        const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return bytes.subarray(0, length);
    } finally {
      await handle.close();
    }
  });
}

async function readable<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof TransferError) throw error;
    throw new TransferError('not-found', `The database ${path} cannot be read: ${reason(error)}.`, { cause: error });
  }
}
