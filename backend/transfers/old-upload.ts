import { TransferError } from './errors.ts';

/** A vector of 16 bytes and a name: file systems of that time took 255 bytes, decomposed ones some more. */
export const MAX_SEALED_NAME_BYTES = 2048;
/** Each is kept while the run lasts; more than this is no collection of uploads. */
export const MAX_OLD_FILES = 500_000;
/** How long a token or the global key may be; the old program's are 32 and 20 characters. */
export const MAX_SECRET_CHARACTERS = 1024;
/** One name in one folder on every system: no separator, no drive, nothing hidden. The old program's are 32 hex digits. */
const STORED_NAME = /^[0-9A-Za-z_-][0-9A-Za-z_.-]{0,254}$/;

/** A row of the database: the name of the stored file in its folder, and its real name, sealed (format 6.2). */
export interface OldUpload {
  readonly filename: string;
  readonly realname: Buffer;
}

/** What opens the files and their names, where the database holds it. */
export interface OldSecrets {
  /** One for each user; a JSON export has at most one. */
  readonly tokens: readonly string[];
  readonly globalKeys: readonly string[];
}

/** A row as it came, of any type. */
export interface RawUpload {
  readonly filename: unknown;
  /** Bytes, or undefined where they are none. */
  readonly realname: Uint8Array | undefined;
}

/** @param why goes on from "The database …" */
export function damaged(path: string, why: string, cause?: unknown): TransferError {
  const sentence = `The database ${path} ${why}; nothing was brought over.`;
  return new TransferError('damaged-database', sentence, cause === undefined ? undefined : { cause });
}

/** @returns TransferError `not-found` */
export function inUse(path: string, cause?: unknown): TransferError {
  const sentence = `The database ${path} is in use, or was not closed: end the old program, or start and end it once, and try again.`;
  return new TransferError('not-found', sentence, cause === undefined ? undefined : { cause });
}

/** @throws TransferError `damaged-database` */
export function checkedUpload(path: string, { filename, realname }: RawUpload): OldUpload {
  if (typeof filename !== 'string' || !STORED_NAME.test(filename)) {
    const shown = typeof filename === 'string' ? JSON.stringify(filename.slice(0, 100)) : 'something that is no text';
    throw damaged(path, `names ${shown} as a stored file, which is no plain file name`);
  }
  if (realname === undefined) throw damaged(path, `has no real name for ${filename} that could be read`);
  if (realname.length > MAX_SEALED_NAME_BYTES) throw damaged(path, `has a real name for ${filename} that is too long`);
  return { filename, realname: Buffer.from(realname) };
}

/** @returns TransferError `too-large` */
export function tooMany(): TransferError {
  return new TransferError(
    'too-large',
    `These are more than ${MAX_OLD_FILES} files; bring them over folder by folder.`,
  );
}
