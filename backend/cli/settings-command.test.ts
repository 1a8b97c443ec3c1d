import { chmod, mkdir, readFile, symlink } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { expectDone, expectRefusal, TestCli } from './test-cli.ts';

const json = async (cli: TestCli, ...args: string[]) => {
  const answer = await cli.run(['settings', ...args, '--json']);
  expectDone(answer);
  return JSON.parse(answer.stdout) as { suite: string; segment: number; temporary: string; data: string };
};

/** Suite and segment size in the header of a sealed file (docs/format.md 2.2). */
const header = async (path: string) => [...(await readFile(path)).subarray(9, 11)];

const newest = async (cli: TestCli) => header((await cli.objects()).at(-1)!);

test('what is set for new files is what put and seal do, unless one call says otherwise; files that are there stay', async () => {
  const cli = await TestCli.withVault();
  await cli.write('a', 'content');
  const put = async (...options: string[]) => {
    expectDone(await cli.run(['put', 'a', '--key', 'key.json', ...options]));
    return newest(cli);
  };
  const seal = async (...options: string[]) => {
    expectDone(await cli.run(['seal', 'a', 'sealed', '--key', 'key.json', '--force', ...options]));
    return header(cli.path('sealed'));
  };
  expect([await put(), await seal()]).toEqual([
    [1, 18],
    [1, 18],
  ]);
  const [first] = await cli.objects();
  expect(await json(cli, '--suite', 'cfb', '--segment', '20')).toMatchObject({ suite: 'cfb', segment: 20 });
  expect([await put(), await seal()]).toEqual([
    [2, 20],
    [2, 20],
  ]);
  expect([await put('--segment', '16'), await seal('--suite', 'cbc')]).toEqual([
    [2, 16],
    [1, 20],
  ]);
  expect(await json(cli, '--segment', '22')).toMatchObject({ suite: 'cfb', segment: 22 });
  expect(await header(first!)).toEqual([1, 18]);
  expectDone(await cli.run(['get', 'a', '--key', 'key.json', '--to', 'out']));
  expect(await readFile(cli.path('out/a'), 'utf8')).toBe('content');
  expect(await json(cli, '--usual')).toMatchObject({ suite: 'cbc', segment: 18 });
  expect(await put()).toEqual([1, 18]);
  for (const wrong of [
    ['--suite', 'gcm'],
    ['--segment', '15'],
    ['--segment', '23'],
    ['--usual', '--suite', 'cfb'],
  ]) {
    expectRefusal(await cli.run(['settings', ...wrong]), 2, 'usage');
  }
});

test('settings are told in words, and a look makes no folder', async () => {
  const cli = await TestCli.make();
  const answer = await cli.run(['settings']);
  expectDone(answer);
  expect(answer.stdout.split('\n')).toEqual([
    'New files are sealed with AES-256 in CBC, in segments of 256 KiB (2^18).',
    `Temporary files, sealed: ${cli.home}/tmp`,
    `What this computer remembers: ${cli.home} (--home DIR or LATCHKEY_HOME, for another place)`,
    '',
  ]);
  expect(await cli.tree('.')).toEqual([]);
  expect((await cli.run(['settings', '--segment', '21'])).stdout).toContain('in segments of 2 MiB (2^21)');
});

test('a folder for temporary files has to be there, one’s own, and closed to the writing of others', async () => {
  const cli = await TestCli.make();
  const choose = (folder: string) => cli.run(['settings', '--temporary', folder, '--suite', 'cfb']);
  await cli.write('file', '');
  for (const name of ['open', 'mine', 'looked-into', 'taken']) await mkdir(cli.path(name));
  await chmod(cli.path('open'), 0o777);
  await mkdir(cli.path('looked-into/latchkey-temporary'));
  await chmod(cli.path('looked-into/latchkey-temporary'), 0o755);
  await symlink(cli.path('open'), cli.path('taken/latchkey-temporary'));
  for (const folder of ['missing', 'file', 'open', 'looked-into', 'taken', '/proc']) {
    expectRefusal(await choose(folder), 1, 'unusable');
  }
  // What was refused set nothing else either.
  expect(await json(cli)).toMatchObject({ suite: 'cbc', temporary: cli.path('home/tmp') });
  expectDone(await choose('mine'));
  expect(await json(cli)).toMatchObject({ suite: 'cfb', temporary: cli.path('mine') });
  expect(await cli.tree('mine')).toEqual(['latchkey-temporary']);
  await symlink(cli.path('mine'), cli.path('led'));
  expectDone(await choose('led'));
});
