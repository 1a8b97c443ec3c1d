import { beforeAll, describe, expect, test } from 'vitest';
import { folderSums } from './folder-sums.ts';
import type { Words } from './formats.ts';
import { keyTitle } from './key-choice.ts';
import { changedWords, rowLabel } from './row-words.ts';
import { fileRow, folderRow, foundRows, rowsOf, type Sort, sortRows } from './rows.ts';
import { FAMILY, testFile, testKey, testWords, WORK } from './test-files.ts';

const keys = new Map([FAMILY, WORK].map((id) => [id, testKey(id, { name: id === WORK ? 'Work' : 'Family photos' })]));
const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);
const sorted = (rows: Parameters<typeof sortRows>[0], column: Sort['column'], direction: Sort['direction']) =>
  names(sortRows(rows, { column, direction }, (id) => keyTitle(id, keys)));

describe('sorting', () => {
  const rows = [
    fileRow(testFile('a10.jpg', { size: 3, key: WORK })),
    fileRow(testFile('A2.jpg', { size: 9, modified: '2026-01-01T00:00:00Z' })),
    fileRow(testFile('b.jpg', { size: 1, modified: '2026-12-01T00:00:00Z' })),
    folderRow('z', undefined),
  ];

  test('folders stand first, numbers count as numbers, capitals do not count', () =>
    expect(sorted(rows, 'name', 'ascending')).toEqual(['z', 'A2.jpg', 'a10.jpg', 'b.jpg']));
  test('the other way round folders still stand first', () =>
    expect(sorted(rows, 'name', 'descending')).toEqual(['z', 'b.jpg', 'a10.jpg', 'A2.jpg']));
  test('by size', () => expect(sorted(rows, 'size', 'descending')).toEqual(['z', 'A2.jpg', 'a10.jpg', 'b.jpg']));
  test('by date', () => expect(sorted(rows, 'changed', 'ascending')).toEqual(['z', 'A2.jpg', 'a10.jpg', 'b.jpg']));
  test('by name of the key, then by name', () =>
    expect(sorted(rows, 'key', 'ascending')).toEqual(['z', 'A2.jpg', 'b.jpg', 'a10.jpg']));
});

describe('rows of a folder', () => {
  const files = [testFile('H/a.jpg'), testFile('H/C/b.jpg', { size: 5 }), testFile('H/C/D/c.jpg', { key: WORK })];

  test('a folder sums up all that lies in it', () => {
    const sums = folderSums(files);
    expect(sums.get('H/C')).toMatchObject({ count: 2, size: 1005, key: null });
    expect(sums.get('H/C/D')).toMatchObject({ count: 1, key: WORK });
    expect(sums.get('')).toMatchObject({ count: 3 });
  });

  test('damage is at its file; what no longer opens has a row of its own', () => {
    const one = (path: string | null) => ({ id: `damage ${path}`, code: 'tampered', path, message: '' });
    const body = { folders: ['H/C'], files: files.slice(0, 1), damage: [one('H/a.jpg'), one('H/lost.jpg'), one(null)] };
    const rows = rowsOf(body, 'H', folderSums(files));
    expect(names(rows)).toEqual(['C', 'a.jpg', 'lost.jpg']);
    expect(rows.map(({ damage }) => damage?.code)).toEqual([undefined, 'tampered', 'tampered']);
    expect(names(rowsOf({ ...body, folders: [], files: [] }, '', new Map()))).toEqual(['']);
  });

  test('search finds names below the folder only, without accents and capitals', () => {
    const all = [...files, testFile('H/Été à Reine.jpg'), testFile('elsewhere/ete.jpg')];
    expect(foundRows(all, folderSums(all), 'H', 'reine ETE').map(({ path }) => path)).toEqual(['H/Été à Reine.jpg']);
    expect(foundRows(all, folderSums(all), '', 'ete')).toHaveLength(2);
    expect(foundRows(all, folderSums(all), '', 'd').map(({ id }) => id)).toContain('H/C/D/');
  });
});

describe('words of a row', () => {
  let t: Words;
  beforeAll(async () => void (t = await testWords()));
  const now = new Date(2026, 10, 20, 15, 0);
  const around = { keys, marks: new Map(), now, isNarrow: false, renaming: undefined, endRename: () => undefined };
  const today = new Date(2026, 10, 20, 14, 2).toISOString();
  const before = new Date(2026, 10, 8, 23, 41).toISOString();

  test('it reads as one sentence', () => {
    const row = fileRow(testFile('hamnoy-morning.jpg', { size: 6_400_000, modified: today }));
    const sentence = 'hamnoy-morning.jpg, photo, 6.4 MB, changed today 14:02, key Family photos';
    expect(rowLabel(t, row, around)).toBe(sentence);
  });

  test('an upload and damage are said', () => {
    const mark = { state: 'running', percent: 62, size: 1, started: today, isFolder: false } as const;
    const row = fileRow(testFile('a.jpg'), { id: '', code: 'vanished', path: 'a.jpg', message: '' });
    expect(rowLabel(t, row, { ...around, marks: new Map([['a.jpg', mark]]) })).toContain('photo, missing, 62 %, 1 KB');
  });

  test('the hour stands with photos, with today, and where there is room', () => {
    const photo = fileRow(testFile('a.jpg', { modified: before }));
    expect(changedWords(t, photo, around)).toBe('8 Nov 2026, 23:41');
    expect(changedWords(t, photo, { now, isNarrow: true })).toBe('8 Nov 2026');
    expect(changedWords(t, fileRow(testFile('a.pdf', { modified: before })), around)).toBe('8 Nov 2026');
    expect(changedWords(t, fileRow(testFile('a.pdf', { modified: today })), around)).toBe('Today, 14:02');
  });
});
