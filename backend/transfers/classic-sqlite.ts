import { DatabaseSync } from 'node:sqlite';
import { TransferError } from './errors.ts';
import {
  damaged,
  inUse,
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
/**
 * What one value, one statement of the schema and one table may be at most: far more than the old program's, and little enough that nothing
 * it says takes long. Beyond them SQLite refuses.
 */
const LIMITS = { length: 1024 * 1024, sqlLength: 64 * 1024, column: 100, exprDepth: 100, attach: 0 };
/** SQLITE_BUSY, and SQLITE_READONLY and SQLITE_CANTOPEN for a journal that only a writer could roll back. */
const IN_USE_CODES = [5, 8, 14];

/**
 * Reads the tables `uploaded_files` and `tokens` of the old program's own file, and changes nothing in it. A schema can hold code (views,
 * triggers, virtual tables, generated columns), and what it takes nobody can bound: one that has more than tables and indexes is refused, and
 * only plain columns are read, with a bound on each value and on the rows. `checkSchemaSize` comes first.
 * @param take is handed each row as it comes; what it throws ends the reading
 * @throws TransferError `damaged-database` | `not-found`; whatever `take` throws
 */
export function readSqlite(path: string, take: (upload: RawUpload) => void): OldSecrets {
  let database: DatabaseSync | undefined;
  try {
    const options = { readOnly: true, timeout: PATIENCE_MS, enableForeignKeyConstraints: false, limits: LIMITS };
    database = new DatabaseSync(path, options);
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON;');
    if (holdsCode(database)) throw damaged(path, 'holds views, triggers or the like, which the old program never made');
    if (!hasColumns(database, 'uploaded_files', ['filename', 'realname'])) {
      throw damaged(path, 'has no table "uploaded_files" with "filename" and "realname"');
    }
    takeUploads(database, take);
    return { tokens: tokensOf(path, database), globalKeys: [] };
  } catch (error) {
    if (error instanceof TransferError) throw error;
    const { errcode } = error as { errcode?: number };
    if (errcode !== undefined && IN_USE_CODES.includes(errcode & 0xff)) throw inUse(path, error);
    throw damaged(path, 'cannot be read as an SQLite file', error);
  } finally {
    if (database?.isOpen === true) database.close();
  }
}

/**
 * Asked of the schema's own table: SQLite's list of tables looks into each view, which takes a minute for a dozen that name one another. The
 * kind is told by the statement, in the words SQLite itself writes; the other columns beside it can lie.
 */
function holdsCode(database: DatabaseSync): boolean {
  const plain = ['CREATE TABLE ', 'CREATE INDEX ', 'CREATE UNIQUE INDEX '];
  const begins = plain.map((words) => `substr(sql, 1, ${words.length}) = '${words}'`).join(' OR ');
  const [found] = database
    .prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE NOT (sql IS NULL OR ${begins})`)
    .all();
  return found?.['n'] !== 0;
}

/** Whether there is a table with these as plain columns; other columns may stand beside them. */
function hasColumns(database: DatabaseSync, table: string, columns: readonly string[]): boolean {
  const plain = database.prepare('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0').all(table);
  return columns.every((column) => plain.some(({ name }) => name === column));
}

function takeUploads(database: DatabaseSync, take: (upload: RawUpload) => void): void {
  const rows = database.prepare(
    `SELECT substr(filename, 1, 256) AS filename, substr(realname, 1, ${MAX_SEALED_NAME_BYTES + 1}) AS realname
     FROM uploaded_files NOT INDEXED LIMIT ${MAX_OLD_FILES + 1}`,
  );
  for (const { filename, realname } of rows.iterate()) {
    take({ filename, realname: realname instanceof Uint8Array ? realname : undefined });
  }
}

function tokensOf(path: string, database: DatabaseSync): string[] {
  if (!hasColumns(database, 'tokens', ['value'])) return [];
  const tokens = new Set<string>();
  const rows = database.prepare(
    `SELECT substr(value, 1, ${MAX_SECRET_CHARACTERS + 1}) AS value FROM tokens NOT INDEXED LIMIT ${MAX_TOKENS}`,
  );
  for (const { value } of rows.iterate()) {
    if (typeof value !== 'string') throw damaged(path, 'has a token that is no text');
    if (value.length > MAX_SECRET_CHARACTERS) throw damaged(path, 'has a token that is too long');
    tokens.add(value);
  }
  return [...tokens];
}
