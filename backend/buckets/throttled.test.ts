import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bandwidth } from './bandwidth.ts';
import type { Bucket } from './bucket.ts';
import { bucketContract } from './bucket-contract.ts';
import { failure, inChunks, pattern, readAll } from './bucket-contract-bytes.ts';
import { folderBucket } from './folder.ts';
import { retrying } from './retrying.ts';
import { throttled } from './throttled.ts';

/** A clock that stands still but for those who wait for it: it leaps to the next of them. */
class Clock {
  time = 0;
  readonly deps = {
    now: () => this.time,
    after: (ms: number, act: () => void) => {
      const timer = setImmediate(() => {
        this.time += ms;
        act();
      });
      return () => clearImmediate(timer);
    },
  };
}

let root = '';
let folder: Bucket;
let clock: Clock;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'latchkey-throttled-'));
  folder = folderBucket({ root, create: false });
  clock = new Clock();
});
afterEach(() => rm(root, { recursive: true, maxRetries: 3 }));

const without = (): Bandwidth => new Bandwidth(undefined);
const seconds = (): number => clock.time / 1000;

test('what is stored takes as long as its bytes do, as bytes, as a stream, and as parts', async () => {
  const bucket = throttled(folder, { up: new Bandwidth(100_000, clock.deps), down: without() });
  await bucket.put('a', pattern(200_000));
  await bucket.put('b', inChunks(pattern(300_000), 50_000));
  const upload = await bucket.beginMultipart('c');
  await bucket.completeMultipart(upload, [await bucket.putPart(upload, 1, pattern(500_000))]);
  // The bytes that went last are counted, but nobody waited for them.
  await bucket.put('d', pattern(1));
  expect(seconds()).toBeGreaterThanOrEqual(9.7);
  expect(seconds()).toBeLessThan(10.5);
  for (const [key, size] of Object.entries({ a: 200_000, b: 300_000, c: 500_000 })) {
    expect((await readAll(folder, key)).equals(pattern(size))).toBe(true);
  }
});

test('what is read takes as long, and streams share one limit', async () => {
  await folder.put('k', pattern(400_000));
  const bucket = throttled(folder, { up: without(), down: new Bandwidth(100_000, clock.deps) });
  const read = await Promise.all([readAll(bucket, 'k'), readAll(bucket, 'k')]);
  expect(read.every((bytes) => bytes.equals(pattern(400_000)))).toBe(true);
  expect(seconds()).toBeGreaterThanOrEqual(7);
  expect(seconds()).toBeLessThan(8.5);
});

test('a limit that is changed holds at once, also for what waits', async () => {
  const down = new Bandwidth(1, { ...clock.deps, after: () => () => undefined });
  await folder.put('k', pattern(400_000));
  const bucket = throttled(folder, { up: without(), down });
  const reading = readAll(bucket, 'k');
  await down.take(1, AbortSignal.abort()).catch(() => undefined);
  down.limit = undefined;
  expect((await reading).equals(pattern(400_000))).toBe(true);
  expect(clock.time).toBe(0);
  expect(down.limit).toBeUndefined();
});

test('after a quiet while no more than a quarter of a second goes at once', async () => {
  const limit = new Bandwidth(1000, clock.deps);
  clock.time = 3_600_000;
  for (let sent = 0; sent < 2000; sent += 10) await limit.take(10);
  expect(clock.time - 3_600_000).toBeGreaterThan(1700);
});

test('who waits no longer gives up its turn, and does not hold up the others', async () => {
  const limit = new Bandwidth(1000, clock.deps);
  await limit.take(5000);
  const controller = new AbortController();
  const reason = new Error('enough');
  const first = failure(limit.take(1_000_000, controller.signal));
  const second = limit.take(10);
  controller.abort(reason);
  expect(await first).toBe(reason);
  await second;
  expect(seconds()).toBeLessThan(6);
});

test('a stream that is destroyed while it waits closes at once', async () => {
  await folder.put('k', pattern(400_000));
  const down = new Bandwidth(1, { ...clock.deps, after: () => () => undefined });
  const bucket = throttled(folder, { up: without(), down });
  const { body } = await bucket.get('k');
  const closed = new Promise((resolve) => body.once('close', resolve));
  body.resume();
  setImmediate(() => body.destroy());
  await closed;
});

bucketContract('a throttled, retrying folder', async () => {
  const own = await mkdtemp(join(tmpdir(), 'latchkey-throttled-'));
  const fast = () => new Bandwidth(10 ** 10);
  return {
    bucket: retrying(throttled(folderBucket({ root: own, create: false }), { up: fast(), down: fast() })),
    close: () => rm(own, { recursive: true, maxRetries: 3 }),
  };
});
