import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Home, HomeError } from './home.ts';

const SETTINGS = { bucket: '/b', vault: 'a'.repeat(32), user: 'ann', accounts: { x: 3 } };

async function newHome(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-home-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return new Home(join(folder, 'deep/home'));
}

test('a home that was never used knows nothing and is not made by looking', async () => {
  const home = await newHome();
  expect(await home.settings()).toBeUndefined();
  await expect(readdir(home.folder)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('what is remembered is read back by another process, and nothing else is left', async () => {
  const home = await newHome();
  await home.remember({ ...SETTINGS, user: 'before' });
  await home.remember(SETTINGS);
  expect(await new Home(home.folder).settings()).toEqual(SETTINGS);
  expect(await readdir(home.folder)).toEqual(['latchkey.json']);
  const modes = [home.folder, join(home.folder, 'latchkey.json')].map(async (path) => (await stat(path)).mode & 0o777);
  expect(await Promise.all(modes)).toEqual([0o700, 0o600]);
});

test.each([
  '',
  '{',
  'null',
  '[]',
  JSON.stringify({ ...SETTINGS, bucket: '' }),
  JSON.stringify({ ...SETTINGS, vault: 1 }),
  JSON.stringify({ ...SETTINGS, user: null }),
  JSON.stringify({ ...SETTINGS, accounts: null }),
  JSON.stringify({ ...SETTINGS, accounts: { x: '3' } }),
  JSON.stringify({ ...SETTINGS, accounts: { x: 1.5 } }),
  JSON.stringify(SETTINGS).padEnd(1024 * 1024 + 1),
])('damaged settings are refused and stay as they are (%#)', async (text) => {
  const home = await newHome();
  await mkdir(home.folder, { recursive: true });
  await writeFile(join(home.folder, 'latchkey.json'), text);
  await expect(home.settings()).rejects.toBeInstanceOf(HomeError);
  expect(await readFile(join(home.folder, 'latchkey.json'), 'utf8')).toBe(text);
});

test('settings of exactly the limit are read, and members to come are no damage', async () => {
  const home = await newHome();
  await mkdir(home.folder, { recursive: true });
  const text = JSON.stringify({ ...SETTINGS, later: true }).padEnd(1024 * 1024);
  await writeFile(join(home.folder, 'latchkey.json'), text);
  expect(await home.settings()).toEqual(SETTINGS);
});

test('a failure to remember leaves the settings and no partial file', async () => {
  const home = await newHome();
  await mkdir(join(home.folder, 'latchkey.json'), { recursive: true });
  await expect(home.remember(SETTINGS)).rejects.toMatchObject({ code: 'unusable' });
  await expect(home.settings()).rejects.toBeInstanceOf(HomeError);
  expect(await readdir(home.folder)).toEqual(['latchkey.json']);
});
