import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sealedBytes } from '../../keys/sealer.ts';
import { S3_PART_LIMITS } from '../buckets/part.ts';
import { LEAST_PART_BYTES, MOST_BUFFERED_BYTES, planParts, stretchOf } from './part-plan.ts';

const [MIB, GIB, TIB] = [2 ** 20, 2 ** 30, 2 ** 40];

test('a file of 5 TiB fits, sealed in any way, and its parts are not too many', () => {
  for (const suite of [1, 2] as const) {
    for (const exponent of [16, 18, 22]) {
      const stored = sealedBytes(5 * TIB, suite, exponent);
      const plan = planParts(stored, S3_PART_LIMITS)!;
      expect(plan.count).toBeLessThanOrEqual(10_000);
      expect(plan.partBytes).toBeGreaterThan(MOST_BUFFERED_BYTES);
      expect(plan.partBytes).toBeLessThan(GIB);
      expect(stretchOf(plan, plan.count).end).toBe(stored);
    }
  }
});

test('parts are as short as may be, and in memory up to files of hundreds of GiB', () => {
  expect(planParts(8 * MIB, S3_PART_LIMITS)).toMatchObject({ partBytes: 8 * MIB, count: 1 });
  expect(planParts(8 * MIB + 1, S3_PART_LIMITS)).toMatchObject({ partBytes: 8 * MIB, count: 2 });
  expect(planParts(80_000 * MIB, S3_PART_LIMITS)).toMatchObject({ partBytes: 8 * MIB, count: 10_000 });
  expect(planParts(80_000 * MIB + 1, S3_PART_LIMITS)).toMatchObject({ partBytes: 9 * MIB, count: 8889 });
  expect(planParts(300 * GIB, S3_PART_LIMITS)!.partBytes).toBeLessThanOrEqual(MOST_BUFFERED_BYTES);
});

test('a file too large for all parts of a bucket together has no plan, and one that just fits has', () => {
  const limits = { leastBytes: 5 * MIB, mostBytes: 16 * MIB, mostParts: 100 };
  expect(planParts(1600 * MIB, limits)).toMatchObject({ partBytes: 16 * MIB, count: 100 });
  expect(planParts(1600 * MIB + 1, limits)).toBeUndefined();
  // A bucket that takes short parts only still takes a short file.
  expect(planParts(MIB, { leastBytes: 1, mostBytes: 4 * MIB, mostParts: 10 })).toMatchObject({ count: 1 });
});

test('parts cover the file without gap or overlap, all but the last of one size, within the limits of the bucket', () => {
  const sizes = fc.oneof(
    fc.integer({ min: 144, max: 6 * TIB }),
    fc.tuple(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: -1, max: 1 })).map(([n, d]) => n * 8 * MIB + d),
  );
  const bounds = fc.record({
    leastBytes: fc.integer({ min: 1, max: 64 * MIB }),
    mostBytes: fc.integer({ min: 64 * MIB, max: 5 * GIB }),
    mostParts: fc.integer({ min: 1, max: 10_000 }),
  });
  fc.assert(
    fc.property(sizes, bounds, fc.double({ min: 0, max: 1, noNaN: true }), (stored, limits, where) => {
      const plan = planParts(stored, limits);
      if (plan === undefined) {
        // Refused only where a MiB more in each part would not do either.
        expect(stored).toBeGreaterThan((limits.mostBytes - MIB) * limits.mostParts);
        return;
      }
      expect(plan.count).toBeLessThanOrEqual(limits.mostParts);
      expect(plan.partBytes).toBeLessThanOrEqual(limits.mostBytes);
      expect(plan.partBytes).toBeGreaterThanOrEqual(Math.max(limits.leastBytes, LEAST_PART_BYTES));
      const number = 1 + Math.floor(where * (plan.count - 1));
      const [here, last] = [stretchOf(plan, number), stretchOf(plan, plan.count)];
      expect(here.start).toBe((number - 1) * plan.partBytes);
      expect([last.end, last.end > last.start]).toEqual([stored, true]);
      if (number < plan.count) expect(stretchOf(plan, number + 1).start).toBe(here.end);
      if (number < plan.count) expect(here.end - here.start).toBe(plan.partBytes);
    }),
  );
});
