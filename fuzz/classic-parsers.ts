import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { readOldDatabase } from '../backend/transfers/classic-database.ts';
import { ClassicFile, flaskFormat, userManagerFormat, type ClassicFormat } from '../backend/transfers/classic-file.ts';
import { TransferError, type TransferErrorCode } from '../backend/transfers/errors.ts';
import { flaskKey, flaskName } from '../keys/classic/flask-encryptor.ts';
import { parseKeyFile, type KeyFile } from '../keys/key-file.ts';
import { Fault, sealErrors, temporaryFolder, vector, vectorNames, type Parser, type ParserTable } from './parser.ts';

interface Export {
  readonly token: string;
  readonly global_key: string;
  readonly uploaded_files: readonly { readonly filename: string; readonly realname: string }[];
}

const EXPORT = 'classic/flask-encryptor/database.json';
const database = () => JSON.parse(vector(EXPORT).toString()) as Export;

/** A file of this process alone, gone with it. */
function placeFor(name: string): string {
  return join(temporaryFolder(), name);
}

/** An old file: as long as it says, or refused. */
function oldFile(format: ClassicFormat, samples: readonly Buffer[]): Parser {
  const path = placeFor('old');
  return {
    form: 'bytes',
    samples: samples.filter(({ length }) => length < 10_000),
    refuses: sealErrors('truncated', 'wrong-key-or-damaged'),
    async read(input) {
      writeFileSync(path, input);
      const file = await ClassicFile.open(path, format);
      try {
        let bytes = 0;
        for await (const piece of file.bytes()) bytes += piece.length;
        if (bytes !== file.size) throw new Fault('content of another length');
      } finally {
        await file.close();
      }
    },
  };
}

function userManager(): Parser {
  const key = parseKeyFile(vector('classic/user-manager/key.json')) as KeyFile;
  return oldFile(userManagerFormat(key), vectorNames('classic/user-manager/', '.enct').map(vector));
}

function flask(): Parser {
  const { token, uploaded_files: files } = database();
  return oldFile(
    flaskFormat(token),
    files.map(({ filename }) => vector(`classic/flask-encryptor/${filename}`)),
  );
}

function flaskNames(): Parser {
  const { global_key: globalKey, uploaded_files: files } = database();
  const key = flaskKey(globalKey);
  return {
    form: 'bytes',
    samples: files.map(({ realname }) => Buffer.from(realname, 'base64')),
    refuses: sealErrors('truncated', 'wrong-key-or-damaged'),
    read(input) {
      if (!flaskName(key, input).isWellFormed()) throw new Fault('a name that is no Unicode');
    },
  };
}

function transferErrors(...codes: readonly TransferErrorCode[]): Parser['refuses'] {
  return (error) => error instanceof TransferError && codes.includes(error.code) && error.message.endsWith('.');
}

function oldDatabase(form: Parser['form'], samples: readonly Buffer[]): Parser {
  const path = placeFor('database');
  return {
    form,
    samples,
    refuses: transferErrors('damaged-database', 'not-found', 'too-large'),
    async read(input) {
      writeFileSync(path, input);
      const { uploads, tokens } = await readOldDatabase(path);
      const names = new Set(uploads.map(({ filename }) => filename));
      if (names.size !== uploads.length || tokens.includes('')) throw new Fault('a row that is none');
    },
  };
}

/** Each names the one before it twice: SQLite takes a minute to look into the last. */
const VIEWS = Array.from({ length: 18 }, (_, at) => `CREATE VIEW v${at + 1} AS SELECT a.x FROM v${at} a, v${at} b;`);
/** Schemas that are as hostile as we know how, beside those that an old program makes. */
const ROWS = `CREATE TABLE tokens (id INTEGER PRIMARY KEY, value VARCHAR);
  INSERT INTO tokens (value) VALUES ('token'), ('other');
  CREATE TABLE uploaded_files (id INTEGER PRIMARY KEY, filename VARCHAR UNIQUE, realname BLOB, path VARCHAR);
  WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 40)
  INSERT INTO uploaded_files (filename, realname) SELECT printf('%032x', x), zeroblob(20 + x) FROM n;`;
const SCHEMAS = [
  ROWS,
  `PRAGMA page_size = 4096; ${ROWS}`,
  `${ROWS} CREATE TABLE other (a, b DEFAULT 7, c AS (a || b), CHECK (a > 0)); CREATE INDEX i ON other (a, abs(b)) WHERE a > 1;`,
  `CREATE TABLE uploaded_files (filename TEXT PRIMARY KEY, realname BLOB) WITHOUT ROWID; INSERT INTO uploaded_files VALUES ('a', x'01');`,
  `CREATE TABLE uploaded_files (filename, realname); INSERT INTO uploaded_files VALUES ('a', zeroblob(9000)), ('b', zeroblob(300));`,
  `CREATE TABLE uploaded_files (filename TEXT, realname BLOB AS (zeroblob(900000000)));`,
  `CREATE VIEW uploaded_files AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS filename, x AS realname FROM n;`,
  `${ROWS} CREATE VIEW v0 AS SELECT 1 AS x; ${VIEWS.join(' ')}`,
  `${ROWS} CREATE TRIGGER t AFTER INSERT ON tokens BEGIN INSERT INTO tokens (value) SELECT value FROM tokens; END;`,
  `CREATE TABLE uploaded_files (filename, realname); CREATE VIRTUAL TABLE f USING fts5(a, b); CREATE VIRTUAL TABLE r USING rtree(i, a, b);`,
];

function sqliteFiles(all: readonly string[]): Buffer[] {
  const folder = temporaryFolder();
  return all.map((statements, at) => {
    const path = join(folder, String(at));
    const made = new DatabaseSync(path);
    made.exec(`PRAGMA page_size = 512; ${statements}`);
    made.close();
    return readFileSync(path);
  });
}

export const CLASSIC_PARSERS: ParserTable = {
  'user-manager': userManager,
  flask,
  'flask-name': flaskNames,
  'database-json': () => oldDatabase('json', [vector(EXPORT)]),
  'database-sqlite': () => oldDatabase('bytes', sqliteFiles(SCHEMAS)),
};
