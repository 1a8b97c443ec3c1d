import { beforeAll, expect, test } from 'vitest';
import * as measure from './measure.ts';
import { startWords } from './words.ts';

beforeAll(startWords);

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [899, '899 bytes'],
  [900, '1 KB'],
  [3_000, '3 KB'],
  [188_400, '188 KB'],
  [412_000, '412 KB'],
  [900_000, '0.9 MB'],
  [1_200_000, '1.2 MB'],
  [3_000_000, '3 MB'],
  [9_960_000, '10 MB'],
  [86_000_000, '86 MB'],
  [318_000_000, '318 MB'],
  [899_999_999, '900 MB'],
  [904_000_000, '0.9 GB'],
  [3_200_000_000, '3.2 GB'],
  [5 * 10 ** 12, '5 TB'],
  [2 * 10 ** 18, '2,000 PB'],
])('%d bytes are %s', (bytes, words) => {
  expect(measure.sizeOf(bytes)).toBe(words);
});

test.each([
  [197e6, 318e6, '197 of 318 MB'],
  [3.3e6, 5.3e6, '3.3 of 5.3 MB'],
  [0.9e9, 2.7e9, '0.9 of 2.7 GB'],
  [2e9, 4e9, '2.0 of 4.0 GB'],
  [31e6, 86e6, '31 of 86 MB'],
  [100, 512, '100 of 512 bytes'],
  [0, 12_000, '0 of 12 KB'],
])('%d of %d is %s', (bytes, total, words) => {
  expect(measure.shareOf(bytes, total)).toBe(words);
});

test('speed keeps one digit, so that it does not look frozen', () => {
  expect([7.4e6, 11.2e6, 240e6, 62_000, 0].map((speed) => measure.speedOf(speed))).toEqual([
    '7.4 MB per second',
    '11.2 MB per second',
    '240 MB per second',
    '62 KB per second',
    '1 KB per second',
  ]);
});

test.each([
  [0, '1 second left', '1 s'],
  [16, '16 seconds left', '16 s'],
  [59.4, '59 seconds left', '59 s'],
  [59.6, 'About 1 minute left', '1 min'],
  [250, 'About 4 minutes left', '4 min'],
  [59.6 * 60, 'About 1 hour left', '1 h'],
  [10 * 3600, 'About 10 hours left', '10 h'],
  [72 * 3600, 'About 3 days left', '3 days'],
])('%d seconds: %s, %s', (seconds, long, short) => {
  expect(measure.leftOf(seconds)).toBe(long);
  expect(measure.leftOf(seconds, 'inside')).toBe(long.replace('About', 'about'));
  expect(measure.shortLeftOf(seconds)).toBe(short);
});

test('a hundred percent is said only when it is', () => {
  expect([measure.percentOf(0, 10), measure.percentOf(9_999, 10_000), measure.percentOf(10, 10)]).toEqual([0, 99, 100]);
  expect(measure.percentOf(0, 0)).toBe(100);
});

const at = (text: string) => new Date(text);
const now = at('2026-11-20T14:30:00');

test('days and moments read as in a letter', () => {
  expect(measure.clockOf(at('2026-11-20T00:05:00'))).toBe('00:05');
  expect(measure.shortDayOf(at('2026-09-11T10:00:00'))).toBe('11 Sep 2026');
  expect(measure.longDayOf(at('2026-03-02T10:00:00'))).toBe('2 March 2026');
  expect(measure.namedDayOf(at('2026-09-18T20:14:00'), now)).toBe('18 September');
  expect(measure.namedDayOf(at('2025-09-18T20:14:00'), now)).toBe('18 September 2025');
  expect(measure.momentOf(at('2026-11-20T14:02:00'), now)).toBe('Today, 14:02');
  expect(measure.momentOf(at('2026-11-08T23:41:00'), now)).toBe('8 Nov 2026, 23:41');
  expect(measure.dayOf(at('2026-11-20T14:02:00'), now)).toBe('Today');
  expect(measure.dayOf(at('2026-11-08T23:41:00'), now)).toBe('8 Nov 2026');
  expect(measure.shortMomentOf(at('2026-11-20T14:02:00'), now)).toBe('Today, 14:02');
  expect(measure.shortMomentOf(at('2026-11-06T09:15:00'), now)).toBe('6 Nov, 09:15');
  expect(measure.shortMomentOf(at('2025-11-06T09:15:00'), now)).toBe('6 Nov 2025, 09:15');
  expect(measure.insideMomentOf(at('2026-11-08T23:12:00'))).toBe('8 November at 23:12');
  expect(measure.longMomentOf(at('2026-09-18T20:14:00'))).toBe('18 September 2026, 20:14');
});

test('days are counted by midnights, not by hours', () => {
  expect(measure.daysBetween(at('2026-11-19T23:59:00'), at('2026-11-20T00:01:00'))).toBe(1);
  expect(measure.daysBetween(at('2026-11-20T00:01:00'), at('2026-11-20T23:59:00'))).toBe(0);
  expect(measure.daysBetween(at('2026-09-18T20:14:00'), now)).toBe(63);
});

test('counts are grouped', () => {
  expect(measure.countOf(2418)).toBe('2,418');
});
