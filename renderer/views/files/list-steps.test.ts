import { describe, expect, test } from 'vitest';
import { stepOf } from './list-steps.ts';

const from =
  (index: number, columns: number, count = 100) =>
  (key: string) =>
    stepOf(key, { index, count, columns, lines: 10 });

describe('in a list', () => {
  test.each([
    ['ArrowDown', 50, 51],
    ['ArrowUp', 50, 49],
    ['ArrowUp', 0, undefined],
    ['ArrowDown', 99, undefined],
    ['ArrowLeft', 50, undefined],
    ['ArrowRight', 50, undefined],
    ['Home', 50, 0],
    ['Home', 0, undefined],
    ['End', 50, 99],
    ['End', 99, undefined],
    ['PageDown', 50, 59],
    ['PageDown', 95, 99],
    ['PageUp', 50, 41],
    ['PageUp', 5, 0],
    ['PageUp', 0, undefined],
    ['x', 50, undefined],
  ])('%s from %d leads to %s', (key, index, to) => expect(from(index, 1)(key)).toBe(to));
});

describe('in a grid of three columns', () => {
  test.each([
    ['ArrowDown', 50, 53],
    ['ArrowUp', 50, 47],
    ['ArrowUp', 2, undefined],
    ['ArrowRight', 50, 51],
    ['ArrowLeft', 50, 49],
    ['ArrowLeft', 0, undefined],
    ['PageDown', 0, 27],
  ])('%s from %d leads to %s', (key, index, to) => expect(from(index, 3)(key)).toBe(to));

  test('down from above a short last line leads to its end', () => {
    expect(from(97, 3)('ArrowDown')).toBe(99);
    expect(from(99, 3)('ArrowDown')).toBeUndefined();
  });
});
