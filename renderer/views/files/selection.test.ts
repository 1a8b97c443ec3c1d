import { describe, expect, test, vi } from 'vitest';
import { actOnKey } from './list-keys.ts';
import type { RowActs } from './row-menu.ts';
import { fileRow, folderRow } from './rows.ts';
import {
  byKey,
  bytesOf,
  filesMeant,
  mayMove,
  NOTHING,
  rowsMeant,
  selectedRows,
  stretched,
  toggled,
} from './selection.ts';
import { FAMILY, testFile, WORK } from './test-files.ts';

const a = fileRow(testFile('H/a.jpg'));
const b = fileRow(testFile('H/b.jpg', { key: WORK }));
const folder = folderRow({ path: 'H/C', count: 1, size: 0, modified: '2026-11-08T23:41:00.000Z', key: FAMILY });
const rows = [folder, a, b];

describe('what is meant', () => {
  test('a menu on a selected row is about the selection, on another about that row', () => {
    expect(rowsMeant(rows, new Set([a.id, b.id]), a)).toEqual([a, b]);
    expect(rowsMeant(rows, new Set([a.id]), b)).toEqual([b]);
    expect(rowsMeant(rows, 'all', b)).toEqual(rows);
  });

  test('what is gone from the list is not selected any more', () =>
    expect(selectedRows([a], new Set([a.id, 'gone']))).toEqual([a]));

  test('a folder means all files below it, each once; damaged ones are left out', () => {
    const below = testFile('H/C/D/c.jpg');
    const damaged = fileRow(testFile('H/x.jpg'), { id: '', code: 'tampered', path: 'H/x.jpg', message: '' });
    expect(filesMeant([folder, a, damaged], [below, testFile('H/CC/no.jpg')]).map(({ path }) => path)).toEqual([
      'H/a.jpg',
      'H/C/D/c.jpg',
    ]);
  });

  test('files are parted by key, in the order in which keys are met', () =>
    expect([...byKey(filesMeant(rows, [])).keys()]).toEqual([FAMILY, WORK]));

  test('sizes that are not known count nothing', () => expect(bytesOf(rows)).toBe(2000));
});

describe('choosing', () => {
  test('one more and one less; one less than all is all others', () => {
    expect(toggled(rows, new Set([a.id]), b.id)).toEqual(new Set([a.id, b.id]));
    expect(toggled(rows, new Set([a.id]), a.id)).toEqual(new Set());
    expect(toggled(rows, 'all', a.id)).toEqual(new Set([folder.id, b.id]));
  });

  test('a stretch goes in either direction, and adds where it is to', () => {
    expect(stretched(rows, 0, 1)).toEqual(new Set([folder.id, a.id]));
    expect(stretched(rows, 2, 1)).toEqual(new Set([a.id, b.id]));
    expect(stretched(rows, 2, 2, new Set([folder.id]))).toEqual(new Set([folder.id, b.id]));
    expect(stretched(rows, 0, 1, 'all')).toBe('all');
    expect(stretched(rows, 0, 0, NOTHING)).toEqual(new Set([folder.id]));
  });
});

describe('moving', () => {
  test('nothing goes into itself or into a folder below itself', () => {
    expect(mayMove([folder], 'H/C')).toBe(false);
    expect(mayMove([folder], 'H/C/D')).toBe(false);
    expect(mayMove([folder], 'H/CC')).toBe(true);
  });

  test('staying where it is is no move', () => {
    expect(mayMove([a, b], 'H')).toBe(false);
    expect(mayMove([a], '')).toBe(true);
    expect(mayMove([], 'H')).toBe(false);
  });
});

describe('keys', () => {
  const names = ['open', 'download', 'rename', 'move', 'trash', 'restore', 'remove'] as const;
  const press = (key: string, more: Partial<Parameters<typeof actOnKey>[0]> = {}, isTrash = false) => {
    const acts = Object.fromEntries(names.map((name) => [name, vi.fn()])) as unknown as RowActs;
    const event = { key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more };
    const did = actOnKey(event, a, [a, b], { isTrash, acts });
    return { did, called: names.filter((name) => vi.mocked(acts[name]!).mock.calls.length > 0) };
  };

  test.each([
    ['Delete', {}, 'trash'],
    ['Backspace', { metaKey: true }, 'trash'],
    ['F2', {}, 'rename'],
    [' ', {}, 'open'],
    ['d', { ctrlKey: true }, 'download'],
    ['M', { ctrlKey: true, shiftKey: true }, 'move'],
  ])('%s with %j is %s', (key, more, name) => expect(press(key, more)).toEqual({ did: true, called: [name] }));

  test('letters stay with type to find, Ctrl Space with the selection', () => {
    expect(press('d')).toEqual({ did: false, called: [] });
    expect(press(' ', { ctrlKey: true })).toEqual({ did: false, called: [] });
    expect(press('Backspace')).toEqual({ did: false, called: [] });
  });

  test('in the trash Delete asks to delete for good, and nothing is renamed', () => {
    expect(press('Delete', {}, true).called).toEqual(['remove']);
    expect(press('F2', {}, true).did).toBe(false);
  });
});
