import { appendFile, copyFile, mkdir, readFile, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { errorCodes, expectDone, expectRefusal, TestCli } from './test-cli.ts';

interface Row {
  readonly path: string;
  readonly id: string;
  readonly size: number;
  readonly modified: string;
  readonly key: string;
}

async function listed(cli: TestCli, ...args: string[]): Promise<Row[]> {
  const answer = await cli.run(['ls', ...args, '--json']);
  expectDone(answer);
  return JSON.parse(answer.stdout) as Row[];
}

const paths = async (cli: TestCli) => (await listed(cli, '--recursive')).map(({ path }) => path);

/** A file with all folders on its way. */
async function make(cli: TestCli, name: string, content = name): Promise<void> {
  await mkdir(dirname(cli.path(name)), { recursive: true });
  await cli.write(name, content);
}

const put = (cli: TestCli, ...args: string[]) => cli.run(['put', ...args, '--key', 'key.json']);
const get = (cli: TestCli, ...args: string[]) => cli.run(['get', ...args, '--key', 'key.json']);

test('files and folders go in, are listed, and come back with their bytes and times', async () => {
  const cli = await TestCli.withVault();
  await make(cli, 'trip/empty', '');
  await make(cli, 'trip/days/one.txt', 'sun');
  await make(cli, 'note.md', '# rain');
  await mkdir(cli.path('trip/nothing'));
  const times = [-315_619_200, 1_600_000_000.25, 4_102_444_800];
  const names = ['trip/empty', 'trip/days/one.txt', 'note.md'];
  for (const [index, name] of names.entries()) await utimes(cli.path(name), 0, new Date(times[index]! * 1000));
  const stored = await put(cli, 'trip', 'note.md', '--to', 'box/2026');
  expectDone(stored);
  const expected = ['box/2026/note.md', 'box/2026/trip/days/one.txt', 'box/2026/trip/empty'];
  expect(stored.stdout.trim().split('\n').sort()).toEqual(expected);
  const rows = await listed(cli, '--recursive');
  const key = (JSON.parse(await readFile(cli.path('key.json'), 'utf8')) as { id: string }).id;
  expect(rows).toEqual([
    { path: expected[0], id: rows[0]!.id, size: 6, modified: '2100-01-01T00:00:00.000Z', key },
    { path: expected[1], id: rows[1]!.id, size: 3, modified: '2020-09-13T12:26:40.250Z', key },
    { path: expected[2], id: rows[2]!.id, size: 0, modified: '1960-01-01T00:00:00.000Z', key },
  ]);
  for (const { id } of rows) expect(id).toMatch(/^[0-9a-f]{12}7[0-9a-f]{19}$/);
  expect(await listed(cli)).toEqual([]);
  expect((await cli.run(['ls'])).stdout).toBe('box/\n');
  const folder = (await cli.run(['ls', '/box/2026/'])).stdout.split('\n');
  expect(folder[0]).toBe('trip/');
  expect(folder[1]).toMatch(/^ +6 .*2100-01-01 00:00 .* note\.md$/);
  expectDone(await get(cli, 'box/2026/trip', 'box/2026/note.md', '--to', 'out/deep'));
  const deep = await cli.tree('out/deep');
  expect(deep).toEqual(['note.md', 'trip', 'trip/days', 'trip/days/one.txt', 'trip/empty']);
  for (const [index, name] of names.entries()) {
    const path = cli.path('out/deep', name);
    expect(await readFile(path)).toEqual(await readFile(cli.path(name)));
    expect((await stat(path)).mtimeMs).toBeCloseTo(times[index]! * 1000, 0);
  }
});

test('of several paths all are tried and the first failure gives the code', async () => {
  const cli = await TestCli.withVault();
  for (const name of ['a', 'b', 'c']) await make(cli, name);
  const stored = await put(cli, 'a', 'missing', 'b', '--to', 'in');
  expect([stored.code, errorCodes(stored)]).toEqual([3, ['not-found']]);
  expect(stored.stdout.split('\n').sort()).toEqual(['', 'in/a', 'in/b']);
  await make(cli, 'out/b', 'already');
  const got = await get(cli, 'in/b', 'missing', '..', 'in/a', '--to', 'out');
  expect([got.code, errorCodes(got).sort()]).toEqual([3, ['exists', 'invalid-path', 'not-found']]);
  expect(await readFile(cli.path('out/b'), 'utf8')).toBe('already');
  expect(await readFile(cli.path('out/a'), 'utf8')).toBe('in/a'.slice(3));
  const removed = await cli.run(['rm', '../x', 'in/a', 'missing', 'in/b']);
  expect([removed.code, errorCodes(removed)]).toEqual([2, ['invalid-path', 'not-found']]);
  expect(await paths(cli)).toEqual([]);
  const restored = await cli.run(['restore', 'missing', 'in/b', 'in/a']);
  expect([restored.code, errorCodes(restored)]).toEqual([3, ['not-found']]);
  expect(await paths(cli)).toEqual(['in/a', 'in/b']);
});

test('get never overwrites without --force, and a failed --force leaves what stood there', async () => {
  const cli = await TestCli.withVault();
  await cli.run(['key', 'new', 'other.json']);
  await make(cli, 'a', 'from the vault');
  await put(cli, 'a');
  await make(cli, 'out/a', 'old');
  expectRefusal(await get(cli, 'a', '--to', 'out'), 7, 'exists');
  expectRefusal(await cli.run(['get', 'a', '--to', 'out', '--key', 'other.json', '--force']), 4, 'wrong-key');
  const [object] = await cli.objects();
  await appendFile(object!, 'x');
  expectRefusal(await get(cli, 'a', '--to', 'out', '--force'), 5, 'tampered');
  expect([await cli.tree('out'), await readFile(cli.path('out/a'), 'utf8')]).toEqual([['a'], 'old']);
  await put(cli, 'a');
  expectDone(await get(cli, 'a', '--to', 'out', '--force'));
  expect([await cli.tree('out'), await readFile(cli.path('out/a'), 'utf8')]).toEqual([['a'], 'from the vault']);
});

test('get where no file can be leaves nothing: a file for a folder, a folder for a file', async () => {
  const cli = await TestCli.withVault();
  await make(cli, 'd/a');
  await put(cli, 'd');
  await make(cli, 'file', 'stays');
  expectRefusal(await get(cli, 'd/a', '--to', 'file'), 1, 'unusable');
  await make(cli, 'out/d', 'stays');
  expectRefusal(await get(cli, 'd', '--to', 'out', '--force'), 1, 'unusable');
  await mkdir(cli.path('full/a'), { recursive: true });
  expectRefusal(await get(cli, 'd/a', '--to', 'full'), 7, 'exists');
  expectRefusal(await get(cli, 'd/a', '--to', 'full', '--force'), 1, 'unusable');
  expect([await cli.tree('out'), await cli.tree('full')]).toEqual([['d'], ['a']]);
  expect(await readFile(cli.path('file'), 'utf8')).toBe('stays');
});

test('two files of one name out of different folders become two files, also with --force', async () => {
  const cli = await TestCli.withVault();
  await make(cli, 'x/same.txt', 'X');
  await make(cli, 'y/same.txt', 'Y');
  await put(cli, 'x', 'y');
  for (const force of [[], ['--force']]) {
    expectDone(await get(cli, 'x/same.txt', 'y/same.txt', '--to', 'out', ...force));
    const contents = ['same.txt', 'same (2).txt'].map((name) => readFile(cli.path('out', name), 'utf8'));
    expect(await Promise.all(contents)).toEqual(['X', 'Y']);
  }
});

test('put under a name that is there makes a version, and two sources never become one file', async () => {
  const cli = await TestCli.withVault();
  for (const content of ['first', 'second']) {
    await make(cli, 'a', content);
    expectDone(await put(cli, 'a'));
  }
  await make(cli, 'd/a');
  const twice = await put(cli, 'a', 'd/a');
  expect([twice.code, errorCodes(twice)]).toEqual([7, ['exists']]);
  const versions = await listed(cli, 'a', '--versions');
  expect(versions.map(({ path }) => path)).toEqual(['a', 'a', 'a']);
  expectDone(await get(cli, 'a', '--to', 'old', '--id', versions[0]!.id.slice(-8)));
  expectDone(await get(cli, 'a', '--to', 'new'));
  expect([await readFile(cli.path('old/a'), 'utf8'), await readFile(cli.path('new/a'), 'utf8')]).toEqual([
    'first',
    'second',
  ]);
  expectRefusal(await get(cli, 'a', '--to', 'none', '--id', 'ffffffff'), 3, 'not-found');
  const shadow = await put(cli, 'd/a', '--to', 'a');
  expect([shadow.code, errorCodes(shadow)]).toEqual([7, ['exists']]);
});

test('mv renames, moves into folders, moves folders, and never onto something', async () => {
  const cli = await TestCli.withVault();
  for (const name of ['d/a', 'd/b', 'c']) await make(cli, name);
  await put(cli, 'd', 'c');
  const moves = [
    ['c', 'renamed'],
    ['renamed', 'd'],
    ['d/renamed', 'new/'],
    ['d', 'e/f'],
    ['e/f/a', '/'],
  ];
  for (const [from, to] of moves) expectDone(await cli.run(['mv', from!, to!]));
  expect(await paths(cli)).toEqual(['a', 'e/f/b', 'new/renamed']);
  expectRefusal(await cli.run(['mv', 'a', 'new/renamed']), 7, 'exists');
  expectRefusal(await cli.run(['mv', 'a', 'new/renamed/x']), 7, 'exists');
  expectRefusal(await cli.run(['mv', 'e', 'e/f/g']), 2, 'invalid-path');
  expectRefusal(await cli.run(['mv', 'missing', 'x']), 3, 'not-found');
  expectRefusal(await cli.run(['mv', 'a', 'x\\y']), 2, 'invalid-path');
  expectRefusal(await cli.run(['mv', 'a']), 2, 'usage');
  expect(await paths(cli)).toEqual(['a', 'e/f/b', 'new/renamed']);
  expectDone(await get(cli, 'a', 'e', '--to', 'out'));
  expect(await cli.tree('out')).toEqual(['a', 'e', 'e/f', 'e/f/b']);
});

test('rm puts into the trash, restore takes out again but never onto something, --forever is for good', async () => {
  const cli = await TestCli.withVault();
  for (const name of ['d/a', 'd/b']) await make(cli, name);
  await put(cli, 'd');
  expectDone(await cli.run(['rm', 'd/a']));
  expectRefusal(await get(cli, 'd/a'), 3, 'not-found');
  expect((await listed(cli, '--trash', '--recursive')).map(({ path }) => path)).toEqual(['d/a']);
  await put(cli, 'd/a', '--to', 'd');
  expectRefusal(await cli.run(['restore', 'd/a']), 7, 'exists');
  expectDone(await cli.run(['rm', 'd/a', '--forever']));
  expectDone(await cli.run(['restore', 'd/a']));
  expectDone(await cli.run(['rm', 'd', '--forever']));
  expect(await cli.objects()).toEqual([]);
  expectRefusal(await cli.run(['restore', 'd/a']), 3, 'not-found');
  for (const path of ['', '/']) expectRefusal(await cli.run(['rm', path, '--forever']), 2, 'invalid-path');
});

test('ls refuses what is not there, and every command a wrong number of arguments', async () => {
  const cli = await TestCli.withVault();
  expectRefusal(await cli.run(['ls', 'missing']), 3, 'not-found');
  expect((await cli.run(['ls'])).stdout).toBe('');
  const wrong = [
    [],
    ['nonsense'],
    ['lss'],
    ['key'],
    ['ls', 'a', 'b'],
    ['put', '--key', 'k'],
    ['put', 'a'],
    ['get', 'a', '--key'],
  ];
  for (const args of [...wrong, ['rm'], ['restore'], ['seal', 'a', '--key', 'k'], ['ls', '\u001b[31m', 'x']]) {
    expectRefusal(await cli.run(args), 2, 'usage');
  }
});

test('an object taken raw out of the bucket opens with the key file alone', async () => {
  const cli = await TestCli.withVault();
  await make(cli, 'a', 'only the key is needed');
  await put(cli, 'a');
  const [object] = await cli.objects();
  await copyFile(object!, cli.path('raw'));
  const alone = { home: cli.path('nowhere'), password: undefined };
  expectDone(await cli.run(['open', 'raw', 'opened', '--key', 'key.json'], alone));
  expect(await readFile(cli.path('opened'), 'utf8')).toBe('only the key is needed');
});
