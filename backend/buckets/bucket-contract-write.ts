import { expect, test } from 'vitest';
import type { OnBucket } from './bucket-contract.ts';
import { MiB, failure, inChunks, listAll, listKeys, pattern, readAll } from './bucket-contract-bytes.ts';

export function writeContract(onBucket: OnBucket): void {
  test.each([0, 1, 17, 65_536, 262_145, 8 * MiB + 3])(
    'an object of %i bytes comes back whole, whether it came as bytes or as a stream',
    async (size) =>
      await onBucket(async (bucket) => {
        const bytes = pattern(size);
        const stored = await bucket.put('bytes', bytes);
        const streamed = await bucket.put('stream', inChunks(bytes, 60_001));
        expect(stored).toMatchObject({ key: 'bytes', size });
        expect(streamed).toMatchObject({ key: 'stream', size });
        for (const key of ['bytes', 'stream']) expect((await readAll(bucket, key)).equals(bytes)).toBe(true);
        expect((await listAll(bucket)).map((info) => info.size)).toEqual([size, size]);
      })(),
  );

  test(
    'hundreds of small chunks, some of them empty, are one object',
    onBucket(async (bucket) => {
      const bytes = pattern(700);
      const body = async function* (): AsyncGenerator<Uint8Array> {
        for await (const chunk of inChunks(bytes, 1)) {
          yield new Uint8Array(0);
          yield chunk;
        }
      };
      expect((await bucket.put('k', body())).size).toBe(700);
      expect((await readAll(bucket, 'k')).equals(bytes)).toBe(true);
    }),
  );

  test(
    'put, head, get and list agree on what the object is',
    onBucket(async (bucket) => {
      const put = await bucket.put('k', pattern(5));
      const got = await bucket.get('k');
      got.body.destroy();
      // A store that tells whole seconds in one answer and milliseconds in another is still right.
      const infos = [put, await bucket.head('k'), got.info, (await listAll(bucket))[0]];
      for (const info of infos) {
        expect(info).toMatchObject({ key: 'k', size: 5 });
        expect(Math.abs(Number(info?.modified) - Number(put.modified))).toBeLessThan(2000);
      }
    }),
  );

  test(
    'a put replaces what was there, shorter or longer',
    onBucket(async (bucket) => {
      for (const size of [1000, 10, 0, 2000]) {
        await bucket.put('k', pattern(size, size));
        expect((await readAll(bucket, 'k')).equals(pattern(size, size))).toBe(true);
        expect(await bucket.head('k')).toMatchObject({ size });
      }
      expect(await listKeys(bucket)).toEqual(['k']);
    }),
  );

  test(
    'a source is asked for one chunk at a time, and only as far as it is needed',
    onBucket(async (bucket) => {
      let waiting = 0;
      let mostWaiting = 0;
      let pulled = 0;
      const source: AsyncIterable<Uint8Array> = {
        [Symbol.asyncIterator]: () => ({
          async next() {
            mostWaiting = Math.max(mostWaiting, ++waiting);
            await Promise.resolve();
            waiting--;
            if (pulled === 300) return { done: true, value: undefined };
            return { done: false, value: Buffer.alloc(1000, pulled++) };
          },
        }),
      };
      expect((await bucket.put('k', source)).size).toBe(300_000);
      expect({ pulled, mostWaiting }).toEqual({ pulled: 300, mostWaiting: 1 });
    }),
  );

  test.each([0, 1, 40])(
    'a source that throws after %i chunks rejects the put with its error; no object appears, an old one stays',
    async (chunks) =>
      await onBucket(async (bucket) => {
        const wrong = Object.assign(new Error('the disk with the source died'), { code: 'EIO' });
        const body = async function* (): AsyncGenerator<Uint8Array> {
          for (let index = 0; index < chunks; index++) yield Buffer.alloc(65_536, index);
          throw wrong;
        };
        await bucket.put('old', Buffer.from('old'));
        expect(await failure(bucket.put('old', body()))).toBe(wrong);
        expect(await failure(bucket.put('new', body()))).toBe(wrong);
        expect(await failure(bucket.put('created', body(), { ifAbsent: true }))).toBe(wrong);
        expect(String(await readAll(bucket, 'old'))).toBe('old');
        expect(await listKeys(bucket)).toEqual(['old']);
        await bucket.put('created', Buffer.from('free'), { ifAbsent: true });
      })(),
  );

  test(
    'readers of a key that is replaced all the time see whole objects only',
    onBucket(async (bucket) => {
      const version = (number: number): Buffer => Buffer.alloc(100_000 + number * 1000, number);
      await bucket.put('k', version(0));
      let writing = true;
      const seen = new Set<number>();
      const reader = async (): Promise<void> => {
        do {
          const { info, body } = await bucket.get('k');
          const bytes = Buffer.concat((await body.toArray()) as Buffer[]);
          const number = bytes[0] ?? -1;
          seen.add(number);
          expect(info.size).toBe(bytes.length);
          expect(bytes.equals(version(number))).toBe(true);
        } while (writing);
      };
      const writer = async (): Promise<void> => {
        for (let number = 1; number <= 40; number++) await bucket.put('k', inChunks(version(number), 7000));
        writing = false;
      };
      await Promise.all([writer(), reader(), reader(), reader()]);
      expect(seen.size).toBeGreaterThan(1);
      expect((await readAll(bucket, 'k')).equals(version(40))).toBe(true);
    }),
  );

  test(
    'many puts of one key at once leave one of them, whole',
    onBucket(async (bucket) => {
      const bodies = Array.from({ length: 16 }, (_, index) => pattern(50_000 + index, index));
      await Promise.all(bodies.map((body) => bucket.put('k', inChunks(body, 9000))));
      const kept = await readAll(bucket, 'k');
      expect(bodies.some((body) => body.equals(kept))).toBe(true);
      expect(await listKeys(bucket)).toEqual(['k']);
    }),
  );
}
