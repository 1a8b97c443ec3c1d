import { mkdir, readFile, stat, symlink, truncate } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { expectDone, expectRefusal, TestCli } from './test-cli.ts';

async function withKey(): Promise<TestCli> {
  const cli = await TestCli.make();
  for (const name of ['key.json', 'other.json']) await cli.run(['key', 'new', name]);
  return cli;
}

const seal = (cli: TestCli, from: string, to: string, ...options: string[]) =>
  cli.run(['seal', from, to, '--key', 'key.json', ...options]);
const open = (cli: TestCli, from: string, to: string, ...options: string[]) =>
  cli.run(['open', from, to, '--key', 'key.json', ...options]);

test.each([
  ['cbc', '16', 1],
  ['cbc', '22', 1],
  ['cfb', '16', 2],
  ['cfb', '22', 2],
])('seal with --suite %s --segment %s says so in the header and opens to the same bytes', async (suite, e, id) => {
  const cli = await withKey();
  for (const size of [0, 1, 65_536, 200_001]) {
    const plain = Buffer.alloc(size, 'Latchkey');
    await cli.write('plain', plain);
    expectDone(await seal(cli, 'plain', 'sealed', '--suite', suite, '--segment', e, '--force'));
    const sealed = await readFile(cli.path('sealed'));
    expect([sealed.toString('latin1', 0, 8), sealed[9], sealed[10]]).toEqual(['LATCHKEY', id, Number(e)]);
    expect(sealed.includes('LatchkeyLatchkey')).toBe(false);
    expectDone(await open(cli, 'sealed', 'opened', '--force'));
    expect((await readFile(cli.path('opened'))).equals(plain)).toBe(true);
  }
});

test.each([
  ['--suite', 'ecb'],
  ['--suite', 'CBC'],
  ['--segment', '15'],
  ['--segment', '23'],
  ['--segment', '1e1'],
  ['--segment', ''],
  ['--nonsense', 'x'],
])('seal %s %j is a usage error', async (...options) => {
  const cli = await withKey();
  await cli.write('plain', 'x');
  expectRefusal(await seal(cli, 'plain', 'sealed', ...options), 2, 'usage');
  expect(await cli.tree('.')).toEqual(['key.json', 'other.json', 'plain']);
});

test('two seals of one file have nothing in common after the key id', async () => {
  const cli = await withKey();
  await cli.write('plain', Buffer.alloc(1000));
  await seal(cli, 'plain', 'a');
  await seal(cli, 'plain', 'b');
  const [a, b] = [await readFile(cli.path('a')), await readFile(cli.path('b'))];
  expect(a.subarray(0, 32).equals(b.subarray(0, 32))).toBe(true);
  expect(a.subarray(48, 80).equals(b.subarray(48, 80))).toBe(false);
  expect(a.subarray(112, 144).equals(b.subarray(112, 144))).toBe(false);
});

test('a failed open leaves no file, no partial file, and says why', async () => {
  const cli = await withKey();
  await cli.write('plain', Buffer.alloc(200_000, 7));
  await seal(cli, 'plain', 'sealed', '--segment', '16');
  const sealed = await readFile(cli.path('sealed'));
  const bad = (name: string, at: number) => {
    const bytes = Buffer.from(sealed);
    bytes[at]! ^= 1;
    return cli.write(name, bytes);
  };
  await bad('start', 60);
  await bad('header-tag', 100);
  await bad('first', 112);
  await bad('middle', 100_000);
  await bad('end', sealed.length - 1);
  await bad('magic', 0);
  await bad('version', 8);
  await cli.write('longer', Buffer.concat([sealed, Buffer.alloc(1)]));
  await cli.write('empty', '');
  for (const [name, length] of Object.entries({
    'cut-header': 50,
    'cut-at-segment': 112 + 2 * 65_584,
    'cut-last': sealed.length - 1,
  })) {
    await cli.write(name, sealed.subarray(0, length));
  }
  const before = await cli.tree('.');
  const refusals: Record<string, RegExp> = {
    start: /tampered/,
    'header-tag': /tampered/,
    first: /tampered/,
    middle: /tampered/,
    end: /tampered/,
    longer: /tampered/,
    magic: /not-sealed/,
    empty: /not-sealed|truncated/,
    version: /unsupported/,
    'cut-header': /truncated/,
    'cut-at-segment': /truncated/,
    'cut-last': /truncated|tampered/,
    plain: /not-sealed/,
  };
  for (const [name, code] of Object.entries(refusals)) {
    const answer = await open(cli, name, 'opened');
    expectRefusal(answer, 5, code.exec(answer.stderr)?.[0] ?? `none for ${name}`);
  }
  const wrong = await cli.run(['open', 'sealed', 'opened', '--key', 'other.json']);
  expectRefusal(wrong, 4, 'wrong-key');
  expectRefusal(await open(cli, 'missing', 'opened'), 3, 'not-found');
  expectRefusal(await open(cli, '.', 'opened'), 3, 'not-found');
  expectRefusal(await open(cli, 'sealed', 'missing/opened'), 3, 'not-found');
  expectRefusal(await open(cli, 'sealed', 'plain/opened'), 1, 'unusable');
  expectRefusal(await open(cli, 'sealed', 'x'.repeat(256)), 1, 'unusable');
  expect(await cli.tree('.')).toEqual(before);
});

test('wrong-key names the key that is needed and the one that was given', async () => {
  const cli = await TestCli.make();
  await cli.run(['key', 'new', 'key.json', '--name', 'Photos']);
  await cli.run(['key', 'new', 'other.json', '--name', 'Work']);
  await cli.write('plain', 'x');
  await seal(cli, 'plain', 'sealed');
  const { id } = JSON.parse(await readFile(cli.path('key.json'), 'utf8')) as { id: string };
  const { stderr } = await cli.run(['open', 'sealed', 'opened', '--key', 'other.json']);
  expect(stderr).toContain('"Work"');
  expect(stderr).toContain(`${id.slice(0, 4)}-${id.slice(4, 8)}`.toUpperCase());
});

test('without --force nothing that stands there is touched, with it only a success replaces it', async () => {
  const cli = await withKey();
  await cli.write('plain', 'new');
  await seal(cli, 'plain', 'sealed');
  await cli.write('target', 'old');
  await symlink('nowhere', cli.path('link'));
  await mkdir(cli.path('folder'));
  const before = await cli.tree('.');
  for (const target of ['target', 'link', 'folder', 'key.json']) {
    expectRefusal(await open(cli, 'sealed', target), 7, 'exists');
    expectRefusal(await seal(cli, 'plain', target), 7, 'exists');
  }
  const failed = await cli.run(['open', 'sealed', 'target', '--key', 'other.json', '--force']);
  expectRefusal(failed, 4, 'wrong-key');
  const bytes = await readFile(cli.path('sealed'));
  bytes[bytes.length - 1]! ^= 1;
  await cli.write('sealed-badly', bytes);
  expectRefusal(await open(cli, 'sealed-badly', 'target', '--force'), 5, 'tampered');
  expectRefusal(await open(cli, 'sealed', 'folder', '--force'), 1, 'unusable');
  expect(await readFile(cli.path('target'), 'utf8')).toBe('old');
  expect(await cli.tree('.')).toEqual([...before, 'sealed-badly'].sort());
  expectDone(await open(cli, 'sealed', 'target', '--force'));
  expect(await readFile(cli.path('target'), 'utf8')).toBe('new');
  expect((await stat(cli.path('target'))).mode & 0o777).toBe(0o666 & ~process.umask());
});

test('a file sealed onto itself with --force opens again', async () => {
  const cli = await withKey();
  await cli.write('plain', 'x'.repeat(3_000_000));
  expectDone(await seal(cli, 'plain', 'plain', '--force'));
  expectDone(await open(cli, 'plain', 'opened'));
  expect(await readFile(cli.path('opened'), 'utf8')).toBe('x'.repeat(3_000_000));
});

test('a sparse file of many segments comes back whole', async () => {
  const cli = await withKey();
  await cli.write('plain', 'head');
  await truncate(cli.path('plain'), 40 * 1024 * 1024 + 3);
  expectDone(await seal(cli, 'plain', 'sealed', '--suite', 'cfb'));
  expectDone(await open(cli, 'sealed', 'opened'));
  const digest = async (name: string) =>
    createHash('sha256')
      .update(await readFile(cli.path(name)))
      .digest('hex');
  expect(await digest('opened')).toBe(await digest('plain'));
});
