import { mkdir, readFile, stat, symlink, readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { MAX_KEY_FILE_BYTES } from '../../keys/key-file.ts';
import { errorCodes, expectDone, expectRefusal, TestCli } from './test-cli.ts';

const show = async (cli: TestCli, name: string) =>
  JSON.parse((await cli.run(['key', 'show', name, '--json'])).stdout) as Record<string, unknown>;

test('key new writes a key file for its owner alone, and key show tells of it without the key', async () => {
  const cli = await TestCli.make();
  expectDone(await cli.run(['key', 'new', 'k.json', '--name', 'Family photos']));
  expect((await stat(cli.path('k.json'))).mode & 0o777).toBe(0o600);
  const file = JSON.parse(await readFile(cli.path('k.json'), 'utf8')) as Record<string, string>;
  expect(Buffer.from(file['key']!, 'base64')).toHaveLength(32);
  expect(await show(cli, 'k.json')).toEqual({
    name: 'Family photos',
    id: file['id'],
    created: file['created'],
    protected: false,
  });
  const { stdout } = await cli.run(['key', 'show', 'k.json']);
  for (const told of ['Family photos', file['id']!, file['created']!, 'Protected  no']) expect(stdout).toContain(told);
  for (const secret of [file['key']!, file['iv']!]) expect(stdout).not.toContain(secret);
});

test('key new never overwrites without --force, and with it makes another key', async () => {
  const cli = await TestCli.make();
  await cli.run(['key', 'new', 'k.json']);
  const before = await readFile(cli.path('k.json'), 'utf8');
  expectRefusal(await cli.run(['key', 'new', 'k.json']), 7, 'exists');
  expect(await readFile(cli.path('k.json'), 'utf8')).toBe(before);
  expectDone(await cli.run(['key', 'new', 'k.json', '--force']));
  expect(await readFile(cli.path('k.json'), 'utf8')).not.toBe(before);
  expect(await readdir(cli.folder)).toEqual(['k.json']);
});

test('key new into a folder takes the file name from the name of the key', async () => {
  const cli = await TestCli.make();
  await mkdir(cli.path('keys'));
  expectDone(await cli.run(['key', 'new', 'keys', '--name', '../Köln: 2026?']));
  expect(await cli.tree('keys')).toEqual(['Köln-2026.key.json']);
});

test.each([
  ['--name', ''],
  ['--name', 'x'.repeat(101)],
  ['--name', 'a\u001b[31mb'],
])('key new %s %j is refused and leaves nothing', async (...options) => {
  const cli = await TestCli.make();
  expectRefusal(await cli.run(['key', 'new', 'k.json', ...options]), 2, 'unnameable');
  expect(await readdir(cli.folder)).toEqual([]);
});

test('key new in a folder that is not there is not found, and behind a file it cannot be written', async () => {
  const cli = await TestCli.make();
  await cli.write('file', '');
  expectRefusal(await cli.run(['key', 'new', 'missing/k.json']), 3, 'not-found');
  expectRefusal(await cli.run(['key', 'new', 'file/k.json']), 1, 'unusable');
  expect(await readdir(cli.folder)).toEqual(['file']);
});

test('a protected key file seals and opens with its passphrase and with no other', async () => {
  const cli = await TestCli.make();
  expectDone(await cli.run(['key', 'new', 'k.json', '--protect'], { passphrase: 'Zürich' }));
  expect((await show(cli, 'k.json'))['protected']).toBe(true);
  const text = await readFile(cli.path('k.json'), 'utf8');
  expect(Object.keys(JSON.parse(text) as object)).not.toContain('key');
  await cli.write('plain', 'hello');
  // The other form of Unicode is the same passphrase.
  expectDone(await cli.run(['seal', 'plain', 's', '--key', 'k.json'], { passphrase: 'Zu\u0308rich' }));
  expectRefusal(await cli.run(['open', 's', 'out', '--key', 'k.json'], { passphrase: 'zürich' }), 4, 'wrong-password');
  const noOne = await cli.run(['open', 's', 'out', '--key', 'k.json']);
  expectRefusal(noOne, 2, 'usage');
  expect(noOne.stderr).toContain('LATCHKEY_PASSPHRASE');
  expectDone(await cli.run(['open', 's', 'out', '--key', 'k.json'], { passphrase: 'Zürich' }));
  expect(await readFile(cli.path('out'), 'utf8')).toBe('hello');
});

test.each(['', 'x'.repeat(1025)])(
  'an empty or overlong passphrase never makes an unprotected key',
  async (passphrase) => {
    const cli = await TestCli.make();
    expectRefusal(await cli.run(['key', 'new', 'k.json', '--protect'], { passphrase }), 2, 'password-length');
    expect(await readdir(cli.folder)).toEqual([]);
  },
);

test('--protect without a passphrase and without a terminal is a usage error', async () => {
  const cli = await TestCli.make();
  expectRefusal(await cli.run(['key', 'new', 'k.json', '--protect']), 2, 'usage');
  expect(await readdir(cli.folder)).toEqual([]);
});

test('key show refuses what is no key file with the word for it', async () => {
  const cli = await TestCli.make();
  await cli.run(['key', 'new', 'k.json']);
  const good = JSON.parse(await readFile(cli.path('k.json'), 'utf8')) as Record<string, unknown>;
  const text = JSON.stringify(good);
  await cli.write('limit', text.padEnd(MAX_KEY_FILE_BYTES));
  await cli.write('over', text.padEnd(MAX_KEY_FILE_BYTES + 1));
  await cli.write('other-key', JSON.stringify({ ...good, key: Buffer.alloc(32).toString('base64') }));
  await cli.write('newer', JSON.stringify({ ...good, version: 2 }));
  await cli.write('empty', '');
  await symlink('nowhere', cli.path('dangling'));
  expectDone(await cli.run(['key', 'show', 'limit']));
  for (const name of ['over', 'other-key', 'empty', '.']) {
    expectRefusal(await cli.run(['key', 'show', name]), 5, 'damaged-key-file');
  }
  expectRefusal(await cli.run(['key', 'show', 'newer']), 5, 'unsupported');
  for (const name of ['missing', 'dangling']) expectRefusal(await cli.run(['key', 'show', name]), 3, 'not-found');
});

test('a name in a key file never steers the terminal, whatever shows it', async () => {
  const cli = await TestCli.make();
  const name = 'a\u001b[31m\u009b32m\u202eb\nc';
  await cli.run(['key', 'new', 'k.json', '--protect'], { passphrase: 'p' });
  const file = JSON.parse(await readFile(cli.path('k.json'), 'utf8')) as object;
  await cli.write('k.json', JSON.stringify({ ...file, name }));
  const [human, json] = [await cli.run(['key', 'show', 'k.json']), await cli.run(['key', 'show', 'k.json', '--json'])];
  for (const { stdout } of [human, json]) expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(human.stdout.split('\n')).toHaveLength(5);
  expect((JSON.parse(json.stdout) as { name: string }).name).toBe(name);
  const made = await cli.run(['key', 'new', 'other.json', '--name', 'x\u202ey']);
  expect(made.stdout).toContain('x\\u{202e}y');
  expect(errorCodes(await cli.run(['open', 'k.json', 'o', '--key', 'k.json']))).toEqual(['usage']);
});
