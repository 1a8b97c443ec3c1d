import fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Bucket, ListOptions } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import { newTimedId } from './id.ts';
import { listRanges } from './range-listing.ts';
import { temporaryBucket } from './test-vault.ts';

const PREFIX = 'files/account/';
const BEGIN = 1_800_000_000_000;

/** A bucket of many keys, too many for real files: pages of 1,000, in key order. Each page takes some turns to come. */
async function bucketOf(keys: readonly string[], { listsInParallel = true } = {}) {
  const sorted = keys.toSorted();
  const asked: { most: number; now: number; pages: number } = { most: 0, now: 0, pages: 0 };
  const bucket: Bucket = {
    ...(await temporaryBucket()),
    listsInParallel,
    async *list({ prefix = '', after = '', signal }: ListOptions = {}) {
      const found = sorted.filter((key) => key.startsWith(prefix) && key > after);
      for (let at = 0; at === 0 || at < found.length; at += 1000) {
        asked.most = Math.max(asked.most, ++asked.now);
        asked.pages += 1;
        for (let turn = 0; turn < 3; turn += 1) await setImmediate();
        asked.now -= 1;
        signal?.throwIfAborted();
        const page = found.slice(at, at + 1000).map((key) => ({ key, size: 1, modified: new Date(0) }));
        if (page.length > 0) yield page;
      }
    },
  };
  return { bucket, asked };
}

async function listed(bucket: Bucket, known: readonly string[] = [], until = BEGIN): Promise<string[]> {
  const found: string[] = [];
  const listing = { prefix: PREFIX, known, until: new Date(until) };
  await listRanges(bucket, listing, (page) => void found.push(...page.map(({ key }) => key)));
  return found;
}

const keyAt = (time: number) => `${PREFIX}${newTimedId(new Date(time))}.name`;

test('however ids lie in time, and whatever is known of them, each object is listed once', async () => {
  const cluster = fc.record({
    begin: fc.integer({ min: -(10 ** 11), max: 10 ** 9 }),
    span: fc.constantFrom(0, 1, 1000, 10 ** 7, 10 ** 10),
    count: fc.constantFrom(0, 1, 999, 1000, 1001, 2500),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(cluster, { maxLength: 4 }),
      fc.constantFrom(0, 0.3, 1),
      fc.boolean(),
      async (clusters, knownPart, listsInParallel) => {
        const keys = clusters.flatMap(({ begin, span, count }) =>
          Array.from({ length: count }, (_, index) => keyAt(BEGIN + begin + Math.floor((span * index) / count))),
        );
        keys.push(`${PREFIX}.DS_Store`, `${PREFIX}zebra`, `${PREFIX}0189-é`);
        const known = keys.filter((_, index) => index % 10 < knownPart * 10);
        const { bucket } = await bucketOf(keys, { listsInParallel });
        expect((await listed(bucket, known)).toSorted()).toEqual(keys.toSorted());
      },
    ),
    { numRuns: 60 },
  );
});

test('a large listing is asked for in several ranges at once, with few requests more than it has pages', async () => {
  const keys = Array.from({ length: 40_000 }, (_, index) => keyAt(BEGIN - 10 ** 9 + index * 100));
  const unknown = await bucketOf(keys);
  expect(await listed(unknown.bucket)).toHaveLength(40_000);
  expect(unknown.asked.most).toBe(8);
  expect(unknown.asked.pages).toBeLessThan(80);
  const known = await bucketOf(keys);
  expect(await listed(known.bucket, keys)).toHaveLength(40_000);
  expect(known.asked.most).toBe(8);
  expect(known.asked.pages).toBeLessThan(80);
});

test('a small vault costs one request, and so does every page of a bucket that gains nothing by ranges', async () => {
  const few = await bucketOf(Array.from({ length: 900 }, (_, index) => keyAt(BEGIN - index)));
  await listed(few.bucket);
  expect(few.asked.pages).toBe(1);
  const keys = Array.from({ length: 5000 }, (_, index) => keyAt(BEGIN - index * 1000));
  const folder = await bucketOf(keys, { listsInParallel: false });
  await listed(folder.bucket, keys);
  expect(folder.asked).toMatchObject({ most: 1, pages: 5 });
});

test('the first failure of a range is the failure of the listing, and nothing is asked for after it', async () => {
  const keys = Array.from({ length: 40_000 }, (_, index) => keyAt(BEGIN - 10 ** 9 + index * 100));
  const { bucket, asked } = await bucketOf(keys);
  let left = 12;
  const failing: Bucket = {
    ...bucket,
    async *list(options) {
      for await (const page of bucket.list(options)) {
        if (--left < 0) throw new BucketError('unreachable', 'A fault made for a test.');
        yield page;
      }
    },
  };
  await expect(listed(failing)).rejects.toMatchObject({ code: 'unreachable' });
  const { pages } = asked;
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  expect([asked.pages, asked.now]).toEqual([pages, 0]);
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  const listing = { prefix: PREFIX, until: new Date(BEGIN), signal: stop.signal };
  await expect(listRanges(bucket, listing, () => undefined)).rejects.toThrow('enough');
});
