import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import type { Bucket, Part, PartBody } from './bucket.ts';
import type { OnBucket } from './bucket-contract.ts';
import { failure, failureCode, inChunks, listKeys, pattern, readAll } from './bucket-contract-bytes.ts';

/** Bytes for a part that is not the last, just large enough for this bucket, and a last one. */
const partsOf = (bucket: Bucket, seed = 1): [Buffer, Buffer] => {
  const whole = Math.max(bucket.partLimits.leastBytes, 70_001);
  return [pattern(whole, seed), pattern(12_345, seed + 1)];
};

const stream = (bytes: Uint8Array): PartBody => ({ size: bytes.length, bytes: inChunks(bytes, 60_001) });

export function multipartContract(onBucket: OnBucket): void {
  test(
    'an object grows in parts, in any order, and is visible once it is complete',
    onBucket(async (bucket) => {
      const [first, last] = partsOf(bucket);
      await bucket.put('k/whole', Buffer.from('old'));
      const upload = await bucket.beginMultipart('k/whole');
      const created = await bucket.beginMultipart('k/new');
      for (const each of [upload, created]) {
        const three = await bucket.putPart(each, 3, last);
        const [one, two] = await Promise.all([bucket.putPart(each, 1, stream(first)), bucket.putPart(each, 2, first)]);
        expect([one, two, three].map(({ number, size }) => [number, size])).toEqual([
          [1, first.length],
          [2, first.length],
          [3, last.length],
        ]);
        expect(await bucket.listParts(each)).toEqual([one, two, three]);
        expect(await listKeys(bucket)).toEqual(['k/whole']);
        const info = await bucket.completeMultipart(each, [one, two, three]);
        expect(info).toMatchObject({ key: each.key, size: 2 * first.length + last.length });
        expect((await readAll(bucket, each.key)).equals(Buffer.concat([first, first, last]))).toBe(true);
        expect(await bucket.head(each.key)).toMatchObject({ size: info.size });
      }
      expect(await listKeys(bucket)).toEqual(['k/new', 'k/whole']);
    }),
  );

  test(
    'one part, however small, makes an object; so do parts of unlike sizes and with gaps in their numbers',
    onBucket(async (bucket) => {
      const small = await bucket.beginMultipart('small');
      await bucket.completeMultipart(small, [await bucket.putPart(small, 1, Buffer.from('x'))]);
      expect(String(await readAll(bucket, 'small'))).toBe('x');
      const [whole] = partsOf(bucket);
      const bodies = [pattern(whole.length + 1, 2), pattern(whole.length + 77_777, 3), pattern(whole.length, 4)];
      const odd = await bucket.beginMultipart('odd');
      const parts: Part[] = [];
      for (const [index, body] of bodies.entries()) parts.push(await bucket.putPart(odd, index * 4 + 1, body));
      await bucket.completeMultipart(odd, parts);
      expect((await readAll(bucket, 'odd')).equals(Buffer.concat(bodies))).toBe(true);
    }),
  );

  test(
    'a part replaces the one of its number, and many uploads of one key are apart',
    onBucket(async (bucket) => {
      const [first, last] = partsOf(bucket);
      const [other] = partsOf(bucket, 5);
      const a = await bucket.beginMultipart('k');
      const b = await bucket.beginMultipart('k');
      expect(a.uploadId).not.toBe(b.uploadId);
      await bucket.putPart(a, 1, first);
      await bucket.putPart(b, 1, other);
      await bucket.putPart(a, 1, last);
      const one = await bucket.putPart(a, 1, other);
      const two = await bucket.putPart(a, 2, last);
      expect(await bucket.listParts(a)).toEqual([one, two]);
      await bucket.completeMultipart(a, [one, two]);
      expect((await readAll(bucket, 'k')).equals(Buffer.concat([other, last]))).toBe(true);
      expect(await bucket.listParts(b)).toHaveLength(1);
      await bucket.abortMultipart(b);
    }),
  );

  test(
    'many parts sent at once, some of them twice, are all there',
    onBucket(async (bucket) => {
      const least = bucket.partLimits.leastBytes;
      const size = Math.max(least, 70_001);
      const upload = await bucket.beginMultipart('k');
      const bodies = Array.from({ length: 6 }, (_, index) => pattern(size, index));
      await Promise.all([...bodies, ...bodies].map((body, index) => bucket.putPart(upload, (index % 6) + 1, body)));
      const parts = await bucket.listParts(upload);
      expect(parts.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
      await bucket.completeMultipart(upload, parts);
      expect((await readAll(bucket, 'k')).equals(Buffer.concat(bodies))).toBe(true);
    }),
  );

  test(
    'complete again, as where the answer was lost, resolves while the object stands',
    onBucket(async (bucket) => {
      const upload = await bucket.beginMultipart('k');
      const parts = [await bucket.putPart(upload, 1, pattern(500))];
      const info = await bucket.completeMultipart(upload, parts);
      expect(await bucket.completeMultipart(upload, parts)).toMatchObject({ key: 'k', size: info.size });
      expect((await readAll(bucket, 'k')).equals(pattern(500))).toBe(true);
      await bucket.put('k', pattern(499));
      expect(await failureCode(bucket.completeMultipart(upload, parts))).toBe('not-found');
      await bucket.delete('k');
      expect(await failureCode(bucket.completeMultipart(upload, parts))).toBe('not-found');
    }),
  );

  test(
    'what cannot be made of its parts is incomplete, and the upload stays',
    onBucket(async (bucket) => {
      const [first, last] = partsOf(bucket);
      const upload = await bucket.beginMultipart('k');
      const one = await bucket.putPart(upload, 1, first);
      const two = await bucket.putPart(upload, 2, last);
      const wrong = { ...two, etag: one.etag };
      for (const parts of [[], [two, one], [one, one], [one, wrong], [one, { ...two, number: 3 }]]) {
        expect(await failureCode(bucket.completeMultipart(upload, parts))).toBe('incomplete');
      }
      if (bucket.partLimits.leastBytes > last.length) {
        const small = await bucket.beginMultipart('k');
        const parts = [await bucket.putPart(small, 1, last), await bucket.putPart(small, 2, first)];
        expect(await failureCode(bucket.completeMultipart(small, parts))).toBe('incomplete');
        await bucket.abortMultipart(small);
      }
      expect(await listKeys(bucket)).toEqual([]);
      await bucket.completeMultipart(upload, [one, two]);
      expect((await readAll(bucket, 'k')).equals(Buffer.concat([first, last]))).toBe(true);
    }),
  );

  test(
    'an upload that was aborted, completed, never begun, or is another key’s is not-found; aborting it is nothing',
    onBucket(async (bucket) => {
      const aborted = await bucket.beginMultipart('k');
      const part = await bucket.putPart(aborted, 1, Buffer.from('x'));
      await bucket.abortMultipart(aborted);
      const completed = await bucket.beginMultipart('done');
      await bucket.completeMultipart(completed, [await bucket.putPart(completed, 1, Buffer.from('done'))]);
      await bucket.delete('done');
      const open = await bucket.beginMultipart('open');
      const foreign = [
        aborted,
        completed,
        { ...open, key: 'k' },
        { key: 'k', uploadId: '../x' },
        { key: 'k', uploadId: 'x' },
      ];
      for (const upload of foreign) {
        expect(await failureCode(bucket.listParts(upload))).toBe('not-found');
        expect(await failureCode(bucket.putPart(upload, 1, Buffer.from('x')))).toBe('not-found');
        expect(await failureCode(bucket.completeMultipart(upload, [part]))).toBe('not-found');
        await bucket.abortMultipart(upload);
      }
      expect(await bucket.listParts(open)).toEqual([]);
      expect(await listKeys(bucket)).toEqual([]);
      await bucket.abortMultipart(open);
      await bucket.abortMultipart(open);
    }),
  );

  test.each([0, -1, 1.5, 10_001, Number.NaN])(
    'part number %d is out of range; so is a part of no bytes',
    async (number) =>
      await onBucket(async (bucket) => {
        const upload = await bucket.beginMultipart('k');
        expect(await failureCode(bucket.putPart(upload, number, Buffer.from('x')))).toBe('out-of-range');
        expect(await failureCode(bucket.putPart(upload, 1, new Uint8Array(0)))).toBe('out-of-range');
        expect(await bucket.listParts(upload)).toEqual([]);
        await bucket.abortMultipart(upload);
      })(),
  );

  test(
    'a part whose source throws, ends early or goes on leaves the part that was there',
    onBucket(async (bucket) => {
      const wrong = new Error('the disk with the source died');
      const broken = async function* (): AsyncGenerator<Uint8Array> {
        yield pattern(1000);
        throw wrong;
      };
      const upload = await bucket.beginMultipart('k');
      const kept = await bucket.putPart(upload, 1, pattern(2000));
      for (const number of [1, 2]) {
        expect(await failure(bucket.putPart(upload, number, { size: 2000, bytes: broken() }))).toBe(wrong);
        for (const size of [1999, 2001]) {
          const body = { size, bytes: inChunks(pattern(2000), 1000) };
          expect(await failureCode(bucket.putPart(upload, number, body))).toBe('incomplete');
        }
      }
      expect(await bucket.listParts(upload)).toEqual([kept]);
      await bucket.completeMultipart(upload, [kept]);
      expect((await readAll(bucket, 'k')).equals(pattern(2000))).toBe(true);
    }),
  );

  test(
    'a part aborted while its source is stuck rejects at once, and the upload goes on',
    onBucket(async (bucket) => {
      const upload = await bucket.beginMultipart('k');
      const controller = new AbortController();
      const { signal } = controller;
      const reason = new Error('stop');
      const stuck = async function* (): AsyncGenerator<Uint8Array> {
        yield pattern(1000);
        setImmediate(() => controller.abort(reason));
        await new Promise(() => undefined);
      };
      expect(await failure(bucket.putPart(upload, 1, { size: 5000, bytes: stuck() }, { signal }))).toBe(reason);
      for (const call of [
        bucket.beginMultipart('k', { signal }),
        bucket.putPart(upload, 1, Buffer.from('x'), { signal }),
        bucket.listParts(upload, { signal }),
        bucket.completeMultipart(upload, [], { signal }),
        bucket.abortMultipart(upload, { signal }),
      ]) {
        expect(await failure(call)).toBe(reason);
      }
      expect(getEventListeners(signal, 'abort')).toEqual([]);
      const later = new AbortController();
      const part = await bucket.putPart(upload, 1, Buffer.from('x'), { signal: later.signal });
      expect(getEventListeners(later.signal, 'abort')).toEqual([]);
      expect(await bucket.listParts(upload)).toEqual([part]);
      await bucket.completeMultipart(upload, [part]);
    }),
  );

  test(
    'a bad key begins nothing',
    onBucket(async (bucket) => {
      for (const key of ['', 'k'.repeat(1025), 'a\0b', '\ud83d']) {
        expect(await failureCode(bucket.beginMultipart(key))).toBe('invalid-key');
      }
    }),
  );
}
