import { afterEach, expect, test, vi } from 'vitest';
import type { FileView } from '../../../backend/contract/files.ts';
import { api } from '../../api.ts';
import { saveFiles, worstOf } from './downloads.ts';
import { FAMILY, testFile, WORK } from './test-files.ts';

afterEach(() => vi.restoreAllMocks());

function setUp(refused: readonly string[] = []) {
  const asked = vi.spyOn(api, 'addresses').mockImplementation(async ({ paths }) => ({
    transfer: `transfer of ${paths[0]}`,
    addresses: paths.map((path) => ({ path, size: 1, address: `/once/${path}` })),
  }));
  const choiceOf = (id: string) => ({ id });
  const obtain = vi.fn(async ({ id }: { id: string | undefined }) => (refused.includes(id ?? '') ? undefined : id));
  const save = vi.fn<(address: string) => void>();
  const started = vi.fn<(transfer: string, files: readonly FileView[]) => void>();
  return { asked, obtain, choiceOf, save, started };
}

test('files of two keys are asked for key by key, and each is saved', async () => {
  const { asked, obtain, choiceOf, save, started } = setUp();
  const files = [testFile('a'), testFile('b', { key: WORK }), testFile('c')];
  await saveFiles({ files, folder: 'Cabin' }, { obtain, choiceOf }, { save }, started);
  expect(obtain.mock.calls.map(([need]) => need)).toEqual([
    { id: FAMILY, count: 2, name: 'Cabin' },
    { id: WORK, count: 1, name: 'b' },
  ]);
  expect(asked.mock.calls.map(([request]) => request)).toEqual([
    { name: 'Cabin', paths: ['a', 'c'], key: { id: FAMILY } },
    { name: 'b', paths: ['b'], key: { id: WORK } },
  ]);
  expect(started.mock.calls).toEqual([
    ['transfer of a', [files[0], files[2]]],
    ['transfer of b', [files[1]]],
  ]);
  expect(save.mock.calls.flat()).toEqual(['/once/a', '/once/c', '/once/b']);
});

test('a key that is not given leaves out its own files only', async () => {
  const { obtain, choiceOf, save, started } = setUp([FAMILY]);
  const files = [testFile('a'), testFile('b', { key: WORK })];
  await saveFiles({ files, folder: '' }, { obtain, choiceOf }, { save }, started);
  expect(save.mock.calls.flat()).toEqual(['/once/b']);
  expect(started.mock.calls.map(([transfer]) => transfer)).toEqual(['transfer of b']);
});

test('many files go in requests of a thousand; a version is named', async () => {
  const { asked, obtain, choiceOf, save, started } = setUp();
  const files = Array.from({ length: 2500 }, (_, index) => testFile(`f${index}`));
  await saveFiles({ files, folder: '', version: 'v1' }, { obtain, choiceOf }, { save }, started);
  expect(asked.mock.calls.map(([{ paths }]) => paths.length)).toEqual([1000, 1000, 500]);
  // The top of the vault has no name: the server counts.
  expect(asked.mock.calls[0]?.[0]).toMatchObject({ version: 'v1' });
  expect(asked.mock.calls[0]?.[0]).not.toHaveProperty('name');
  expect(save).toHaveBeenCalledTimes(2500);
});

test('a file that cannot be trusted is told before one that may be saved later', () => {
  const failure = (path: string, code: string) => ({ path, code, message: '' });
  const [offline, damaged, cut] = [failure('a', 'unreachable'), failure('b', 'tampered'), failure('c', 'truncated')];
  expect(worstOf([])).toBeUndefined();
  expect(worstOf([offline])).toBe(offline);
  expect(worstOf([offline, damaged, cut])).toBe(damaged);
});
