import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isHex } from '../../keys/encoding.ts';
import { newRandomId, newTimedId, timedIdPrefix, timeOfId } from './id.ts';

const time = fc.integer({ min: 0, max: 2 ** 48 - 1 }).filter((ms) => ms <= 8.64e15);

test('a timed id is a UUIDv7 of its time in 32 hex digits (format 3; RFC 9562, 5.7)', () => {
  fc.assert(
    fc.property(time, (ms) => {
      const id = newTimedId(new Date(ms));
      expect(isHex(id, 16)).toBe(true);
      expect(Number.parseInt(id.slice(0, 12), 16)).toBe(ms);
      expect(id[12]).toBe('7');
      expect('89ab').toContain(id[16]);
      expect(timeOfId(id)).toEqual(new Date(ms));
    }),
  );
});

test('the example of RFC 9562, A.6, has the time it says', () => {
  expect(timeOfId('017f22e279b07cc398c4dc0c0c07398f').toISOString()).toBe('2022-02-22T19:22:22.000Z');
  expect(newTimedId(new Date('2022-02-22T19:22:22.000Z')).slice(0, 12)).toBe('017f22e279b0');
});

test('ids sort by time as text, and the prefix of a time stands before all of them and after all earlier ones (format 3.6)', () => {
  fc.assert(
    fc.property(time, time, (a, b) => {
      const [early, late] = a < b ? [a, b] : [b, a];
      if (early < late) expect(newTimedId(new Date(early)) < newTimedId(new Date(late))).toBe(true);
      expect(timedIdPrefix(new Date(late)) < newTimedId(new Date(late))).toBe(true);
      if (early < late) expect(newTimedId(new Date(early)) < timedIdPrefix(new Date(late))).toBe(true);
    }),
  );
  expect(timedIdPrefix(new Date(-1000))).toBe('000000000000');
});

test('74 bits are drawn each time: no two ids of one moment are the same', () => {
  const moment = new Date();
  const ids = Array.from({ length: 2000 }, () => newTimedId(moment));
  expect(new Set(ids.map((id) => id.slice(13, 16) + id.slice(17))).size).toBe(2000);
  // Every free digit takes every value it can.
  for (const at of [13, 14, 15, ...Array.from({ length: 15 }, (_, index) => 17 + index)]) {
    expect(new Set(ids.map((id) => id[at])).size).toBe(16);
  }
  expect(new Set(ids.map((id) => id[16])).size).toBe(4);
  expect(new Set(Array.from({ length: 100 }, newRandomId)).size).toBe(100);
});
