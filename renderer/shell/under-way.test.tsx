import { expect, test } from 'vitest';
import type { LiveTransfer } from '../data/transfer-store.ts';
import { isAllSent, underWay } from './under-way.ts';

const transfer = (change: Partial<LiveTransfer>): LiveTransfer => ({
  id: 'a',
  kind: 'upload',
  name: 'Lofoten',
  place: '',
  state: 'running',
  started: '2026-11-20T10:00:00Z',
  ended: null,
  files: 0,
  totalFiles: 10,
  bytes: 0,
  totalBytes: 1000,
  reason: null,
  kept: true,
  keyId: null,
  current: null,
  active: [],
  secondsLeft: null,
  failures: [],
  speed: 0,
  ...change,
});

test('nothing is under way once everything has ended', () => {
  expect(underWay([])).toBeUndefined();
  const ended = ['done', 'failed', 'cancelled'] as const;
  expect(underWay(ended.map((state) => transfer({ state })))).toBeUndefined();
});

test('what is open counts together; what has ended does not', () => {
  const way = underWay([
    transfer({ files: 3, bytes: 200, speed: 50 }),
    transfer({ state: 'waiting', totalFiles: 31, totalBytes: 1000 }),
    transfer({ state: 'done', files: 10, bytes: 1000 }),
  ]);
  expect(way).toMatchObject({ verb: 'sent', files: 3, totalFiles: 41, percent: 10, secondsLeft: 36, isWaiting: false });
});

test('the numbers are those of Transfers: what is paused or was done meanwhile counts, but by itself is not under way', () => {
  const paused = transfer({ state: 'paused', reason: 'user', bytes: 200 });
  const done = transfer({ state: 'done', ended: '2026-11-20T10:01:00Z', files: 10, bytes: 1000 });
  const way = underWay([transfer({ bytes: 300, speed: 50 }), paused, done]);
  expect(way).toMatchObject({ files: 10, totalFiles: 30, percent: 50, secondsLeft: 30 });
  expect(underWay([paused, done])).toBeUndefined();
});

test('everything is sent unless an upload is open or did not go through', () => {
  expect(isAllSent([transfer({ state: 'done' }), transfer({ kind: 'download', state: 'failed' })])).toBe(true);
  for (const state of ['running', 'waiting', 'paused', 'failed'] as const)
    expect(isAllSent([transfer({ state: 'done' }), transfer({ state })])).toBe(false);
});

test('the word fits what moves, and no time is told before the speed is known', () => {
  expect(underWay([transfer({ kind: 'download' })])).toMatchObject({ verb: 'saved', secondsLeft: undefined });
  expect(underWay([transfer({ kind: 'check' })])?.verb).toBe('checked');
  expect(underWay([transfer({ kind: 'check' }), transfer({})])?.verb).toBe('done');
  expect(underWay([transfer({ state: 'waiting' })])?.isWaiting).toBe(true);
});
