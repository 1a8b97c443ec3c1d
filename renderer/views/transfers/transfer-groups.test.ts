import { expect, test } from 'vitest';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { groupsOf, inDirection, isPausable, totalOf } from './transfer-groups.ts';

const now = new Date('2026-11-20T14:32:00');

function transfer(id: string, more: Partial<LiveTransfer>): LiveTransfer {
  return {
    id,
    kind: 'upload',
    name: id,
    place: '',
    state: 'running',
    started: '2026-11-20T14:00:00',
    ended: null,
    files: 0,
    totalFiles: 1,
    bytes: 0,
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

const ids = (transfers: readonly LiveTransfer[]) => transfers.map(({ id }) => id);

test('what needs somebody comes first, what goes on keeps its place, what is over shows the latest first', () => {
  const groups = groupsOf(
    [
      transfer('second', { started: '2026-11-20T14:02:00' }),
      transfer('first', { started: '2026-11-20T14:01:00' }),
      transfer('later', { state: 'waiting' }),
      transfer('broken', { state: 'failed' }),
      transfer('keyless', { state: 'waiting', reason: 'key' }),
      transfer('offline', { state: 'waiting', reason: 'network', started: '2026-11-20T14:03:00' }),
      transfer('paused', { state: 'paused', reason: 'user', started: '2026-11-20T14:04:00' }),
      transfer('early', { state: 'done', ended: '2026-11-20T09:00:00' }),
      transfer('stopped', { state: 'cancelled', ended: '2026-11-20T10:00:00' }),
      transfer('old', { state: 'done', ended: '2026-11-18T10:00:00' }),
    ],
    now,
  );
  expect(ids(groups.needsYou)).toEqual(['broken', 'keyless']);
  expect(ids(groups.underWay)).toEqual(['first', 'second', 'offline', 'paused']);
  expect(ids(groups.waiting)).toEqual(['later']);
  expect(ids(groups.doneToday)).toEqual(['stopped', 'early']);
  expect(ids(groups.doneBefore)).toEqual(['old']);
});

test('up is what is sent, down is what is saved, and a check is neither', () => {
  const all = [transfer('a', {}), transfer('b', { kind: 'download' }), transfer('c', { kind: 'check' })];
  expect([inDirection(all, 'all'), inDirection(all, 'up'), inDirection(all, 'down')].map(ids)).toEqual([
    ['a', 'b', 'c'],
    ['a'],
    ['b'],
  ]);
});

test('the total counts what moves and what was done since, not what was done before or failed', () => {
  const total = totalOf([
    transfer('a', { bytes: 40, speed: 10 }),
    transfer('b', { state: 'waiting', kind: 'download', totalFiles: 3, totalBytes: 200 }),
    transfer('c', { state: 'done', ended: '2026-11-20T14:10:00', files: 1, bytes: 100 }),
    transfer('d', { state: 'done', ended: '2026-11-20T13:00:00', files: 9, bytes: 900 }),
    transfer('e', { state: 'failed', ended: '2026-11-20T14:10:00' }),
  ]);
  expect(total).toEqual({
    files: 1,
    totalFiles: 5,
    bytes: 140,
    totalBytes: 400,
    speed: 10,
    left: 26,
    kind: 'mixed',
    standing: undefined,
  });
});

test('the total stands still where all of it does', () => {
  const paused = transfer('a', { state: 'paused', reason: 'user' });
  const offline = transfer('b', { state: 'waiting', reason: 'network' });
  expect(totalOf([paused])).toMatchObject({ standing: 'user', left: undefined });
  expect(totalOf([offline])).toMatchObject({ standing: 'network' });
  expect(totalOf([paused, offline])).toMatchObject({ standing: 'network' });
  expect(totalOf([transfer('k', { state: 'waiting', reason: 'key' })])).toMatchObject({ standing: 'key' });
  expect(totalOf([paused, transfer('c', {})])).toMatchObject({ standing: undefined });
});

test('what a browser saves, and a check, cannot be paused', () => {
  const can = (more: Partial<LiveTransfer>) => isPausable(transfer('a', more));
  expect([can({}), can({ kept: false }), can({ kind: 'download' })]).toEqual([true, true, true]);
  expect([can({ kind: 'download', kept: false }), can({ kind: 'check', kept: false })]).toEqual([false, false]);
  expect([can({ state: 'paused' }), can({ state: 'done' })]).toEqual([false, false]);
});

test('there is no total while nothing moves, and no time left while the speed is unknown', () => {
  expect(totalOf([])).toBeUndefined();
  expect(totalOf([transfer('a', { state: 'done', ended: '2026-11-20T14:10:00' })])).toBeUndefined();
  expect(totalOf([transfer('a', {})])).toMatchObject({ left: undefined, kind: 'upload' });
});
