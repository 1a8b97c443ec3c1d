import { expect, test } from 'vitest';
import { MAX_ADDRESSES, SingleUse } from './single-use.ts';

test('a thing is had once, by its own name', () => {
  const things = new SingleUse<number>();
  const [one, two] = [things.offer(1), things.offer(2)];
  expect(Buffer.from(one, 'base64url')).toHaveLength(32);
  for (const name of ['', 'x', '__proto__', one.slice(1), `${one}A`]) expect(things.take(name)).toBeUndefined();
  expect([things.take(one), things.take(one), things.take(two), things.take(two)]).toEqual([
    1,
    undefined,
    2,
    undefined,
  ]);
});

test('of two thousand and one things the oldest makes room', () => {
  const things = new SingleUse<number>();
  const first = things.offer(0);
  for (let index = 1; index < MAX_ADDRESSES; index += 1) things.offer(index);
  expect(MAX_ADDRESSES).toBe(2000);
  expect(things.take(first)).toBe(0);
  const [second, last] = [things.offer(1), things.offer(2)];
  for (let index = 2; index < MAX_ADDRESSES; index += 1) things.offer(index);
  expect(things.take(second)).toBe(1);
  expect(things.take(last)).toBe(2);
  const third = things.offer(3);
  for (let index = 0; index < MAX_ADDRESSES; index += 1) things.offer(index);
  expect(things.take(third)).toBeUndefined();
});
