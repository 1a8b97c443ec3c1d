import { expect, test } from 'vitest';
import type { OnBucket } from './bucket-contract.ts';
import { MiB, failureCode, listKeys, pattern, readAll } from './bucket-contract-bytes.ts';

export function readContract(onBucket: OnBucket): void {
  test(
    'what is not there is not-found, undefined, or already deleted',
    onBucket(async (bucket) => {
      await bucket.put('dir/sub/k', Buffer.from('x'));
      for (const key of [
        'other',
        'dir',
        'dir/',
        'dir/sub',
        'dir/sub/',
        'dir/sub/k/',
        'dir/sub/k/below',
        'dir/sub/kk',
        'DIR/sub/k',
      ]) {
        expect(await failureCode(bucket.get(key))).toBe('not-found');
        expect(await failureCode(bucket.get(key, { range: { start: 0, length: 1 } }))).toBe('not-found');
        expect(await bucket.head(key)).toBeUndefined();
        await bucket.delete(key);
      }
      expect(String(await readAll(bucket, 'dir/sub/k'))).toBe('x');
    }),
  );

  test(
    'what was read is the reader’s own: it may be overwritten and its memory given back',
    onBucket(async (bucket) => {
      const bytes = pattern(MiB);
      await bucket.put('k', bytes);
      for (const range of [undefined, { start: 5, length: 300_000 }, undefined]) {
        const { body } = await bucket.get('k', { range });
        let at = range?.start ?? 0;
        for await (const chunk of body as AsyncIterable<Buffer>) {
          expect(chunk.equals(bytes.subarray(at, at + chunk.length))).toBe(true);
          at += chunk.length;
          chunk.fill(0);
          if (chunk.byteLength === chunk.buffer.byteLength) (chunk.buffer as ArrayBuffer).transfer(0);
        }
        expect(at).toBe(range === undefined ? MiB : 300_005);
      }
    }),
  );

  test(
    'every range of an object is the bytes between its ends, and info tells the whole size',
    onBucket(async (bucket) => {
      const bytes = pattern(10);
      await bucket.put('k', bytes);
      for (let start = 0; start < 10; start++) {
        for (const length of [1, 2, 9, 10, 11, 1000, Number.MAX_SAFE_INTEGER]) {
          const { info, body } = await bucket.get('k', { range: { start, length } });
          expect(info.size).toBe(10);
          const part = Buffer.concat((await body.toArray()) as Buffer[]);
          expect(part.toString('hex')).toBe(bytes.subarray(start, Math.min(10, start + length)).toString('hex'));
        }
      }
    }),
  );

  test.each([
    [10, 1],
    [11, 1],
    [Number.MAX_SAFE_INTEGER, 1],
    [0, 0],
    [0, -1],
    [-1, 1],
    [-1, 20],
    [0.5, 1],
    [0, 1.5],
    [Number.NaN, 1],
    [0, Number.NaN],
    [0, Number.POSITIVE_INFINITY],
    [2 ** 53, 1],
    [0, 2 ** 53],
  ])(
    'of ten bytes, the range from %d of length %d is out-of-range',
    async (start, length) =>
      await onBucket(async (bucket) => {
        await bucket.put('k', pattern(10));
        expect(await failureCode(bucket.get('k', { range: { start, length } }))).toBe('out-of-range');
      })(),
  );

  test(
    'an empty object can be read, and has no range',
    onBucket(async (bucket) => {
      await bucket.put('k', new Uint8Array(0));
      expect(await readAll(bucket, 'k')).toHaveLength(0);
      expect(await bucket.head('k')).toMatchObject({ key: 'k', size: 0 });
      expect(await failureCode(bucket.get('k', { range: { start: 0, length: 1 } }))).toBe('out-of-range');
    }),
  );

  test(
    'ranges of a large object meet at any edge',
    onBucket(async (bucket) => {
      const bytes = pattern(3 * MiB + 5);
      await bucket.put('k', bytes);
      const edges = [0, 1, 65_535, 65_536, 262_143, 262_144, 262_145, MiB, 2 * MiB + 1, 3 * MiB + 4, bytes.length];
      const parts: Buffer[] = [];
      for (const [index, start] of edges.slice(0, -1).entries()) {
        parts.push(await readAll(bucket, 'k', { start, length: (edges[index + 1] ?? 0) - start }));
      }
      expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    }),
  );

  test(
    'a stream is of one version, even when the object is replaced or deleted while it is read',
    onBucket(async (bucket) => {
      const old = pattern(4 * MiB, 1);
      for (const change of ['replace', 'delete']) {
        await bucket.put('k', old);
        const { body } = await bucket.get('k');
        const parts: Buffer[] = [];
        for await (const chunk of body) {
          if (parts.length === 0) {
            await (change === 'replace' ? bucket.put('k', pattern(4 * MiB, 2)) : bucket.delete('k'));
          }
          parts.push(chunk as Buffer);
        }
        expect(Buffer.concat(parts).equals(old)).toBe(true);
      }
      expect(await listKeys(bucket)).toEqual([]);
    }),
  );

  test(
    'a stream that is destroyed, unread, half read or whole, holds nothing open',
    onBucket(async (bucket, { openHandles }) => {
      await bucket.put('k', pattern(2 * MiB));
      for (let round = 0; round < 30; round++) {
        const { body } = await bucket.get('k');
        const closed = new Promise((resolve) => body.once('close', resolve));
        if (round % 3 > 0) for await (const _ of body) if (round % 3 === 1) break;
        body.destroy();
        await closed;
      }
      expect(await failureCode(bucket.get('k', { range: { start: 2 * MiB, length: 1 } }))).toBe('out-of-range');
      if (openHandles !== undefined) expect(await openHandles()).toBe(0);
      expect(await readAll(bucket, 'k')).toHaveLength(2 * MiB);
    }),
  );

  test(
    'a delete removes one object, once and again, alone and many at a time',
    onBucket(async (bucket) => {
      for (const key of ['a/b', 'a/bc', 'a/b-']) await bucket.put(key, Buffer.from(key));
      await bucket.delete('a/b');
      await bucket.delete('a/b');
      expect(await bucket.head('a/b')).toBeUndefined();
      expect(await listKeys(bucket)).toEqual(['a/b-', 'a/bc']);
      await Promise.all(Array.from({ length: 8 }, () => bucket.delete('a/bc')));
      expect(await listKeys(bucket)).toEqual(['a/b-']);
    }),
  );

  test(
    'its clock is near this computer’s, goes on, and is the one objects are dated by',
    onBucket(async (bucket) => {
      const first = await bucket.now();
      const { modified } = await bucket.put('k', Buffer.from('x'));
      const second = await bucket.now();
      expect(Math.abs(first.getTime() - Date.now())).toBeLessThan(15 * 60_000);
      expect(second.getTime()).toBeGreaterThanOrEqual(first.getTime());
      // Two seconds: HTTP dates have no milliseconds, FAT keeps every other second.
      expect(modified.getTime()).toBeGreaterThanOrEqual(first.getTime() - 2000);
      expect(modified.getTime()).toBeLessThanOrEqual(second.getTime() + 2000);
    }),
  );

  test(
    'it says where it is',
    onBucket(async (bucket) => {
      expect(bucket.place).toMatch(/\S/);
    }),
  );
}
