import { expect, test } from 'vitest';
import { viewFolder } from './folder-view.ts';
import { path, testVault } from './test-vault.ts';

async function setUp() {
  const vault = await testVault();
  const computer = await vault.computer();
  for (const name of ['b', 'a/x', 'a/y', 'a/deep/z', 'ab/x', 'a-b']) await vault.put(computer, name, name);
  await vault.put(computer, 'a/x', 'second');
  await vault.put(computer, 'old/trashed', 'old');
  await computer.changes.trash(path('old'));
  const view = (folder: string | undefined, options: Parameters<typeof viewFolder>[2] = {}) => {
    const { folders, files } = viewFolder(computer.catalog, folder === undefined ? undefined : path(folder), options);
    return { folders, files: files.map(({ record }) => record.path) };
  };
  return { vault, computer, view };
}

test('a folder shows what stands in it and not below, each file once, folders by name (format 3.8)', async () => {
  const { computer, view } = await setUp();
  expect(view(undefined)).toEqual({ folders: ['a', 'ab'], files: ['a-b', 'b'] });
  expect(view('a')).toEqual({ folders: ['a/deep'], files: ['a/x', 'a/y'] });
  expect(view('a/deep')).toEqual({ folders: [], files: ['a/deep/z'] });
  // The row is the newest version.
  const [x] = viewFolder(computer.catalog, path('a')).files;
  expect(x!.record.size).toBe('second'.length);
});

test('all below a folder, when asked; a file’s own path shows the file', async () => {
  const { view } = await setUp();
  expect(view('a', { recursive: true })).toEqual({ folders: [], files: ['a/deep/z', 'a/x', 'a/y'] });
  expect(view(undefined, { recursive: true }).files).toEqual(['a-b', 'a/deep/z', 'a/x', 'a/y', 'ab/x', 'b']);
  expect(view('a/x')).toEqual({ folders: [], files: ['a/x'] });
});

test('the folders in a folder come with what they add up to, each file by its newest version', async () => {
  const { computer } = await setUp();
  const sums = (folder: string | undefined, options: Parameters<typeof viewFolder>[2] = {}) =>
    viewFolder(computer.catalog, folder === undefined ? undefined : path(folder), options).sums.map(
      ([name, { count, size }]) => [name, count, size],
    );
  const deep = ['a/deep', 1, 'a/deep/z'.length];
  const a = ['a', 3, 'second'.length + 'a/y'.length + 'a/deep/z'.length];
  expect(sums(undefined)).toEqual([a, ['ab', 1, 'ab/x'.length]]);
  expect(sums('a')).toEqual([deep]);
  expect(sums(undefined, { recursive: true })).toEqual([a, deep, ['ab', 1, 'ab/x'.length]]);
  expect(sums(undefined, { state: 'trash' })).toEqual([['old', 1, 'old'.length]]);
});

test('files are left out when only folders are asked for', async () => {
  const { view } = await setUp();
  expect(view('a', { onlyFolders: true })).toEqual({ folders: ['a/deep'], files: [] });
  expect(view('a', { onlyFolders: true, recursive: true })).toEqual({ folders: [], files: [] });
  expect(view('a/x', { onlyFolders: true })).toEqual({ folders: [], files: [] });
});

test('the trash has folders of its own, and an empty folder is none (format 3.8)', async () => {
  const { view } = await setUp();
  expect(view(undefined, { state: 'trash' })).toEqual({ folders: ['old'], files: [] });
  expect(view('old', { state: 'trash' }).files).toEqual(['old/trashed']);
  const missing = expect.objectContaining({ name: 'VaultError', code: 'not-found' });
  expect(() => view('old')).toThrow(missing);
  expect(() => view('a', { state: 'trash' })).toThrow(missing);
  expect(() => view('a/xx')).toThrow(missing);
});

test('an empty vault has an empty top', async () => {
  const vault = await testVault();
  expect(viewFolder((await vault.computer()).catalog, undefined)).toEqual({ folders: [], files: [], sums: [] });
});
