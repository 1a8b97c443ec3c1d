import { afterEach, expect, test, vi } from 'vitest';
import { api } from '../../api.ts';
import { saveFiles } from './downloads.ts';
import { FAMILY, testFile, WORK } from './test-files.ts';

afterEach(() => vi.restoreAllMocks());

function setUp(refused: readonly string[] = []) {
  const asked = vi.spyOn(api, 'addresses').mockImplementation(async ({ paths }) => ({
    addresses: paths.map((path) => ({ path, size: 1, address: `/once/${path}` })),
  }));
  const obtain = vi.fn(async ({ id }: { id: string | undefined }) => (refused.includes(id ?? '') ? undefined : id));
  const save = vi.fn<(address: string) => void>();
  return { asked, obtain, save };
}

test('files of two keys are asked for key by key, and each is saved', async () => {
  const { asked, obtain, save } = setUp();
  const files = [testFile('a'), testFile('b', { key: WORK }), testFile('c')];
  await saveFiles({ files, folder: 'Cabin' }, { obtain }, { save });
  expect(obtain.mock.calls.map(([need]) => need)).toEqual([
    { id: FAMILY, count: 2, name: 'Cabin' },
    { id: WORK, count: 1, name: 'b' },
  ]);
  expect(asked.mock.calls.map(([{ paths, key }]) => [paths, key])).toEqual([
    [['a', 'c'], { id: FAMILY }],
    [['b'], { id: WORK }],
  ]);
  expect(save.mock.calls.flat()).toEqual(['/once/a', '/once/c', '/once/b']);
});

test('a key that is not given leaves out its own files only', async () => {
  const { obtain, save } = setUp([FAMILY]);
  await saveFiles({ files: [testFile('a'), testFile('b', { key: WORK })], folder: '' }, { obtain }, { save });
  expect(save.mock.calls.flat()).toEqual(['/once/b']);
});

test('many files go in requests of a thousand; a version is named', async () => {
  const { asked, obtain, save } = setUp();
  const files = Array.from({ length: 2500 }, (_, index) => testFile(`f${index}`));
  await saveFiles({ files, folder: '', version: 'v1' }, { obtain }, { save });
  expect(asked.mock.calls.map(([{ paths }]) => paths.length)).toEqual([1000, 1000, 500]);
  expect(asked.mock.calls[0]?.[0].version).toBe('v1');
  expect(save).toHaveBeenCalledTimes(2500);
});
