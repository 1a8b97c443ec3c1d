import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { MAX_PAGE } from './bucket.ts';
import type { Bucket, Cancellable } from './bucket.ts';
import type { OnBucket } from './bucket-contract.ts';
import { MiB, each, failure, inChunks, listAll, listKeys, pattern, readAll } from './bucket-contract-bytes.ts';

const CALLS: readonly [string, (bucket: Bucket, options: Cancellable) => Promise<unknown>][] = [
  ['put', (bucket, options) => bucket.put('k', Buffer.from('new'), options)],
  ['put with ifAbsent', (bucket, options) => bucket.put('new', Buffer.from('new'), { ...options, ifAbsent: true })],
  ['get', (bucket, options) => bucket.get('k', options)],
  ['head', (bucket, options) => bucket.head('k', options)],
  ['list', (bucket, options) => listAll(bucket, options)],
  ['delete', (bucket, options) => bucket.delete('k', options)],
];

export function cancelContract(onBucket: OnBucket): void {
  test.each(CALLS)(
    'a %s whose signal was aborted before rejects with its reason and changes nothing',
    async (_, call) =>
      await onBucket(async (bucket) => {
        await bucket.put('k', Buffer.from('old'));
        const reason = new Error('changed my mind');
        expect(await failure(call(bucket, { signal: AbortSignal.abort(reason) }))).toBe(reason);
        expect(await listKeys(bucket)).toEqual(['k']);
        expect(String(await readAll(bucket, 'k'))).toBe('old');
      })(),
  );

  test(
    'a call that is over has left its signal, and an abort then undoes nothing',
    onBucket(async (bucket) => {
      const controller = new AbortController();
      const { signal } = controller;
      await bucket.put('k', inChunks(pattern(1000), 100), { signal });
      await bucket.put('l', pattern(10), { signal, ifAbsent: true });
      const { body } = await bucket.get('k', { signal });
      await body.toArray();
      await bucket.head('k', { signal });
      await listAll(bucket, { signal });
      await bucket.delete('l', { signal });
      expect(getEventListeners(signal, 'abort')).toEqual([]);
      controller.abort(new Error('too late'));
      expect(await listKeys(bucket)).toEqual(['k']);
    }),
  );

  test.each([false, true])(
    'a put aborted while its source is stuck rejects at once and leaves nothing (ifAbsent: %s)',
    async (ifAbsent) =>
      await onBucket(async (bucket) => {
        const controller = new AbortController();
        const reason = new Error('stop');
        const key = ifAbsent ? 'new' : 'old';
        await bucket.put('old', Buffer.from('old'));
        const stuck = async function* (): AsyncGenerator<Uint8Array> {
          yield pattern(100_000);
          setImmediate(() => controller.abort(reason));
          await new Promise(() => undefined);
        };
        expect(await failure(bucket.put(key, stuck(), { ifAbsent, signal: controller.signal }))).toBe(reason);
        expect(await listKeys(bucket)).toEqual(['old']);
        expect(String(await readAll(bucket, 'old'))).toBe('old');
      })(),
  );

  test(
    'a put from an endless source ends with the abort, asks for no more, and lets the source go',
    onBucket(async (bucket) => {
      const controller = new AbortController();
      const reason = new Error('stop');
      let pulled = 0;
      const left = Promise.withResolvers<void>();
      const endless = async function* (): AsyncGenerator<Uint8Array> {
        try {
          for (;;) {
            if (++pulled === 20) controller.abort(reason);
            yield Buffer.alloc(MiB, pulled);
          }
        } finally {
          left.resolve();
        }
      };
      expect(await failure(bucket.put('k', endless(), { signal: controller.signal }))).toBe(reason);
      await left.promise;
      expect(pulled).toBeLessThanOrEqual(21);
      expect(await bucket.head('k')).toBeUndefined();
    }),
  );

  test(
    'a stream aborted while it is read fails with the reason and holds nothing open',
    onBucket(async (bucket, { openHandles }) => {
      await bucket.put('k', pattern(16 * MiB));
      const controller = new AbortController();
      const reason = new Error('stop');
      const { body } = await bucket.get('k', { signal: controller.signal });
      let bytes = 0;
      const reading = (async () => {
        for await (const chunk of body) {
          bytes += (chunk as Buffer).length;
          controller.abort(reason);
        }
      })();
      expect(await failure(reading)).toBe(reason);
      expect(bytes).toBeLessThan(16 * MiB);
      if (openHandles !== undefined) expect(await openHandles()).toBe(0);
    }),
  );

  test(
    'a listing aborted between pages rejects with the reason',
    onBucket(async (bucket) => {
      const keys = Array.from({ length: MAX_PAGE + 1 }, (_, index) => `k${index}`);
      await each(keys, 32, (key) => bucket.put(key, Buffer.from('x')));
      const controller = new AbortController();
      const reason = new Error('stop');
      const pages = bucket.list({ signal: controller.signal })[Symbol.asyncIterator]();
      expect((await pages.next()).done).not.toBe(true);
      controller.abort(reason);
      expect(await failure(pages.next())).toBe(reason);
    }),
  );
}
