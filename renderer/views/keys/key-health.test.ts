import { beforeAll, expect, test } from 'vitest';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { startWords } from '../../words/words.ts';
import { lineOf, needsLook, unseenWords } from './key-health.ts';

beforeAll(startWords);

const now = new Date('2026-11-20T14:32:00');
const key: KnownKey = {
  id: 'a91e07b4000000000000000000000000',
  fingerprint: 'A91E-07B4',
  name: 'Tax papers',
  created: '2026-03-02T10:00:00',
  form: 'protected',
  path: '/Volumes/HOLM/keys/tax-papers.json',
  seen: '2026-09-18T20:14:00',
  present: false,
  open: false,
  lastUsed: false,
  files: 196,
  bytes: 1.2e9,
  older: 0,
  quietUntil: null,
  printed: null,
};

test('a key file that was not seen for more than thirty days, or never, needs a look', () => {
  expect(needsLook(key, now)).toBe(true);
  expect(needsLook({ ...key, seen: null }, now)).toBe(true);
  expect(needsLook({ ...key, seen: '2026-10-21T10:00:00' }, now)).toBe(false);
  expect(needsLook({ ...key, seen: '2026-10-20T10:00:00' }, now)).toBe(true);
});

test('not while it is in its place, while a reminder waits, or where it sealed nothing', () => {
  expect(needsLook({ ...key, present: true }, now)).toBe(false);
  expect(needsLook({ ...key, quietUntil: '2026-11-20T14:33:00' }, now)).toBe(false);
  expect(needsLook({ ...key, quietUntil: '2026-11-20T14:31:00' }, now)).toBe(true);
  expect(needsLook({ ...key, files: 0 }, now)).toBe(false);
  expect(needsLook({ ...key, files: null, bytes: null, older: null }, now)).toBe(false);
});

test('also where only earlier versions or the trash need it', () => {
  expect(needsLook({ ...key, files: 0, older: 1 }, now)).toBe(true);
  expect(unseenWords({ ...key, files: 0, older: 1 }, now)).toBe('Only for older or trashed files');
});

test.each([
  [{ present: true, files: 2418 }, '2,418 files. Seen today.'],
  [{ seen: '2026-11-20T10:00:00', files: 2 }, '2 files. Seen today, not there now.'],
  [{ files: 0, older: 2 }, 'Only for older or trashed files.'],
  [{ files: null, present: true }, 'Seen today.'],
  [{ seen: '2026-11-19T23:00:00', files: 812 }, '812 files. Seen yesterday.'],
  [{ seen: '2026-11-02T23:00:00' }, '196 files. Seen 2 November.'],
  [{ path: null, files: 12 }, '12 files. Place not remembered.'],
  [{ path: null, seen: null, files: 1 }, '1 file. Never seen here.'],
])('%j reads %j', (more, line) => {
  expect(lineOf({ ...key, ...more }, now)).toBe(line);
});

test('how long it was not seen stands in the list', () => {
  expect(unseenWords(key, now)).toBe('Not seen for 63 days');
  expect(unseenWords({ ...key, seen: null }, now)).toBe('Never seen on this computer');
});
