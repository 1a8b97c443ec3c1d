import { beforeAll, expect, test } from 'vitest';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { startWords } from '../../words/words.ts';
import { doneWords, failedWords, lastPart, runningWords, standingWords, titleOf } from './transfer-words.ts';

beforeAll(startWords);

const video: LiveTransfer = {
  id: 'a',
  kind: 'upload',
  name: 'drone-beach.mp4',
  place: 'Holidays/Lofoten 2026',
  state: 'running',
  started: '2026-11-20T14:00:00',
  ended: null,
  files: 0,
  totalFiles: 1,
  bytes: 197e6,
  totalBytes: 318e6,
  reason: null,
  kept: true,
  keyId: null,
  current: null,
  active: [],
  secondsLeft: 16,
  failures: [],
  speed: 7.4e6,
};

const failure = (code: string, path = 'Holidays/a.jpg') => ({ path, code, message: 'The server says so.' });

test('a running transfer says what, how much, how fast and how long', () => {
  expect(runningWords(video)).toBe(
    'Sealing and sending to Lofoten 2026, 197 of 318 MB, 7.4 MB per second, 16 seconds left',
  );
  expect(runningWords({ ...video, place: '', bytes: 3.3e6, totalBytes: 5.3e6 })).toBe(
    'Sealing and sending to Files, 3.3 of 5.3 MB',
  );
  expect(
    runningWords({ ...video, kind: 'download', place: 'C:\\Users\\mira\\Desktop', speed: 0, secondsLeft: null }),
  ).toBe('Opening and saving to Desktop, 197 of 318 MB');
  expect(runningWords({ ...video, kind: 'download', place: '', speed: 0, secondsLeft: null })).toBe(
    'Opening and saving, 197 of 318 MB',
  );
  expect(runningWords({ ...video, kind: 'check', speed: 0, secondsLeft: null })).toBe(
    'Checking against its seal, 197 of 318 MB',
  );
});

test('unknown length is a count that grows; failures on the way are told', () => {
  expect(runningWords({ ...video, totalBytes: 0, totalFiles: 1204 })).toBe('1,204 files found');
  expect(runningWords({ ...video, speed: 0, secondsLeft: null, failures: [failure('refused')] })).toMatch(
    /, 1 did not go through$/,
  );
});

test('a title counts the files of a folder', () => {
  expect(titleOf(video)).toBe('drone-beach.mp4');
  expect(titleOf({ ...video, name: 'Cabin', totalFiles: 12 })).toBe('Cabin, 12 files');
  expect(titleOf({ ...video, name: '', totalFiles: 1204 })).toBe('1,204 files');
});

test('what stands still says why, and that it goes on where it stopped', () => {
  const paused = { ...video, state: 'paused', reason: 'user', bytes: 0.9e9, totalBytes: 2.7e9 } as const;
  const words = (transfer: LiveTransfer) => standingWords(transfer, 'holm-archive', '“Family photos” 4F2A-91CC');
  expect(words(paused)).toBe('Paused by you at 0.9 of 2.7 GB. It goes on where it stopped.');
  expect(words({ ...paused, totalBytes: 0 })).toBe('Paused by you. It goes on where it stopped.');
  expect(words({ ...paused, kept: false })).toMatch(/The file on its way starts over\.$/);
  const waiting = { ...video, state: 'waiting' } as const;
  expect(words({ ...waiting, reason: 'network' })).toBe(
    'No connection to holm-archive. It goes on by itself where it stopped.',
  );
  expect(words({ ...waiting, reason: 'key' })).toBe(
    'Waits for the key file “Family photos” 4F2A-91CC. It goes on where it stopped.',
  );
  expect(words({ ...waiting, reason: 'vault' })).toBe('Waits until Latchkey is unlocked.');
  for (const reason of [null, 'window'] as const)
    expect(words({ ...waiting, reason })).toBe('Waits to go to Lofoten 2026');
});

test('what is over says when and where', () => {
  const done = { ...video, state: 'done', ended: '2026-11-20T14:02:00', totalBytes: 6.4e6, files: 1 } as const;
  expect(doneWords(done)).toBe('Sent at 14:02 and checked, 6.4 MB');
  expect(doneWords({ ...done, kind: 'download', place: '/Users/mira/Desktop' })).toBe(
    'Opened and saved to Desktop at 14:02, 6.4 MB',
  );
  expect(doneWords({ ...done, kind: 'check' })).toBe('Checked at 14:02, every byte matches its seal, 6.4 MB');
  expect(doneWords({ ...done, state: 'cancelled', files: 0 })).toBe(
    'Cancelled at 14:02. Nothing half done was left behind.',
  );
  expect(doneWords({ ...done, state: 'cancelled', files: 3, totalFiles: 12 })).toContain('after 3 of 12 files');
});

test('what failed says what happened and what is safe, and counts where it is more than one', () => {
  expect(failedWords({ ...video, failures: [failure('unreachable')] }, 'holm-archive')).toBe(
    'holm-archive does not answer. The file is safe on this computer; nothing half sent counts.',
  );
  const some = { ...video, name: 'Cabin', totalFiles: 12, failures: [failure('tampered'), failure('vanished')] };
  expect(failedWords({ ...some, kind: 'download' }, 'holm-archive')).toMatch(
    /^2 of 12 files were not saved\. a\.jpg does not match its seal/,
  );
  const full: LiveTransfer = {
    ...video,
    kind: 'download',
    place: '/Users/mira/Desktop',
    failures: [failure('unusable')],
  };
  expect(failedWords(full, 'holm-archive')).toMatch(/^“Desktop” cannot be written to/);
  expect(failedWords(video, undefined)).not.toBe('');
});

test.each([
  ['/Users/mira/Desktop/', 'Desktop'],
  ['C:\\Users\\mira', 'mira'],
  ['', ''],
  ['/', ''],
])('the last part of %j is %j', (path, part) => {
  expect(lastPart(path)).toBe(part);
});
