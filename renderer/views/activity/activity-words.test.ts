import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { ACTIVITY_KINDS } from '../../../backend/transfers/activity.ts';
import { startWords } from '../../words/words.ts';
import { clientOf, iconOf, KINDS, wordsOf } from './activity-words.ts';

beforeAll(startWords);

const t = () => i18next.getFixedT('en', 'activity');

test('every kind that can be written down has its words and its icon', () => {
  expect([...KINDS].sort()).toEqual([...ACTIVITY_KINDS].sort());
  const words = KINDS.map((kind) => wordsOf(t(), { kind, outcome: 'done' }));
  expect(new Set(words).size).toBe(KINDS.length);
  // One of a newer Latchkey is shown by its word.
  expect(wordsOf(t(), { kind: 'dance', outcome: 'done' })).toBe('dance');
});

test('what did not work says so in words, not by its icon alone', () => {
  expect(wordsOf(t(), { kind: 'log-in', outcome: 'wrong-password' })).toMatch(/failed/);
  expect(wordsOf(t(), { kind: 'upload', outcome: 'unreachable' })).toBe('Sent: did not work');
  expect(wordsOf(t(), { kind: 'upload', outcome: 'cancelled' })).toBe('Sent: cancelled');
  expect(iconOf({ kind: 'upload', outcome: 'unreachable' })).toBe('error-circle');
  const rotated = (outcome: string) => wordsOf(t(), { kind: 'names-rotated', outcome });
  expect(rotated('interrupted')).toMatch(/goes on by itself at the next log-in/);
  expect(rotated('names-left')).toMatch(/except names that are damaged/);
});

test('who did it is told by device and address', () => {
  expect(clientOf(t(), { device: 'Firefox on Linux', address: '192.0.2.7' })).toBe('Firefox on Linux, 192.0.2.7');
  expect(clientOf(t(), { device: 'Firefox on Linux', address: '::1' })).toBe('Firefox on Linux, this computer');
  expect(clientOf(t(), { device: '', address: '127.0.0.1' })).toBe('A program, this computer');
  expect(clientOf(t(), { device: 'Latchkey', address: '' })).toBe('Latchkey by itself');
});
