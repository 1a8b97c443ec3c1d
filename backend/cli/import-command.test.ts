import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { FLASK_HEADER_BYTES, flaskKey } from '../../keys/classic/flask-encryptor.ts';
import { UNPROTECTED } from '../transfers/classic-file.ts';
import { type Answer, ended, errorCodes, expectDone, expectRefusal, grown, PROJECT, TestCli } from './test-cli.ts';

const MIB = 2 ** 20;
const VECTORS = join(PROJECT, 'keys/vectors/classic');
const KEY = join(VECTORS, 'user-manager/key.json');
const DATABASE = join(VECTORS, 'flask-encryptor/database.json');
const FLASK_DIR = join(VECTORS, 'flask-encryptor');

interface Expected {
  readonly name: string;
  readonly sha256: string;
}

interface Export {
  readonly token: string;
  readonly global_key: string;
  readonly uploaded_files: { readonly id: number; readonly filename: string; readonly realname: string }[];
}

const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as never;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const userManager = (paths: string[], ...more: string[]) => [
  'import',
  'user-manager',
  ...paths,
  '--old-key',
  KEY,
  '--key',
  'key.json',
  ...more,
];
const flask = (dir: string, database: string, ...more: string[]) => [
  'import',
  'flask-encryptor',
  dir,
  '--database',
  database,
  '--key',
  'key.json',
  ...more,
];

/** SHA-256 of every file of the vault that lies in a folder, by name, as it comes out. */
async function contents(cli: TestCli, folder: string): Promise<Record<string, string>> {
  await rm(cli.path('out'), { recursive: true, force: true });
  expectDone(await cli.run(['get', folder, '--key', 'key.json', '--to', 'out']));
  const found: Record<string, string> = {};
  for (const name of await cli.tree(`out/${basename(folder)}`)) {
    found[name] = sha256(await readFile(cli.path('out', basename(folder), name)));
  }
  return found;
}

async function expected(program: string): Promise<Record<string, string>> {
  const all: Expected[] = await readJson(join(VECTORS, program, 'expected.json'));
  return Object.fromEntries(all.map(({ name, sha256: hash }) => [name.normalize('NFC'), hash]));
}

/** One old file of the "Flask-Encryptor", made here. */
function flaskFile(token: string, plain: Buffer): Buffer {
  const [size, iv] = [Buffer.alloc(8), randomBytes(16)];
  size.writeBigUInt64LE(BigInt(plain.length));
  const cipher = createCipheriv('aes-256-cbc', flaskKey(token), iv).setAutoPadding(false);
  const fill = Buffer.alloc((16 - (plain.length % 16)) % 16, ' ');
  return Buffer.concat([size, iv, cipher.update(plain), cipher.update(fill), cipher.final()]);
}

function flaskRealName(globalKey: string, name: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cfb8', flaskKey(globalKey), iv);
  return Buffer.concat([iv, cipher.update(name, 'utf8'), cipher.final()]).toString('base64');
}

/** A folder of uploads with its database. @returns arguments of the import */
async function flaskStore(cli: TestCli, files: readonly (readonly [name: string, plain: Buffer])[]): Promise<string[]> {
  await mkdir(cli.path('store'), { recursive: true });
  const rows = [];
  for (const [index, [name, plain]] of files.entries()) {
    const filename = String(index).padStart(32, '0');
    await writeFile(cli.path('store', filename), flaskFile('token', plain));
    rows.push({ filename, realname: flaskRealName('global', name) });
  }
  await writeFile(cli.path('db.json'), JSON.stringify({ uploaded_files: rows }));
  return flask('store', 'db.json', '--token', 'token', '--global-key', 'global');
}

function expectNotice({ stdout }: Answer): void {
  expect(stdout.split(UNPROTECTED)).toHaveLength(2);
}

test('every file of the "User Manager" comes over with its content, told one by one, with a word on tampering (format 6.1, 6.3)', async () => {
  const cli = await TestCli.withVault();
  const answer = await cli.run(userManager([join(VECTORS, 'user-manager')], '--to', 'Old'));
  expectDone(answer);
  expectNotice(answer);
  const hashes = await expected('user-manager');
  expect(await contents(cli, 'Old/user-manager')).toEqual(hashes);
  for (const name of Object.keys(hashes)) expect(answer.stdout).toContain(` -> Old/user-manager/${name}\n`);
  for (const other of ['key.json', 'expected.json'])
    expect(answer.stdout).toContain(`${other} was passed over: it does not end in .enct.`);
});

test('every file of the "Flask-Encryptor" comes over under its real name, from JSON and from its own database (format 6.2)', async () => {
  const cli = await TestCli.withVault();
  const hashes = await expected('flask-encryptor');
  const answer = await cli.run(flask(FLASK_DIR, DATABASE, '--to', 'json'));
  expectDone(answer);
  expectNotice(answer);
  expect(await contents(cli, 'json')).toEqual(hashes);
  const { token, global_key: globalKey, uploaded_files: rows }: Export = await readJson(DATABASE);
  const database = new DatabaseSync(cli.path('app.db'));
  database.exec(`CREATE TABLE tokens (id INTEGER PRIMARY KEY, value VARCHAR NOT NULL);
    CREATE TABLE uploaded_files (id INTEGER PRIMARY KEY, filename VARCHAR NOT NULL UNIQUE, realname BLOB NOT NULL,
      path VARCHAR NOT NULL, user_id INTEGER, note TEXT)`);
  database.prepare('INSERT INTO tokens (value) VALUES (?)').run(token);
  const insert = database.prepare('INSERT INTO uploaded_files (filename, realname, path) VALUES (?, ?, ?)');
  for (const { filename, realname } of rows) insert.run(filename, Buffer.from(realname, 'base64'), '/srv/../etc');
  database.close();
  const before = await readFile(cli.path('app.db'));
  expectDone(await cli.run(flask(FLASK_DIR, 'app.db', '--to', 'sqlite'), { oldGlobalKey: globalKey }));
  expect(await contents(cli, 'sqlite')).toEqual(hashes);
  expect((await readFile(cli.path('app.db'))).equals(before)).toBe(true);
});

test('token and global key are taken from the environment, so that they need not stand among the arguments', async () => {
  const cli = await TestCli.withVault();
  await flaskStore(cli, [['a.txt', Buffer.from('a')]]);
  expectRefusal(await cli.run(flask('store', 'db.json')), 2, 'usage');
  const env = { LATCHKEY_OLD_TOKEN: 'token', LATCHKEY_OLD_GLOBAL_KEY: 'global' };
  expectDone(await cli.call(flask('store', 'db.json'), { env }));
  expect((await cli.run(['ls'])).stdout).toContain('a.txt');
});

test('a wrong key is found out before anything is brought over, and every file it does not open is named', async () => {
  const cli = await TestCli.withVault();
  await cli.write(
    'old.json',
    JSON.stringify({ key: Buffer.alloc(16, 7).toString('base64'), iv: Buffer.alloc(16).toString('base64') }),
  );
  const answer = await cli.run([...userManager([join(VECTORS, 'user-manager')]), '--old-key', 'old.json']);
  expect(answer.code).toBe(4);
  expect(answer.stdout).toBe('');
  expect(errorCodes(answer)).toEqual(Array.from({ length: 5 }, () => 'wrong-key-or-damaged'));
  for (const name of Object.keys(await expected('user-manager'))) expect(answer.stderr).toContain(`/${name}.enct`);
  expect(await cli.objects()).toEqual([]);
});

test.each([
  ['token', ['--token', 'another'], 'key or token'],
  ['global key', ['--global-key', 'another'], 'global key'],
])('a wrong %s is found out before anything is brought over', async (_, options, words) => {
  const cli = await TestCli.withVault();
  const answer = await cli.run(flask(FLASK_DIR, DATABASE, ...options));
  expect(answer.code).toBe(4);
  expect(new Set(errorCodes(answer))).toEqual(new Set(['wrong-key-or-damaged']));
  expect(answer.stderr).toContain(words);
  expect(answer.stdout).toBe('');
  expect(await cli.objects()).toEqual([]);
});

test.each([
  ['cut', (stored: Buffer) => stored.subarray(0, -1)],
  ['shorter than its size says', (stored: Buffer) => stored.subarray(0, -16)],
  ['empty', () => Buffer.alloc(0)],
])('one file that is %s stops the whole run, and is named', async (_, damage) => {
  const cli = await TestCli.withVault();
  const args = await flaskStore(cli, [
    ['good.txt', Buffer.from('good')],
    ['bad.txt', Buffer.alloc(100)],
  ]);
  const bad = cli.path('store', '1'.padStart(32, '0'));
  await writeFile(bad, damage(await readFile(bad)));
  const answer = await cli.run(args);
  expect([answer.code, errorCodes(answer)]).toEqual([4, ['wrong-key-or-damaged']]);
  expect(answer.stderr).toContain(bad);
  expect(await cli.objects()).toEqual([]);
});

test('where no file could tell a wrong token, only --unchecked brings them over', async () => {
  const cli = await TestCli.withVault();
  const args = await flaskStore(cli, [
    ['empty', Buffer.alloc(0)],
    ['whole', Buffer.alloc(32, 'x')],
  ]);
  const answer = await cli.run(args);
  expectRefusal(answer, 2, 'usage');
  expect(answer.stderr).toContain('--unchecked');
  expect(await cli.objects()).toEqual([]);
  expectDone(await cli.run([...args, '--unchecked', '--to', 'x']));
  expect(await contents(cli, 'x')).toEqual({ empty: sha256(Buffer.alloc(0)), whole: sha256(Buffer.alloc(32, 'x')) });
});

test('two old files of one name are numbered, and a run that is repeated brings over only what is missing', async () => {
  const cli = await TestCli.withVault();
  const files = [1, 2, 3].map((number) => ['a.txt', Buffer.from(`number ${number}`)] as const);
  const args = await flaskStore(cli, files);
  const second = cli.path('store', '1'.padStart(32, '0'));
  const kept = await readFile(second);
  await rm(second);
  const first = await cli.run([...args, '--to', 'x']);
  expect([first.code, errorCodes(first)]).toEqual([3, ['not-found']]);
  const hash = (number: number) => sha256(Buffer.from(`number ${number}`));
  expect(await contents(cli, 'x')).toEqual({ 'a.txt': hash(1), 'a (3).txt': hash(3) });
  await writeFile(second, kept);
  const again = await cli.run([...args, '--to', 'x']);
  expect([again.code, errorCodes(again)]).toEqual([7, ['exists', 'exists']]);
  expect(again.stdout).toContain('1 brought over.');
  expect(await contents(cli, 'x')).toEqual({ 'a.txt': hash(1), 'a (2).txt': hash(2), 'a (3).txt': hash(3) });
  expect(await cli.objects()).toHaveLength(3);
});

test('a run that is stopped keeps what is over there, and goes on when it is repeated', async () => {
  const cli = await TestCli.withVault();
  const files = Array.from({ length: 12 }, (_, index) => [`${index}.bin`, randomBytes(100_001)] as const);
  const args = [...(await flaskStore(cli, files)), '--to', 'x'];
  const stop = new AbortController();
  const told = { write: () => (stop.abort(), true), on: () => undefined } as never;
  const stopped = await cli.run(args, { signal: stop.signal, stdout: told });
  expect(stopped.code).toBe(130);
  const over = (await cli.objects()).length;
  expect(over).toBeGreaterThan(0);
  expect(over).toBeLessThan(12);
  const again = await cli.run(args);
  expect(again.code).toBe(7);
  expect(errorCodes(again)).toHaveLength(over);
  expect(await contents(cli, 'x')).toEqual(Object.fromEntries(files.map(([name, plain]) => [name, sha256(plain)])));
});

test('kill -9 in the middle of an import: every file that shows is whole, and the run that is repeated brings the rest and clears up', async () => {
  const cli = await TestCli.withVault();
  const small = Array.from({ length: 8 }, (_, index) => [`${index}.bin`, randomBytes(300_001)] as const);
  const large = Array.from({ length: 2 }, (_, index) => [`large ${index}`, randomBytes(24 * MIB)] as const);
  const files = [...small, ...large];
  const args = [...(await flaskStore(cli, files)), '--to', 'x'];
  const all = Object.fromEntries(files.map(([name, plain]) => [name, sha256(plain)]));
  // Once as soon as one has arrived, once while parts of a large one lie there.
  for (const [folder, name, bytes] of [
    ['files', /./, 300_000],
    ['.latchkey-tmp', /\.part$/, 0],
  ] as const) {
    const child = cli.start(args);
    const end = ended(child);
    await grown(cli.path('bucket', folder), name, bytes, child);
    child.kill('SIGKILL');
    expect((await end).signal).toBe('SIGKILL');
    const shown = (await cli.objects()).length === 0 ? {} : await contents(cli, 'x');
    expect(Object.keys(shown).length).toBeLessThan(files.length);
    expect(all).toMatchObject(shown);
    expect(await cli.objects()).toHaveLength(Object.keys(shown).length);
  }
  const before = await cli.objects();
  const again = await cli.call(args);
  expect([again.code, errorCodes(again)]).toEqual([7, before.map(() => 'exists')]);
  expect(await contents(cli, 'x')).toEqual(all);
  expect(await cli.objects()).toHaveLength(files.length);
  // Whole objects that were half written are told from those of a living process by their age alone, and swept after a day.
  const left = await cli.tree('bucket/.latchkey-tmp');
  expect(left.filter((name) => !/^[0-9a-f]{32}\.part$/.test(name))).toEqual([]);
});

test('a file of several parts comes over whole', async () => {
  const cli = await TestCli.withVault();
  const plain = Buffer.alloc(20 * 2 ** 20 + 5, randomBytes(1_000_003));
  const args = await flaskStore(cli, [['large.bin', plain]]);
  expectDone(await cli.run([...args, '--to', 'x']));
  expect(await contents(cli, 'x')).toEqual({ 'large.bin': sha256(plain) });
});

test('links in the folder are not followed, and files that the database does not know are told', async () => {
  const cli = await TestCli.withVault();
  const args = await flaskStore(cli, [
    ['good.txt', Buffer.from('good')],
    ['link.txt', Buffer.from('outside')],
  ]);
  const link = cli.path('store', '1'.padStart(32, '0'));
  await cp(link, cli.path('outside'));
  await rm(link);
  await symlink(cli.path('outside'), link);
  await writeFile(cli.path('store', 'f'.repeat(32)), 'unknown');
  const answer = await cli.run([...args, '--to', 'x']);
  expect([answer.code, errorCodes(answer)]).toEqual([3, ['not-found']]);
  expect(answer.stdout).toContain(`${'f'.repeat(32)} was passed over: the database does not name it.`);
  expect(Object.keys(await contents(cli, 'x'))).toEqual(['good.txt']);
});

test('the report is there for programs too', async () => {
  const cli = await TestCli.withVault();
  const args = await flaskStore(cli, [['a.txt', Buffer.from('a')]]);
  const file = cli.path('store', '0'.padStart(32, '0'));
  const done = JSON.parse((await cli.run([...args, '--json'])).stdout) as never;
  expect(done).toEqual({ files: [{ file, path: 'a.txt', code: 'done' }], notice: UNPROTECTED });
  const again = JSON.parse((await cli.run([...args, '--json'])).stdout) as never;
  expect(again).toEqual({ files: [{ file, path: 'a.txt', code: 'exists' }], notice: UNPROTECTED });
});

test('a key file of Latchkey is no old key', async () => {
  const cli = await TestCli.withVault();
  const args = userManager([join(VECTORS, 'user-manager')]).map((arg) => (arg === KEY ? 'key.json' : arg));
  expectRefusal(await cli.run(args), 2, 'usage');
});

test('"open" takes a classic key for an old file and for a sealed one, and tells them apart by their first bytes', async () => {
  const cli = await TestCli.make();
  const [{ name, sha256: hash }] = (await readJson(join(VECTORS, 'user-manager/expected.json'))) as [Expected];
  const answer = await cli.run(['open', join(VECTORS, `user-manager/${name}.enct`), name, '--key', KEY]);
  expectDone(answer);
  expectNotice(answer);
  expect(sha256(await readFile(cli.path(name)))).toBe(hash);
  expectDone(await cli.run(['seal', name, 'sealed', '--key', KEY]));
  const sealed = await cli.run(['open', 'sealed', 'again', '--key', KEY]);
  expectDone(sealed);
  expect(sealed.stdout).toBe('');
  expect(sha256(await readFile(cli.path('again')))).toBe(hash);
});

test('"open" refuses an old file under a wrong key, or cut, and leaves nothing behind', async () => {
  const cli = await TestCli.make();
  const stored = await readFile(join(VECTORS, 'user-manager/big.bin.enct'));
  await cli.write(
    'old.json',
    JSON.stringify({ key: Buffer.alloc(32, 7).toString('base64'), iv: Buffer.alloc(16).toString('base64') }),
  );
  await cli.write('big.enct', stored);
  await cli.write('cut.enct', stored.subarray(0, -3));
  const before = await cli.tree('.');
  expectRefusal(await cli.run(['open', 'big.enct', 'out', '--key', 'old.json']), 4, 'wrong-key-or-damaged');
  expectRefusal(await cli.run(['open', 'cut.enct', 'out', '--key', KEY]), 5, 'truncated');
  expect(await cli.tree('.')).toEqual(before);
  expect(stored.length).toBeGreaterThan(FLASK_HEADER_BYTES);
});
