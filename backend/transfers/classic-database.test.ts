import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readOldDatabase } from './classic-database.ts';
import { TransferError } from './errors.ts';
import { testFolder } from './test-engine.ts';

const NAME = 'a'.repeat(32);
const REAL = Buffer.alloc(20, 1);
const entry = { filename: NAME, realname: REAL.toString('base64') };

async function json(value: unknown): Promise<string> {
  const path = join(await testFolder(), 'database.json');
  await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

async function sqlite(...statements: string[]): Promise<string> {
  const path = join(await testFolder(), 'app.db');
  const database = new DatabaseSync(path);
  for (const statement of statements) database.exec(statement);
  database.close();
  return path;
}

const refused = expect.objectContaining({
  code: 'damaged-database',
  message: expect.stringMatching(/^The database \S+ .*; nothing was brought over\.$/) as string,
}) as Error;

test.each(['../x', '/etc/passwd', '..', '.', '', 'a/b', 'a\\b', 'C:x', 'x:y', '.hidden', 'a\nb', 'ä', 'a'.repeat(256)])(
  'a stored name %j is refused, with all of the database, in JSON and in SQLite',
  async (filename) => {
    const uploads = { uploaded_files: [entry, { ...entry, filename }] };
    await expect(readOldDatabase(await json(uploads))).rejects.toThrow(refused);
    const path = await sqlite('CREATE TABLE uploaded_files (filename TEXT, realname BLOB)');
    const database = new DatabaseSync(path);
    database.prepare('INSERT INTO uploaded_files VALUES (?, ?)').run(filename, REAL);
    database.close();
    await expect(readOldDatabase(path)).rejects.toThrow(refused);
  },
);

test.each([
  ['an array', []],
  ['a text', 'text'],
  ['nothing', ''],
  ['no list', {}],
  ['a list that is none', { uploaded_files: { length: 1 } }],
  ['an entry that is null', { uploaded_files: [null] }],
  ['an entry that is an array', { uploaded_files: [[NAME]] }],
  ['a name with a NUL', { uploaded_files: [{ ...entry, filename: 'a\0b' }] }],
  ['a number for a name', { uploaded_files: [{ ...entry, filename: 7 }] }],
  ['no real name', { uploaded_files: [{ filename: NAME }] }],
  ['a real name that is no base64', { uploaded_files: [{ ...entry, realname: '*' }] }],
  [
    'a real name beyond all length',
    { uploaded_files: [{ ...entry, realname: Buffer.alloc(2049).toString('base64') }] },
  ],
  ['one name twice', { uploaded_files: [entry, entry] }],
  ['a token that is no text', { uploaded_files: [], token: 7 }],
  ['an empty token', { uploaded_files: [], token: '' }],
  ['a global key that is a list', { uploaded_files: [], global_key: ['x'] }],
  ['depth without end', `{"uploaded_files":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
  ['depth that does not close', '['.repeat(1_000_000)],
])('JSON with %s is refused', async (_, value) => {
  await expect(readOldDatabase(await json(value))).rejects.toThrow(refused);
});

test.each([
  ['no such table', ['CREATE TABLE other (x)']],
  ['a table without the columns', ['CREATE TABLE uploaded_files (filename TEXT)']],
  [
    'a text for a real name',
    [
      'CREATE TABLE uploaded_files (filename TEXT, realname TEXT)',
      `INSERT INTO uploaded_files VALUES ('${NAME}', 'x')`,
    ],
  ],
  [
    'a view without end',
    [
      `CREATE VIEW uploaded_files AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
       SELECT 'a' || x AS filename, zeroblob(20) AS realname FROM n WHERE x < 0`,
    ],
  ],
  [
    'a column that is computed',
    [
      'CREATE TABLE uploaded_files (x, filename TEXT, realname BLOB AS (zeroblob(900000000)))',
      `INSERT INTO uploaded_files VALUES (1, '${NAME}')`,
    ],
  ],
  ['a virtual table', ['CREATE VIRTUAL TABLE uploaded_files USING fts5(filename, realname)']],
  [
    'a token that is no text',
    [
      'CREATE TABLE uploaded_files (filename, realname)',
      'CREATE TABLE tokens (value)',
      "INSERT INTO tokens VALUES (x'00')",
    ],
  ],
  [
    'a real name beyond all length',
    [
      'CREATE TABLE uploaded_files (filename, realname)',
      `INSERT INTO uploaded_files VALUES ('${NAME}', zeroblob(50000000))`,
    ],
  ],
])('SQLite with %s is refused', async (_, statements) => {
  await expect(readOldDatabase(await sqlite(...statements))).rejects.toThrow(refused);
});

const TABLE = 'CREATE TABLE uploaded_files (filename TEXT, realname BLOB)';

/** A database whose schema was written by hand. */
async function planted(...statements: string[]): Promise<string> {
  const path = join(await testFolder(), 'planted.db');
  const database = new DatabaseSync(path, { defensive: false });
  for (const statement of [TABLE, 'PRAGMA writable_schema = ON', ...statements]) database.exec(statement);
  database.close();
  return path;
}

test('regression: views that name one another beside the tables are refused at once; looking into them took a minute', async () => {
  const views = Array.from({ length: 18 }, (_, at) => `CREATE VIEW v${at + 1} AS SELECT a.x FROM v${at} a, v${at} b`);
  const path = await sqlite(TABLE, 'CREATE VIEW v0 AS SELECT 1 AS x', ...views);
  await expect(readOldDatabase(path)).rejects.toThrow(refused);
});

test('regression: a schema of ten thousand tables is refused before SQLite reads it, one of a hundred on several pages is read', async () => {
  const tables = (most: number) =>
    `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ${most})
     INSERT INTO sqlite_schema SELECT 'table', 't' || x, 't' || x, 2, 'CREATE TABLE t' || x || '(a)' FROM n`;
  const large = expect.objectContaining({ message: expect.stringContaining('larger than any') as string }) as Error;
  await expect(readOldDatabase(await planted(tables(10_000)))).rejects.toThrow(large);
  const several = Array.from({ length: 100 }, (_, at) => `CREATE TABLE t${at} (a)`);
  expect((await readOldDatabase(await sqlite('PRAGMA page_size = 512', TABLE, ...several))).uploads).toEqual([]);
});

test.each([
  [
    'a view as a table',
    `UPDATE sqlite_schema SET rootpage = 0, sql = 'CREATE VIEW uploaded_files AS SELECT 1 AS filename, 2 AS realname'`,
  ],
  [
    'a trigger as an index',
    `INSERT INTO sqlite_schema VALUES ('index', 'i', 'uploaded_files', 0, 'CREATE TRIGGER i AFTER INSERT ON uploaded_files BEGIN SELECT 1; END')`,
  ],
  [
    'a virtual table as a table',
    `INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, 'CREATE VIRTUAL TABLE x USING fts5(a)')`,
  ],
  [
    'a statement without end',
    `INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 2, 'CREATE TABLE x (a' || printf('%.*c', 100000, ' ') || ')')`,
  ],
  ['a value without end', `INSERT INTO uploaded_files VALUES ('a', zeroblob(20000000))`],
])('a schema that has %s is refused', async (_, statement) => {
  await expect(readOldDatabase(await planted(statement))).rejects.toThrow(refused);
});

test('a log beside it that was not written back is no part of it unread, and a pipe beside it is not waited for', async () => {
  const inUse = expect.objectContaining({
    code: 'not-found',
    message: expect.stringContaining('not closed') as string,
  }) as Error;
  const path = await sqlite(TABLE);
  await writeFile(`${path}-wal`, 'pages');
  await expect(readOldDatabase(path)).rejects.toThrow(inUse);
  await rm(`${path}-wal`);
  if (process.platform !== 'win32') {
    execFileSync('mkfifo', [`${path}-journal`]);
    await expect(readOldDatabase(path)).rejects.toThrow(inUse);
    await rm(`${path}-journal`);
  }
  expect((await readOldDatabase(path)).uploads).toEqual([]);
});

test.each([
  ['objects', '{},'],
  ['members', '"a":1,'],
  ['numbers', '1,'],
])('regression: more %s than any list has are refused unparsed; as values they took gigabytes', async (_, one) => {
  const many = expect.objectContaining({ message: expect.stringContaining('more than a list of') as string }) as Error;
  await expect(readOldDatabase(await json(`{"uploaded_files":[${one.repeat(6_100_000)}`))).rejects.toThrow(many);
});

test('pages that give the same rows again are refused, not read for ever', async () => {
  const path = await sqlite(
    'PRAGMA page_size = 512',
    'CREATE TABLE uploaded_files (filename TEXT, realname BLOB)',
    `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 60)
     INSERT INTO uploaded_files SELECT printf('%032x', x), randomblob(40) FROM n`,
  );
  const bytes = await readFile(path);
  // The table's root is page 2, an inner one (5): after its header of 12 bytes come where its cells are, which begin with a child.
  const root = 512;
  expect(bytes[root]).toBe(5);
  const cells = bytes.readUInt16BE(root + 3);
  const child = (cell: number) => root + bytes.readUInt16BE(root + 12 + 2 * cell);
  for (let cell = 1; cell < cells; cell += 1) bytes.copy(bytes, child(cell), child(0), child(0) + 4);
  await writeFile(path, bytes);
  const twice = expect.objectContaining({ message: expect.stringContaining('twice') as string }) as Error;
  await expect(readOldDatabase(path)).rejects.toThrow(twice);
});

test('columns that nobody knows do not matter, and each user has a token', async () => {
  const path = await sqlite(
    'CREATE TABLE uploaded_files (id INTEGER PRIMARY KEY, note, filename VARCHAR UNIQUE, realname BLOB, path, owner)',
    `INSERT INTO uploaded_files (filename, realname, path) VALUES ('${'b'.repeat(32)}', x'0102', '/x'), ('${NAME}', x'03', '../y')`,
    'CREATE TABLE tokens (id INTEGER, value VARCHAR, more)',
    "INSERT INTO tokens (value) VALUES ('one'), ('two'), ('one')",
  );
  const { uploads, tokens, globalKeys } = await readOldDatabase(path);
  expect(uploads.map(({ filename, realname }) => [filename[0], realname.toString('hex')])).toEqual([
    ['a', '03'],
    ['b', '0102'],
  ]);
  expect([tokens.toSorted(), globalKeys]).toEqual([['one', 'two'], []]);
});

test('what is a folder, or not there, is said to be so', async () => {
  const folder = await testFolder();
  await mkdir(join(folder, 'a'));
  const missing = expect.objectContaining({ code: 'not-found' }) as Error;
  for (const name of ['a', 'b']) await expect(readOldDatabase(join(folder, name))).rejects.toThrow(missing);
});

test('a database that is being written to is not read half', async () => {
  const path = await sqlite('CREATE TABLE uploaded_files (filename, realname)');
  const writer = new DatabaseSync(path);
  writer.exec('BEGIN EXCLUSIVE');
  const inUse = expect.objectContaining({
    code: 'not-found',
    message: expect.stringContaining('in use') as string,
  }) as Error;
  await expect(readOldDatabase(path)).rejects.toThrow(inUse);
  writer.exec('ROLLBACK');
  writer.close();
  expect((await readOldDatabase(path)).uploads).toEqual([]);
});

/** Read, or refused with a sentence: nothing else may happen. */
async function readOrRefused(path: string): Promise<void> {
  const result = await readOldDatabase(path).catch((error: unknown) => error);
  if (!(result instanceof TransferError)) expect(result).toHaveProperty('uploads');
  else expect(['damaged-database', 'not-found', 'too-large']).toContain(result.code);
}

test('any JSON is read or refused', async () => {
  const path = join(await testFolder(), 'database.json');
  const row = fc.record(
    { filename: fc.oneof(fc.constant(NAME), fc.anything()), realname: fc.anything() },
    { requiredKeys: [] },
  );
  const value = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ uploaded_files: fc.oneof(fc.array(fc.oneof(row, fc.anything())), fc.anything()), token: fc.anything() })
      .map((each) => {
        return JSON.stringify(each, (_, member: unknown) => (typeof member === 'bigint' ? Number(member) : member));
      }),
  );
  await fc.assert(
    fc.asyncProperty(value, async (text) => {
      await writeFile(path, text);
      await readOrRefused(path);
    }),
    { numRuns: 200 },
  );
});

test('an SQLite file that was damaged anywhere is read or refused', async () => {
  const whole = await readFile(
    await sqlite(
      'PRAGMA page_size = 512',
      'CREATE TABLE tokens (id INTEGER PRIMARY KEY, value VARCHAR)',
      "INSERT INTO tokens (value) VALUES ('token')",
      'CREATE TABLE uploaded_files (id INTEGER PRIMARY KEY, filename VARCHAR UNIQUE, realname BLOB)',
      `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 60)
       INSERT INTO uploaded_files (filename, realname) SELECT printf('%032x', x), randomblob(40) FROM n`,
    ),
  );
  const path = join(await testFolder(), 'damaged.db');
  const damage = fc.record({
    bytes: fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 }),
    keep: fc.oneof(fc.constant(whole.length), fc.nat(whole.length)),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ bytes, keep }) => {
      const damaged = Buffer.from(whole);
      for (const [at, value] of bytes) if (at >= 16) damaged[at] = value;
      await writeFile(path, damaged.subarray(0, keep));
      await readOrRefused(path);
    }),
    { numRuns: 200 },
  );
});
