import { readdir } from 'node:fs/promises';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectDone, expectRefusal, LOOK_AGAIN_MS, TestCli } from './test-cli.ts';

const FILES = 120;

async function vault(): Promise<TestCli> {
  const cli = await TestCli.withVault();
  for (let at = 0; at < FILES; at += 1) await cli.write(`file-${at}`, String(at));
  expectDone(await cli.run(['put', ...Array.from({ length: FILES }, (_, at) => `file-${at}`), '--key', 'key.json']));
  return cli;
}

const names = async (cli: TestCli) => {
  const answer = await cli.run(['ls', '--json']);
  expectDone(answer);
  return (JSON.parse(answer.stdout) as { path: string }[]).map(({ path }) => path);
};

const records = async (cli: TestCli) => {
  const options = { recursive: true, withFileTypes: true } as const;
  const found = await readdir(join(cli.bucket, 'names'), options).catch(() => []);
  return found.filter((entry) => entry.isFile()).length;
};

test('killed while names are sealed anew nothing is lost, and --finish goes on where it was', async () => {
  const cli = await vault();
  const before = await names(cli);
  const objects = await cli.objects();
  const child = cli.start(['user', 'rotate-names']);
  while ((await records(cli)) < 10 && child.exitCode === null) await pause(LOOK_AGAIN_MS);
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(child.signalCode).toBe('SIGKILL');
  const done = await records(cli);
  expect(done).toBeGreaterThanOrEqual(10);
  expect(done).toBeLessThan(FILES);
  expect(await names(cli)).toEqual(before);
  const finished = await cli.run(['user', 'rotate-names', '--finish']);
  expectDone(finished);
  const sealed = Number(/^Sealed (\d+) names anew\.$/m.exec(finished.stdout)![1]);
  expect([sealed > 0, sealed <= FILES - done]).toEqual([true, true]);
  const nothing = await cli.run(['user', 'rotate-names', '--finish']);
  expect(nothing.stdout).toMatch(/^Sealed 0 names anew\.\nContents and key files are the same/);
  expect([await names(cli), await records(cli), await cli.objects()]).toEqual([before, FILES, objects]);
});

test('a rotation asks for the password, and another computer of the account goes on as before', async () => {
  const cli = await TestCli.withVault();
  await cli.write('a', 'one');
  expectDone(await cli.run(['put', 'a', '--key', 'key.json']));
  expectRefusal(await cli.run(['user', 'rotate-names'], { password: 'wrong' }), 4, 'wrong-password');
  const other = cli.path('other-home');
  await cli.account('Ben', other);
  expectDone(await cli.run(['init', '--bucket', cli.bucket, '--user', 'Ann', '--force'], { home: other }));
  const rotated = await cli.run(['user', 'rotate-names']);
  expectDone(rotated);
  expect(rotated.stdout).toMatch(/^There is a new key for names, and it sealed 1 name anew\.\n/);
  expectDone(await cli.run(['mv', 'a', 'b'], { home: other }));
  expectDone(await cli.run(['get', 'b', '--key', 'key.json', '--to', 'out'], { home: other }));
  expect(await cli.tree('out')).toEqual(['b']);
});
