import { beforeAll, describe, expect, test } from 'vitest';
import type { FolderSumView } from '../../../backend/contract/files.ts';
import { keyTitle } from './key-choice.ts';
import { byName, inOrder } from './row-order.ts';
import { foundRows, searchable } from './row-search.ts';
import { changedWords, rowLabel, shortName, type Words } from './row-words.ts';
import { fileRow, folderRow, type Row, rowsOf, type Sort } from './rows.ts';
import { FAMILY, testFile, testKey, testWords, WORK } from './test-files.ts';

const keys = new Map([FAMILY, WORK].map((id) => [id, testKey(id, { name: id === WORK ? 'Work' : 'Family photos' })]));
const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);
const sorted = (rows: readonly Row[], column: Sort['column'], direction: Sort['direction']) =>
  names(inOrder(byName(rows), { column, direction }, (id) => keyTitle(id, keys)));
const sum = (path: string, more: Partial<FolderSumView> = {}): FolderSumView => ({
  path,
  count: 2,
  size: 1005,
  modified: '2026-11-08T23:41:00.000Z',
  key: null,
  ...more,
});

describe('sorting', () => {
  const rows = [
    fileRow(testFile('a10.jpg', { size: 3, key: WORK })),
    fileRow(testFile('A2.jpg', { size: 9, modified: '2026-01-01T00:00:00Z' })),
    fileRow(testFile('b.jpg', { size: 1, modified: '2026-12-01T00:00:00Z' })),
    folderRow(sum('z')),
  ];

  test('folders stand first, numbers count as numbers, capitals do not count', () =>
    expect(sorted(rows, 'name', 'ascending')).toEqual(['z', 'A2.jpg', 'a10.jpg', 'b.jpg']));
  test('the other way round folders still stand first', () =>
    expect(sorted(rows, 'name', 'descending')).toEqual(['z', 'b.jpg', 'a10.jpg', 'A2.jpg']));
  test('by size', () => expect(sorted(rows, 'size', 'descending')).toEqual(['z', 'A2.jpg', 'a10.jpg', 'b.jpg']));
  test('where sizes are alike names decide, either way round', () => {
    const alike = ['c', 'a', 'b'].map((name) => fileRow(testFile(name)));
    expect(sorted(alike, 'size', 'ascending')).toEqual(['a', 'b', 'c']);
    expect(sorted(alike, 'size', 'descending')).toEqual(['c', 'b', 'a']);
  });
  test('nothing in order is nothing', () => expect(sorted([], 'size', 'descending')).toEqual([]));
  test('by date', () => expect(sorted(rows, 'changed', 'ascending')).toEqual(['z', 'A2.jpg', 'a10.jpg', 'b.jpg']));
  test('by name of the key, then by name', () =>
    expect(sorted(rows, 'key', 'ascending')).toEqual(['z', 'A2.jpg', 'b.jpg', 'a10.jpg']));
});

describe('rows of a folder', () => {
  const files = [testFile('H/a.jpg'), testFile('H/C/b.jpg', { size: 5 }), testFile('H/C/D/c.jpg', { key: WORK })];

  test('a folder shows what lies in it, added up', () => {
    const [row] = rowsOf({ folders: ['H/C'], files: [], damage: [], sums: [sum('H/C')] }, 'H');
    expect(row).toMatchObject({ id: 'H/C/', name: 'C', count: 2, size: 1005, keyId: null });
  });

  test('damage is at its file; what no longer opens has a row of its own', () => {
    const one = (path: string | null) => ({ id: `damage ${path}`, code: 'tampered', path, message: '' });
    const damage = [one('H/a.jpg'), one('H/lost.jpg'), one(null)];
    const body = { folders: ['H/C'], files: files.slice(0, 1), damage, sums: [sum('H/C')] };
    const rows = rowsOf(body, 'H');
    expect(names(rows)).toEqual(['C', 'a.jpg', 'lost.jpg']);
    expect(rows.map(({ damage }) => damage?.code)).toEqual([undefined, 'tampered', 'tampered']);
    expect(names(rowsOf({ ...body, sums: [], files: [] }, ''))).toEqual(['']);
  });

  test('search finds names of files and folders, without accents and capitals, each with the place it is in', () => {
    const all = searchable({
      files: [...files, testFile('H/Été à Reine.jpg'), testFile('ete.jpg')],
      sums: [sum('H/C/D')],
    });
    const found = (text: string) => foundRows(all, text).map(({ id, place }) => [id, place]);
    expect(found('reine ETE')).toEqual([['H/Été à Reine.jpg', 'H']]);
    expect(found('ete')).toHaveLength(2);
    expect(found('d')).toEqual([['H/C/D/', 'H/C']]);
    expect(found('H')).toEqual([]);
  });
});

describe('words of a row', () => {
  let t: Words;
  beforeAll(async () => void (t = await testWords()));
  const now = new Date(2026, 10, 20, 15, 0);
  const around = {
    keys,
    marks: new Map(),
    people: new Map(),
    now,
    listed: 0,
    isNarrow: false,
    renaming: undefined,
    endRename: () => undefined,
  };
  const today = new Date(2026, 10, 20, 14, 2).toISOString();
  const before = new Date(2026, 10, 8, 23, 41).toISOString();

  test('it reads as one sentence', () => {
    const row = fileRow(testFile('hamnoy-morning.jpg', { size: 6_400_000, modified: today }));
    const sentence = 'hamnoy-morning.jpg, photo, 6.4 MB, changed today 14:02, key Family photos';
    expect(rowLabel(t, row, around)).toBe(sentence);
  });

  test('a long name keeps its beginning and its ending inside a sentence', () => {
    expect(shortName('letter.txt')).toBe('letter.txt');
    const long = `${'a-very-long-name-'.repeat(5)}0042.txt`;
    expect(shortName(long)).toBe('a-very-long-name-a-very-long…e-0042.txt');
    expect(shortName('😀'.repeat(80)).isWellFormed()).toBe(true);
  });

  test('an upload and damage are said', () => {
    const mark = { state: 'running', percent: 62, size: 1, started: today, isFolder: false } as const;
    const row = fileRow(testFile('a.jpg'), { id: '', code: 'vanished', path: 'a.jpg', message: '' });
    expect(rowLabel(t, row, { ...around, marks: new Map([['a.jpg', mark]]) })).toContain('photo, missing, 62 %, 1 KB');
  });

  test('who a file is shared with is said', () => {
    const sharedWith = (...names: string[]) => ({ ...around, people: new Map([['id of a.jpg', names]]) });
    expect(rowLabel(t, fileRow(testFile('a.jpg')), sharedWith('jonas'))).toContain('photo, shared with jonas, 1 KB');
    expect(rowLabel(t, fileRow(testFile('a.jpg')), sharedWith('jonas', 'ben'))).toContain(
      'shared with jonas and 1 more',
    );
    expect(rowLabel(t, fileRow(testFile('b.jpg')), sharedWith('jonas'))).not.toContain('shared');
  });

  test('the hour stands with photos, with today, and where there is room', () => {
    const photo = fileRow(testFile('a.jpg', { modified: before }));
    expect(changedWords(photo, around)).toBe('8 Nov 2026, 23:41');
    expect(changedWords(photo, { now, isNarrow: true })).toBe('8 Nov 2026');
    expect(changedWords(fileRow(testFile('a.pdf', { modified: before })), around)).toBe('8 Nov 2026');
    expect(changedWords(fileRow(testFile('a.pdf', { modified: today })), around)).toBe('Today, 14:02');
  });
});
