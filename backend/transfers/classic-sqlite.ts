import { DatabaseSync } from 'node:sqlite';
import { TransferError } from './errors.ts';
import {
  damaged,
  MAX_OLD_FILES,
  MAX_SEALED_NAME_BYTES,
  MAX_SECRET_CHARACTERS,
  type OldSecrets,
  type RawUpload,
} from './old-upload.ts';

/** The old program may just be writing. */
const PATIENCE_MS = 500;
/** Nobody is asked to choose between more. */
const MAX_TOKENS = 10_000;
/** SQLITE_BUSY, and SQLITE_READONLY and SQLITE_CANTOPEN for a journal that only a writer could roll back. */
const IN_USE_CODES = [5, 8, 14];

/**
 * Reads the tables `uploaded_files` and `tokens` of the old program's own file, and changes nothing in it. A schema can hold code (views,
 * triggers, generated columns, virtual tables), so only plain columns of plain tables are read, with a bound on each value and on the rows.
 * @param take is handed each row as it comes; what it throws ends the reading
 * @throws TransferError `damaged-database` | `not-found`; whatever `take` throws
 */
export function readSqlite(path: string, take: (upload: RawUpload) => void): OldSecrets {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: PATIENCE_MS, enableForeignKeyConstraints: false });
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON;');
    if (!hasColumns(database, 'uploaded_files', ['filename', 'realname'])) {
      throw damaged(path, 'has no table "uploaded_files" with "filename" and "realname"');
    }
    takeUploads(database, take);
    return { tokens: tokensOf(path, database), globalKeys: [] };
  } catch (error) {
    if (error instanceof TransferError) throw error;
    const { errcode } = error as { errcode?: number };
    if (errcode !== undefined && IN_USE_CODES.includes(errcode & 0xff)) {
      const sentence = `The database ${path} is in use, or was not closed: end the old program, or start and end it once, and try again.`;
      throw new TransferError('not-found', sentence, { cause: error });
    }
    throw damaged(path, 'cannot be read as an SQLite file', error);
  } finally {
    if (database?.isOpen === true) database.close();
  }
}

/** Whether there is a plain table with these as plain columns; other columns may stand beside them. */
function hasColumns(database: DatabaseSync, table: string, columns: readonly string[]): boolean {
  const kinds = database.prepare("SELECT type FROM pragma_table_list WHERE schema = 'main' AND name = ?").all(table);
  if (kinds.length !== 1 || kinds[0]!['type'] !== 'table') return false;
  const plain = database.prepare('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0').all(table);
  return columns.every((column) => plain.some(({ name }) => name === column));
}

function takeUploads(database: DatabaseSync, take: (upload: RawUpload) => void): void {
  const rows = database.prepare(
    `SELECT substr(filename, 1, 256) AS filename, substr(realname, 1, ${MAX_SEALED_NAME_BYTES + 1}) AS realname
     FROM uploaded_files LIMIT ${MAX_OLD_FILES + 1}`,
  );
  for (const { filename, realname } of rows.iterate()) {
    take({ filename, realname: realname instanceof Uint8Array ? realname : undefined });
  }
}

function tokensOf(path: string, database: DatabaseSync): string[] {
  if (!hasColumns(database, 'tokens', ['value'])) return [];
  const tokens = new Set<string>();
  const rows = database.prepare(
    `SELECT substr(value, 1, ${MAX_SECRET_CHARACTERS + 1}) AS value FROM tokens LIMIT ${MAX_TOKENS}`,
  );
  for (const { value } of rows.iterate()) {
    if (typeof value !== 'string') throw damaged(path, 'has a token that is no text');
    if (value.length > MAX_SECRET_CHARACTERS) throw damaged(path, 'has a token that is too long');
    tokens.add(value);
  }
  return [...tokens];
}
