import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { formatKeyFile, formatProtectedKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import { openKeyFile, renameKeyFile, reprotectKeyFile } from './key-place.ts';

const work = new PasswordWork();
const key = newKeyFile('Photos', new Date(0));

async function newFile(text: string): Promise<{ path: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-keys-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'photos.key.json');
  await writeFile(path, text);
  return { path, folder };
}

const open = (path: string, passphrase?: string) => openKeyFile(path, async () => passphrase, work);

test('a key file is renamed in its place, readable by its owner alone', async () => {
  const { path, folder } = await newFile(formatKeyFile(key));
  await chmod(path, 0o644);
  expect(await renameKeyFile(path, ' Cafe\u0301 ')).toBe('Café');
  expect(await open(path)).toEqual({ ...key, name: 'Café' });
  expect(await readdir(folder)).toEqual(['photos.key.json']);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a protected key file is renamed without its passphrase', async () => {
  const { path } = await newFile(await formatProtectedKeyFile(key, 'words', work, MIN_COST));
  await renameKeyFile(path, 'Other');
  expect(await open(path, 'words')).toEqual({ ...key, name: 'Other' });
});

test('what cannot be renamed stays as it is', async () => {
  const classic = JSON.stringify({ key: key.key.toString('base64'), iv: key.iv.toString('base64') });
  const tries: [text: string, name: string, code: string][] = [
    [classic, 'Other', 'unusable'],
    ['no key', 'Other', 'damaged-key-file'],
    ...['', ' ', 'x'.repeat(101), 'a\nb', '\ud800'].map((name): [string, string, string] => [
      formatKeyFile(key),
      name,
      'unnameable',
    ]),
  ];
  for (const [text, name, code] of tries) {
    const { path, folder } = await newFile(text);
    await expect(renameKeyFile(path, name)).rejects.toMatchObject({ code });
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['photos.key.json']);
  }
  await expect(renameKeyFile('/nowhere/at/all', 'x')).rejects.toMatchObject({ code: 'not-found' });
});

test('a passphrase goes on, is changed and comes off; the key stays the same', async () => {
  const { path, folder } = await newFile(formatKeyFile(key));
  await reprotectKeyFile(path, { passphrase: 'one', work });
  expect(await readFile(path, 'utf8')).not.toContain(key.key.toString('base64'));
  await expect(open(path)).rejects.toMatchObject({ code: 'no-passphrase' });
  expect(await open(path, 'one')).toEqual(key);
  await reprotectKeyFile(path, { current: 'one', passphrase: 'two', work });
  await expect(open(path, 'one')).rejects.toMatchObject({ code: 'wrong-password' });
  await reprotectKeyFile(path, { current: 'two', passphrase: null, work });
  expect(await readFile(path, 'utf8')).toBe(formatKeyFile(key));
  expect(await readdir(folder)).toEqual(['photos.key.json']);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a link to a key file stays one: what it leads to is renamed and protected', async () => {
  const { path, folder } = await newFile(formatKeyFile(key));
  const link = join(folder, 'link.json');
  await symlink('photos.key.json', link);
  await renameKeyFile(link, 'Other');
  await reprotectKeyFile(link, { passphrase: 'words', work });
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readFile(path, 'utf8')).not.toContain(key.key.toString('base64'));
  expect(await open(path, 'words')).toEqual({ ...key, name: 'Other' });
});

test('a passphrase that is missing, wrong or none leaves the key file as it is', async () => {
  const text = await formatProtectedKeyFile(key, 'words', work, MIN_COST);
  const { path } = await newFile(text);
  for (const [options, code] of [
    [{ passphrase: null }, 'no-passphrase'],
    [{ passphrase: 'new', current: '' }, 'no-passphrase'],
    [{ passphrase: null, current: 'wrong' }, 'wrong-password'],
    [{ passphrase: '', current: 'words' }, 'password-length'],
    [{ passphrase: 'é'.repeat(600), current: 'words' }, 'password-length'],
  ] as const) {
    await expect(reprotectKeyFile(path, { ...options, work })).rejects.toMatchObject({ code });
    expect(await readFile(path, 'utf8')).toBe(text);
  }
});
