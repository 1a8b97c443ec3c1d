import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectDone, expectRefusal, PASSWORD, TestCli } from './test-cli.ts';

const put = (cli: TestCli, name: string) => cli.run(['put', name, '--key', 'key.json']);

test('before init every vault command ends with 3 no-vault, without asking for anything', async () => {
  const cli = await TestCli.make();
  await cli.run(['key', 'new', 'key.json']);
  await cli.write('a', 'a');
  for (const args of [['ls'], ['mv', 'a', 'b'], ['rm', 'a'], ['restore', 'a']]) {
    expectRefusal(await cli.run(args, { password: undefined }), 3, 'no-vault');
  }
  for (const args of [
    ['put', 'a'],
    ['get', 'a'],
  ]) {
    expectRefusal(await cli.run([...args, '--key', 'key.json'], { password: undefined }), 3, 'no-vault');
  }
  expect(await cli.tree('home')).toEqual([]);
});

test('init makes a vault and an account, joins them from a second computer, and refuses a wrong password', async () => {
  const cli = await TestCli.make();
  const init = ['init', '--bucket', 'bucket', '--user', 'Ann'];
  const made = await cli.run(init);
  expectDone(made);
  expect(made.stdout).toContain('Made a vault');
  expect(made.stdout).toContain('Made the account Ann');
  await cli.run(['key', 'new', 'key.json']);
  await cli.write('letter', 'Dear Ben');
  expectDone(await put(cli, 'letter'));
  const second = { home: cli.path('second') };
  const wrong = { ...second, password: 'wrong' };
  expectRefusal(await cli.run(init, wrong), 4, 'wrong-password');
  expect(await cli.tree('second')).toEqual([]);
  const joined = await cli.run(['init', '--bucket', 'bucket', '--user', ' ann '], second);
  expectDone(joined);
  expect(joined.stdout).toContain('Joined the vault');
  expectDone(await cli.run(['get', 'letter', '--key', 'key.json', '--to', 'there'], second));
  expect(await readFile(cli.path('there/letter'), 'utf8')).toBe('Dear Ben');
  expectRefusal(await cli.run(['ls'], wrong), 4, 'wrong-password');
  expectDone(await cli.run(init));
});

test('what lies in the home opens nothing: no password, no key, no name of a file', async () => {
  const cli = await TestCli.make();
  await cli.run(['init', '--bucket', 'bucket', '--user', 'Ann']);
  await cli.run(['key', 'new', 'key.json']);
  await cli.write('secret-diary.txt', 'x');
  await put(cli, 'secret-diary.txt');
  await cli.run(['ls']);
  const others = (await cli.tree('home')).filter((name) => !/^state\.sqlite(-wal|-shm)?$/.test(name));
  expect(others).toEqual(['latchkey.json']);
  const path = join(cli.home, 'latchkey.json');
  const settings = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  expect(Object.keys(settings).sort()).toEqual(['accounts', 'bucket', 'user', 'vault']);
  expect(settings).toMatchObject({ bucket: cli.bucket, user: 'Ann', vault: expect.stringMatching(/^[0-9a-f]{32}$/) });
  const [[id, revision]] = Object.entries(settings['accounts'] as Record<string, number>) as [[string, number]];
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(revision).toBe(1);
  const text = await readFile(path, 'utf8');
  for (const secret of [PASSWORD, 'diary', 'nameKey', 'private', 'keyring', 'salt']) expect(text).not.toContain(secret);
  expect([(await stat(path)).mode & 0o777, (await stat(cli.home)).mode & 0o777]).toEqual([0o600, 0o700]);
});

test('init for another vault or name wants --force', async () => {
  const cli = await TestCli.withVault();
  for (const args of [
    ['other', 'Ann'],
    ['bucket', 'Ben'],
  ]) {
    const init = ['init', '--bucket', args[0]!, '--user', args[1]!];
    expectRefusal(await cli.run(init), 7, 'exists');
  }
  expect(await cli.tree('other')).toEqual([]);
  expectDone(await cli.run(['init', '--bucket', 'other', '--user', 'Ann', '--force']));
  expect((await cli.run(['ls', '--recursive', '--json'])).stdout).toBe('[]\n');
});

test('init refuses an address that is no folder, a file in its place, and a name that is none', async () => {
  const cli = await TestCli.make();
  await cli.write('file', '');
  const init = (bucket: string, user: string) => cli.run(['init', '--bucket', bucket, '--user', user]);
  expectRefusal(await init('s3://bucket?secret=1', 'Ann'), 6, 'refused');
  expect((await init('s3://bucket?secret=1', 'Ann')).stderr).not.toContain('secret');
  expectRefusal(await init('file', 'Ann'), 6, 'unreachable');
  for (const user of [' ', 'a\nb', 'x'.repeat(129)]) expectRefusal(await init('bucket', user), 2, 'invalid-name');
  expectRefusal(await cli.run(['init', '--bucket', 'bucket']), 2, 'usage');
  expect(await cli.tree('home')).toEqual([]);
});

test('a second account on the same bucket sees nothing of the first and is not in its way', async () => {
  const cli = await TestCli.withVault();
  await cli.write('mine', 'mine');
  await put(cli, 'mine');
  const ben = { home: cli.path('ben') };
  await cli.account('Ben', ben.home);
  expect((await cli.run(['ls', '--recursive', '--json'], ben)).stdout).toBe('[]\n');
  for (const args of [
    ['rm', 'mine'],
    ['mv', 'mine', 'x'],
    ['get', 'mine', '--key', 'key.json'],
  ]) {
    expectRefusal(await cli.run(args, ben), 3, 'not-found');
  }
  await cli.write('mine', 'of Ben');
  expectDone(await cli.run(['put', 'mine', '--key', 'key.json'], ben));
  expectDone(await cli.run(['get', 'mine', '--key', 'key.json', '--to', 'out']));
  expect(await readFile(cli.path('out/mine'), 'utf8')).toBe('mine');
});
