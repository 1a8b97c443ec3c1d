import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { toVaultPath } from '../vault/path.ts';
import { findSources, isFault } from './source.ts';

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-source-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What was found, by local path: the vault path and size, or the fault's code. */
async function found(folder: string, name: string, to?: string): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for await (const each of findSources(join(folder, name), to === undefined ? undefined : toVaultPath(to))) {
    all[relative(folder, each.localPath)] = isFault(each) ? each.error.code : `${each.path} ${each.size}`;
  }
  return all;
}

test('a file arrives under its name, a folder under its own with all that is in it', async () => {
  const folder = await newFolder();
  await mkdir(join(folder, 'd/e/empty'), { recursive: true });
  for (const name of ['d/a', 'd/e/b']) await writeFile(join(folder, name), 'four');
  expect(await found(folder, 'd/a')).toEqual({ 'd/a': 'a 4' });
  expect(await found(folder, 'd')).toEqual({ 'd/a': 'd/a 4', 'd/e/b': 'd/e/b 4' });
  expect(await found(folder, 'd/', 'x/y')).toEqual({ 'd/a': 'x/y/d/a 4', 'd/e/b': 'x/y/d/e/b 4' });
});

test('what cannot go in is a fault each, and the rest goes on', async () => {
  const folder = await newFolder();
  await mkdir(join(folder, 'd'));
  await writeFile(join(folder, 'd/good'), '');
  await writeFile(join(folder, 'd/line\nbreak'), '');
  await writeFile(Buffer.concat([Buffer.from(join(folder, 'd/bytes')), Buffer.from([0xff])]), '');
  await symlink('..', join(folder, 'd/up'));
  execFileSync('mkfifo', [join(folder, 'd/pipe')]);
  expect(await found(folder, 'd')).toEqual({
    'd/good': 'd/good 0',
    'd/line\nbreak': 'unnameable',
    'd/bytes\ufffd': 'unnameable',
    'd/up': 'not-found',
    'd/pipe': 'not-found',
  });
  expect(await found(folder, 'd/pipe')).toEqual({ 'd/pipe': 'not-found' });
  expect(await found(folder, 'missing')).toEqual({ missing: 'not-found' });
  expect(await found(folder, 'd/up/d/good')).toEqual({ 'd/up/d/good': 'good 0' });
});

test('a path that grows too long for the vault is a fault of that file alone', async () => {
  const folder = await newFolder();
  await mkdir(join(folder, 'd'));
  for (const name of ['x', 'y'.repeat(200)]) await writeFile(join(folder, 'd', name), '');
  const to = Array(19).fill('t'.repeat(205)).join('/');
  const all = await found(folder, 'd', to);
  expect(all['d/x']).toMatch(/ 0$/);
  expect(all[`d/${'y'.repeat(200)}`]).toBe('unnameable');
});
