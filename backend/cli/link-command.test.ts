import { expect, test } from 'vitest';
import { errorCodes, expectDone, expectRefusal, TestCli } from './test-cli.ts';

const ADDRESS = /^https:\/\/files\.example:8443\/d\/([0-9a-f]{32})#[\w-]{43}\n$/;

test('a link is made, its address printed once, listed, and withdrawn', async () => {
  const cli = await TestCli.withVault();
  await cli.write('a.txt', 'for you');
  await cli.write('b.txt', 'for you too');
  expectDone(await cli.run(['put', 'a.txt', 'b.txt', '--key', 'key.json']));
  const host = ['--host', 'files.example:8443'];
  const made = await cli.run([
    'link',
    'a.txt',
    'b.txt',
    '--key',
    'key.json',
    '--downloads',
    '3',
    '--expires',
    '7d',
    ...host,
  ]);
  expectDone(made);
  expect(made.stdout).toMatch(ADDRESS);
  const id = ADDRESS.exec(made.stdout)![1]!;
  const listed = await cli.run(['links']);
  expectDone(listed);
  expect(listed.stdout).toMatch(
    new RegExp(`^${id}  open     0 of 3 used  until \\d{4}-.*  a\\.txt, b\\.txt \\(2 files\\)\n$`),
  );
  const { stdout } = await cli.run(['links', '--json']);
  expect(JSON.parse(stdout)).toMatchObject([{ id, names: ['a.txt', 'b.txt'], files: 2, bytes: 18, state: 'open' }]);
  expect(stdout).not.toContain(made.stdout.split('#')[1]!.trim());
  expectDone(await cli.run(['unlink', id]));
  expectRefusal(await cli.run(['unlink', id]), 3, 'link-gone');
  expect((await cli.run(['links'])).stdout).toBe('You have no links.\n');
  expect(await cli.tree('bucket/links')).toEqual([]);
});

test('what makes no link is told before anything is made', async () => {
  const cli = await TestCli.withVault();
  await cli.write('a.txt', 'for you');
  expectDone(await cli.run(['put', 'a.txt', '--key', 'key.json']));
  const link = (...more: string[]) => cli.run(['link', 'a.txt', '--key', 'key.json', ...more]);
  const host = ['--host', 'https://files.example'];
  expectRefusal(await link(), 2, 'usage');
  for (const bad of ['http://files.example', 'https://files.example/path', ' ']) {
    expectRefusal(await link('--host', bad), 2, 'usage');
  }
  for (const bad of ['0m', '366d', '1w', '24', '-1h'])
    expectRefusal(await link(...host, `--expires=${bad}`), 2, 'usage');
  for (const bad of ['0', '101', 'x']) expectRefusal(await link(...host, '--downloads', bad), 2, 'usage');
  expectRefusal(await link(...host, '--password'), 2, 'usage');
  expectRefusal(await cli.run(['link', 'nothing', '--key', 'key.json', ...host]), 3, 'not-found');
  expectDone(await cli.run(['key', 'new', 'other.json']));
  expectRefusal(await cli.run(['link', 'a.txt', '--key', 'other.json', ...host]), 4, 'wrong-key');
  expect(errorCodes(await cli.run(['unlink', 'x', 'ab'.repeat(16)]))).toEqual(['usage', 'link-gone']);
  expect(await cli.tree('bucket/links')).toEqual([]);
});
