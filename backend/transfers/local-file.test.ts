import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder, sweepPartials, writeLocalFile } from './local-file.ts';

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-local-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function* bytes(...pieces: string[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}

async function* failing(before: string): AsyncGenerator<Buffer> {
  yield Buffer.from(before);
  throw new Error('the source broke');
}

test('a file is whole, with its mode and its time, and nothing else is there', async () => {
  const folder = await newFolder();
  const path = join(folder, 'file');
  await writeLocalFile(path, bytes('one ', '', 'two'), { mode: 0o600, modified: -86_400_000 });
  const { mode, mtimeMs } = await stat(path);
  expect([await readFile(path, 'utf8'), mode & 0o777, mtimeMs]).toEqual(['one two', 0o600, -86_400_000]);
  expect(await readdir(folder)).toEqual(['file']);
});

test('while it is written only a hidden file of its own shows, readable by its owner where asked', async () => {
  const folder = await newFolder();
  async function* looking(): AsyncGenerator<Buffer> {
    yield Buffer.from('first');
    const [name, ...more] = await readdir(folder);
    expect([name, more]).toEqual([expect.stringMatching(/^\.latchkey-[0-9a-f]{16}\.part$/), []]);
    expect((await stat(join(folder, name!))).mode & 0o777).toBe(0o600);
  }
  await writeLocalFile(join(folder, 'file'), looking(), { mode: 0o600 });
  expect(await readdir(folder)).toEqual(['file']);
});

test.each([false, true])(
  'a source that breaks leaves what stood there and no partial file (force: %s)',
  async (force) => {
    const folder = await newFolder();
    const path = join(folder, 'file');
    if (force) await writeFile(path, 'old');
    await expect(writeLocalFile(path, failing('new'), { force })).rejects.toThrow('the source broke');
    expect(await readdir(folder)).toEqual(force ? ['file'] : []);
    if (force) expect(await readFile(path, 'utf8')).toBe('old');
  },
);

test('what appears while it is written is not replaced', async () => {
  const folder = await newFolder();
  const path = join(folder, 'file');
  async function* racing(): AsyncGenerator<Buffer> {
    yield Buffer.from('ours');
    await writeFile(path, 'theirs');
  }
  await expect(writeLocalFile(path, racing())).rejects.toMatchObject({ code: 'exists' });
  expect([await readdir(folder), await readFile(path, 'utf8')]).toEqual([['file'], 'theirs']);
});

test('a folder that vanishes while it is written is told, and nothing is made in its place', async () => {
  const folder = await newFolder();
  async function* pulling(): AsyncGenerator<Buffer> {
    yield Buffer.from('x');
    await rm(join(folder, 'd'), { recursive: true });
  }
  await mkdir(join(folder, 'd'));
  await expect(writeLocalFile(join(folder, 'd/file'), pulling())).rejects.toMatchObject({ code: 'not-found' });
  expect(await readdir(folder)).toEqual([]);
});

test('places that cannot be written have a word for it and are left as they were', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'file'), 'file');
  await mkdir(join(folder, 'folder'));
  await symlink('nowhere', join(folder, 'dangling'));
  const write = (name: string, force = false) => writeLocalFile(join(folder, name), bytes('x'), { force });
  for (const name of ['file', 'folder', 'dangling']) {
    await expect(write(name)).rejects.toMatchObject({ name: 'TransferError', code: 'exists' });
  }
  await expect(write('missing/file')).rejects.toMatchObject({ code: 'not-found' });
  await expect(write('file/file')).rejects.toMatchObject({ code: 'unusable' });
  await expect(write('n'.repeat(256))).rejects.toMatchObject({ code: 'unusable' });
  await expect(write('folder', true)).rejects.toMatchObject({ code: 'unusable' });
  await expect(makeFolder(join(folder, 'file/deeper'))).rejects.toMatchObject({ code: 'unusable' });
  expect((await readdir(folder)).sort()).toEqual(['dangling', 'file', 'folder']);
  // Replacing a link replaces the link, not what it leads to.
  await symlink('file', join(folder, 'link'));
  await write('link', true);
  expect([await readFile(join(folder, 'link'), 'utf8'), await readFile(join(folder, 'file'), 'utf8')]).toEqual([
    'x',
    'file',
  ]);
});

test('the sweep removes partial files of ours that nobody touched for a day, and nothing else', async () => {
  const folder = await newFolder();
  const foreign = ['.latchkey-0123456789abcdef.part.txt', '.latchkey-XYZ.part', 'latchkey-0123456789abcdef.part'];
  const own = '.latchkey-0123456789abcdef.part';
  for (const name of [own, ...foreign]) await writeFile(join(folder, name), '');
  // As one that is whole and about to get its name.
  await utimes(join(folder, own), new Date(0), new Date(0));
  const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
  for (const now of [hours(0), hours(23)]) {
    await sweepPartials(folder, now);
    expect((await readdir(folder)).sort()).toEqual([own, ...foreign].sort());
  }
  await sweepPartials(folder, hours(25), new Set([join(folder, own)]));
  expect(await readdir(folder)).toContain(own);
  await sweepPartials(folder, hours(25));
  expect((await readdir(folder)).sort()).toEqual([...foreign].sort());
  await sweepPartials(join(folder, 'missing'), hours(25));
});
