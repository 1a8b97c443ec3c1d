import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Bucket } from './bucket.ts';
import { failure, failureCode, inChunks, listKeys, pattern, readAll } from './bucket-contract-bytes.ts';
import { faulty } from './faulty.ts';
import type { FaultRule, FaultyCall } from './faulty.ts';
import { folderBucket } from './folder.ts';
import { retrying } from './retrying.ts';

let root = '';
let folder: Bucket;
/** The pauses that were made, ms; they take no time. */
let pauses: number[];
let clock = 0;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'latchkey-retrying-'));
  folder = folderBucket({ root, create: false });
  pauses = [];
  clock = 0;
});
afterEach(() => rm(root, { recursive: true, maxRetries: 3 }));

/** The folder with faults, tried again; every draw is `chance`. */
function tried(rules: readonly FaultRule[], chance = 0.5): Bucket {
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    pauses.push(ms);
    clock += ms;
  };
  return retrying(faulty(folder, rules), { random: () => chance, sleep, now: () => clock });
}

const times = (on: FaultyCall, count: number, fault: FaultRule['fault']): FaultRule[] =>
  Array.from({ length: count }, () => ({ on, nth: 1, fault })).map((rule, index) => ({ ...rule, nth: index + 1 }));

test('every call is tried again until it succeeds, after pauses that grow', async () => {
  const fault = { kind: 'fail', code: 'unreachable' } as const;
  const calls: FaultyCall[] = ['put', 'get', 'head', 'list', 'delete', 'begin', 'part', 'parts', 'complete', 'abort'];
  const bucket = tried(calls.flatMap((on) => times(on, 3, fault)));
  await bucket.put('k', Buffer.from('x'));
  expect(pauses).toEqual([125, 250, 500]);
  expect(String(await readAll(bucket, 'k'))).toBe('x');
  expect(await bucket.head('k')).toMatchObject({ size: 1 });
  expect(await listKeys(bucket)).toEqual(['k']);
  await bucket.delete('k');
  const upload = await bucket.beginMultipart('m');
  const part = await bucket.putPart(upload, 1, Buffer.from('m'));
  expect(await bucket.listParts(upload)).toEqual([part]);
  await bucket.completeMultipart(upload, [part]);
  await bucket.abortMultipart(await bucket.beginMultipart('n'));
  expect(pauses).toHaveLength(30);
  expect(await listKeys(folder)).toEqual(['m']);
});

test('a call whose answers were all lost is still right', async () => {
  const fault = { kind: 'lost', code: 'unreachable' } as const;
  const bucket = tried((['put', 'delete', 'part', 'complete', 'abort'] as const).flatMap((on) => times(on, 2, fault)));
  await bucket.put('k', Buffer.from('x'), { ifAbsent: true });
  await bucket.delete('k');
  const upload = await bucket.beginMultipart('m');
  await bucket.completeMultipart(upload, [await bucket.putPart(upload, 1, Buffer.from('m'))]);
  await bucket.abortMultipart(upload);
  expect(await listKeys(folder)).toEqual(['m']);
});

test('a create whose answer was lost and that finds other bytes was not the first', async () => {
  await folder.put('k', Buffer.from('theirs'));
  const bucket = tried(times('put', 1, { kind: 'fail', code: 'unreachable' }));
  expect(await failureCode(bucket.put('k', Buffer.from('yours!'), { ifAbsent: true }))).toBe('exists');
  await folder.put('l', Buffer.from('same'));
  expect(await failureCode(bucket.put('l', Buffer.from('same'), { ifAbsent: true }))).toBe('exists');
});

test.each(['not-found', 'exists', 'invalid-key', 'out-of-range', 'refused'] as const)(
  'what failed with %s does not pass, and is not tried again',
  async (code) => {
    const bucket = tried(times('head', 1, { kind: 'fail', code }));
    expect(await failureCode(bucket.head('k'))).toBe(code);
    expect(pauses).toEqual([]);
  },
);

test('wrong parts are not tried again, and bytes that ended early are', async () => {
  const bucket = tried([
    ...times('complete', 1, { kind: 'fail', code: 'incomplete' }),
    ...times('get', 1, { kind: 'fail', code: 'incomplete' }),
  ]);
  const upload = await bucket.beginMultipart('m');
  const part = await bucket.putPart(upload, 1, Buffer.from('m'));
  expect(await failureCode(bucket.completeMultipart(upload, [part]))).toBe('incomplete');
  expect(pauses).toEqual([]);
  await bucket.put('k', Buffer.from('x'));
  expect(String(await readAll(bucket, 'k'))).toBe('x');
  expect(pauses).toHaveLength(1);
});

test('what never passes ends with its failure before the deadline, and no pause is longer than eight seconds', async () => {
  const bucket = tried([{ on: 'head', fault: { kind: 'fail', code: 'unreachable' } }], 0.999);
  expect(await failureCode(bucket.head('k'))).toBe('unreachable');
  expect(clock).toBeLessThanOrEqual(30_000);
  expect(clock).toBeGreaterThan(20_000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(8_000);
});

test('a stream is sent once: nobody can read it again', async () => {
  const bucket = tried([...times('put', 1, { kind: 'half' }), ...times('part', 1, { kind: 'half' })]);
  expect(await failureCode(bucket.put('k', inChunks(pattern(100), 10)))).toBe('unreachable');
  const upload = await bucket.beginMultipart('m');
  const body = { size: 100, bytes: inChunks(pattern(100), 10) };
  expect(await failureCode(bucket.putPart(upload, 1, body))).toBe('unreachable');
  expect(pauses).toEqual([]);
});

test('an abort ends the pause with its reason', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const bucket = retrying(faulty(folder, [{ on: 'head', fault: { kind: 'fail', code: 'unreachable' } }]), {
    random: () => 0.99,
    now: () => 0,
  });
  const call = failure(bucket.head('k', { signal: controller.signal }));
  setImmediate(() => controller.abort(reason));
  expect(await call).toBe(reason);
});

test('a listing goes on after the last page that came', async () => {
  const keys = Array.from({ length: 2500 }, (_, index) => `k${String(index).padStart(4, '0')}`);
  for (const key of keys) await folder.put(key, new Uint8Array(0));
  let pages = 0;
  const breaking: Bucket = {
    ...folder,
    async *list(options) {
      for await (const page of folder.list(options)) {
        if (++pages % 2 === 0)
          throw Object.assign((await failure(folder.get('none'))) as Error, { code: 'unreachable' });
        yield page;
      }
    },
  };
  const bucket = retrying(breaking, { random: () => 0, sleep: async () => undefined, now: () => 0 });
  expect(await listKeys(bucket)).toEqual(keys);
  expect(pages).toBeGreaterThan(3);
});
