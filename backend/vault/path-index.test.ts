import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PathIndex } from './path-index.ts';
import { isWithin, parentOf, type VaultPath } from './path.ts';
import type { CatalogFile } from './settlement.ts';

const file = (id: string, text: string): CatalogFile => ({
  id,
  revision: 0,
  objectKey: `files/${id}`,
  record: { path: text as VaultPath, size: Number(id) * 10, modified: Number(id) * 1000, keyId: `key ${id.at(-1)}` },
});

/** What files add up to, by a plain walk. */
function sumOf(files: readonly CatalogFile[]) {
  const records = files.map(({ record }) => record);
  const keys = new Set(records.map(({ keyId }) => keyId));
  return {
    count: records.length,
    size: records.reduce((sum, { size }) => sum + size, 0),
    modified: Math.max(...records.map(({ modified }) => modified)),
    keyId: keys.size === 1 ? [...keys][0] : null,
  };
}

test('an index says what a plain list of files would (format 3.8)', () => {
  const part = fc.constantFrom('a', 'b', 'ab', 'B', 'é');
  const anyPath = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  const step = fc.record({
    id: fc.integer({ min: 0, max: 30 }).map((n) => String(n).padStart(2, '0')),
    path: anyPath,
    add: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const index = new PathIndex();
      const model = new Map<string, CatalogFile>();
      for (const { id, path, add } of steps) {
        const before = model.get(id);
        if (before !== undefined) index.remove(before);
        model.delete(id);
        if (!add) continue;
        model.set(id, file(id, path));
        index.add(model.get(id)!);
      }
      const files = [...model.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      const byPath = Map.groupBy(files, ({ record }) => record.path);
      expect(index.newest()).toEqual([...byPath.keys()].sort().map((path) => byPath.get(path)!.at(-1)));
      for (const text of ['a', 'b', 'ab', 'é', 'a/b', 'a/a/a', 'b/ab', 'B/é']) {
        const path = text as VaultPath;
        expect(index.versions(path)).toEqual(byPath.get(path) ?? []);
        expect(index.isFile(path)).toBe(byPath.has(path));
        const below = files.filter(({ record }) => isWithin(record.path, path));
        expect(index.isFolder(path)).toBe(below.length > 0);
        expect(index.within(path).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(below);
        const newest = index.newest().filter(({ record }) => isWithin(record.path, path));
        expect(index.newest(path)).toEqual(newest);
        expect(index.standing(path)).toEqual(newest.filter(({ record }) => parentOf(record.path) === path));
        const [[, sum] = []] = index.folders(parentOf(path)).filter(([folder]) => folder === path);
        expect(sum).toEqual(newest.length === 0 ? undefined : sumOf(newest));
      }
      const parents = index.newest().map(({ record }) => parentOf(record.path));
      const all = parents.flatMap((path) => (path === undefined ? [] : [path, parentOf(path)]));
      expect(index.folders(undefined, true).map(([path]) => path)).toEqual(
        [...new Set(all)].filter((path) => path !== undefined).sort(),
      );
    }),
  );
});

test('sums follow what is put in and taken out after they were asked for', () => {
  const index = new PathIndex();
  const sums = () => Object.fromEntries(index.folders(undefined, true));
  index.add(file('1', 'a/b/x'));
  index.add(file('2', 'a/y'));
  expect(sums()).toEqual({
    a: { count: 2, size: 30, modified: 2000, keyId: null },
    'a/b': { count: 1, size: 10, modified: 1000, keyId: 'key 1' },
  });
  index.add(file('31', 'a/b/x'));
  index.remove(file('2', 'a/y'));
  const newer = { count: 1, size: 310, modified: 31_000, keyId: 'key 1' };
  expect(sums()).toEqual({ a: newer, 'a/b': newer });
  index.remove(file('1', 'a/b/x'));
  index.remove(file('31', 'a/b/x'));
  expect(sums()).toEqual({});
});

test('a file that is not there is removed without harm', () => {
  const index = new PathIndex();
  index.add(file('1', 'a/b'));
  index.remove(file('2', 'a/b'));
  index.remove(file('2', 'x/y'));
  expect(index.versions('a/b' as VaultPath)).toHaveLength(1);
  expect(index.isFolder('a' as VaultPath)).toBe(true);
  expect(index.isFolder('x' as VaultPath)).toBe(false);
});

test('50,000 versions of one path are kept in order of their ids, whichever way they come (format 3.8)', () => {
  const index = new PathIndex();
  for (let id = 10_000; id < 60_000; id += 1) index.add(file(String(id), 'log'));
  index.add(file('00001', 'log'));
  const ids = index.versions('log' as VaultPath).map(({ id }) => id);
  expect(ids).toHaveLength(50_001);
  expect(ids).toEqual(ids.toSorted());
});
