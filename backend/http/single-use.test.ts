import { expect, test } from 'vitest';
import { ADDRESS_MS, MAX_ADDRESSES, SingleUse } from './single-use.ts';

function setUp() {
  let time = 0;
  return { things: new SingleUse<number>(() => new Date(time)), pass: (ms: number) => void (time += ms) };
}

test('a thing is had once, by its own name', () => {
  const { things } = setUp();
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

test('a thing is had for a minute and not a millisecond longer', () => {
  const { things, pass } = setUp();
  const [inTime, late] = [things.offer(1), things.offer(2)];
  pass(ADDRESS_MS);
  const fresh = things.offer(3);
  expect(things.take(inTime)).toBe(1);
  pass(1);
  expect(things.take(late)).toBeUndefined();
  expect(things.take(fresh)).toBe(3);
});

test('of two thousand and one things the oldest makes room', () => {
  const { things } = setUp();
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
