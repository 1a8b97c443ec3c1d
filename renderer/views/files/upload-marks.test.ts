import { expect, test } from 'vitest';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { fileRow } from './rows.ts';
import { testFile } from './test-files.ts';
import { comingRows, uploadMarks } from './upload-marks.ts';

function transfer(name: string, more: Partial<LiveTransfer> = {}): LiveTransfer {
  return {
    id: name,
    kind: 'upload',
    name,
    place: 'H',
    state: 'running',
    started: '2026-11-20T14:00:00Z',
    ended: null,
    files: 0,
    totalFiles: 1,
    bytes: 62,
    totalBytes: 100,
    reason: null,
    kept: true,
    keyId: null,
    current: null,
    active: [],
    secondsLeft: null,
    failures: [],
    speed: 0,
    ...more,
  };
}

test('uploads under way are at the path they go to', () => {
  const marks = uploadMarks([
    transfer('a.jpg'),
    transfer('top.jpg', { place: '', state: 'waiting', bytes: 0 }),
    transfer('old.jpg', { state: 'done' }),
    transfer('x.jpg', { kind: 'download' }),
  ]);
  expect([...marks.keys()]).toEqual(['H/a.jpg', 'top.jpg']);
  expect(marks.get('H/a.jpg')).toMatchObject({ percent: 62, state: 'running' });
  expect(marks.get('top.jpg')).toMatchObject({ percent: 0, state: 'waiting' });
});

test('nothing of nothing is no percent', () =>
  expect(uploadMarks([transfer('a', { bytes: 0, totalBytes: 0 })]).get('H/a')?.percent).toBe(0));

test('a file that is not there yet has a row, a folder and one of elsewhere have not', () => {
  const marks = uploadMarks([
    transfer('a.jpg'),
    transfer('b.jpg'),
    transfer('F', { totalFiles: 3 }),
    transfer('c', { place: '' }),
  ]);
  expect(comingRows(marks, 'H', [fileRow(testFile('H/a.jpg'))]).map(({ path }) => path)).toEqual(['H/b.jpg']);
});
