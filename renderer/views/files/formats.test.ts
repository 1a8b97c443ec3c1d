import { beforeAll, describe, expect, test } from 'vitest';
import { formatDate, formatLongDate, formatMoment, formatSize, type Words } from './formats.ts';
import { testWords } from './test-files.ts';

let t: Words;
beforeAll(async () => void (t = await testWords()));

/** A moment of this computer's own time zone. */
const at = (year: number, month: number, day: number, hour = 0, minute = 0) =>
  new Date(year, month - 1, day, hour, minute).toISOString();
const now = new Date(2026, 10, 20, 15, 0);

describe('sizes', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 KB'],
    [3_000, '3 KB'],
    [412_000, '412 KB'],
    [999_499, '999 KB'],
    [999_500, '1.0 MB'],
    [6_400_000, '6.4 MB'],
    [9_949_999, '9.9 MB'],
    [9_950_000, '10 MB'],
    [86_000_000, '86 MB'],
    [2_740_000_000, '2.7 GB'],
    [5_000_000_000_000, '5.0 TB'],
    [7_654_000_000_000_000, '7,654 TB'],
  ])('%d bytes are %s', (bytes, words) => expect(formatSize(t, bytes)).toBe(words));
});

describe('dates', () => {
  test('today has the hour, or is only today', () => {
    expect(formatDate(t, at(2026, 11, 20, 14, 2), now, { hasTime: true })).toBe('Today, 14:02');
    expect(formatDate(t, at(2026, 11, 20, 0, 0), now, { hasTime: false })).toBe('Today');
  });

  test('another day has its year; the month is three letters long', () => {
    expect(formatDate(t, at(2026, 11, 14), now, { hasTime: false })).toBe('14 Nov 2026');
    expect(formatDate(t, at(2026, 9, 11), now, { hasTime: false })).toBe('11 Sep 2026');
    expect(formatDate(t, at(2026, 11, 8, 23, 41), now, { hasTime: true })).toBe('8 Nov 2026, 23:41');
  });

  test('the short form leaves out this year, and no other', () => {
    expect(formatDate(t, at(2026, 11, 6, 9, 15), now, { hasTime: true, isShort: true })).toBe('6 Nov, 09:15');
    expect(formatDate(t, at(2025, 11, 6, 9, 15), now, { hasTime: true, isShort: true })).toBe('6 Nov 2025, 09:15');
  });

  test('a title and a sentence write the month out', () => {
    expect(formatLongDate(t, at(2026, 11, 6, 9, 12))).toBe('6 November 2026, 09:12');
    expect(formatMoment(t, at(2026, 11, 8, 23, 12))).toBe('8 November at 23:12');
  });

  test('what is no date is nothing', () => expect(formatDate(t, 'soon', now, { hasTime: true })).toBe(''));
});
