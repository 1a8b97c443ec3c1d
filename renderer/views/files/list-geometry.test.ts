import { describe, expect, test } from 'vitest';
import { Geometry } from './list-geometry.ts';

describe('a list', () => {
  const list = new Geometry('list', 600);

  test('rows lie one below the other', () => {
    expect(list.heightOf(100_000)).toBe(3_200_000);
    expect(list.box(99_999)).toEqual({ top: 3_199_968, left: 0, width: 600, height: 32 });
  });

  test('only what touches the stretch in sight is built, and a little more', () => {
    expect(list.within(100_000, 0, 640, 4)).toEqual([0, 24]);
    expect(list.within(100_000, 3200, 640, 4)).toEqual([96, 124]);
    expect(list.within(10, 0, 640, 4)).toEqual([0, 10]);
    expect(list.within(0, 0, 640, 4)).toEqual([0, 0]);
  });

  test('a row in sight is not scrolled to; others come to the nearer edge', () => {
    expect(list.scrollTo(5, 0, 640)).toBe(0);
    expect(list.scrollTo(20, 0, 640)).toBe(32);
    expect(list.scrollTo(3, 640, 640)).toBe(96);
  });
});

describe('tiles', () => {
  const grid = new Geometry('grid', 600);

  test('as many stand side by side as have room, and share what is left', () => {
    expect(grid.columns).toBe(3);
    expect([0, 1, 2, 3].map((index) => grid.box(index).left)).toEqual([20, 213.33333333333334, 406.6666666666667, 20]);
    expect(grid.box(2).left + grid.box(2).width).toBeCloseTo(580);
    expect(grid.box(3).top).toBe(grid.box(0).top + grid.lineHeight);
  });

  test('one stands even where there is no room for it', () => expect(new Geometry('grid', 90).columns).toBe(1));

  test('the last line may be short', () => {
    expect(grid.heightOf(4)).toBe(grid.heightOf(6));
    expect(grid.within(4, 0, 1000, 0)).toEqual([0, 4]);
  });
});
