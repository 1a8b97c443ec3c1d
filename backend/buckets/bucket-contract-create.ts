import { expect, test } from 'vitest';
import type { OnBucket } from './bucket-contract.ts';
import { failureCode, inChunks, listKeys, pattern, readAll } from './bucket-contract-bytes.ts';
import { BucketError } from './errors.ts';

export function createContract(onBucket: OnBucket): void {
  test(
    'it creates where nothing is, and elsewhere fails with exists and changes nothing',
    onBucket(async (bucket) => {
      expect(await bucket.put('a/k', Buffer.from('first'), { ifAbsent: true })).toMatchObject({ key: 'a/k', size: 5 });
      const before = await bucket.head('a/k');
      expect(await failureCode(bucket.put('a/k', Buffer.from('second'), { ifAbsent: true }))).toBe('exists');
      expect(await failureCode(bucket.put('a/k', inChunks(pattern(9000), 100), { ifAbsent: true }))).toBe('exists');
      expect(await bucket.head('a/k')).toEqual(before);
      expect(String(await readAll(bucket, 'a/k'))).toBe('first');
    }),
  );

  test(
    'what an unconditional put stored exists too, even when it is empty; what was deleted can be created again',
    onBucket(async (bucket) => {
      await bucket.put('k', new Uint8Array(0));
      expect(await failureCode(bucket.put('k', Buffer.from('x'), { ifAbsent: true }))).toBe('exists');
      await bucket.delete('k');
      await bucket.put('k', Buffer.from('x'), { ifAbsent: true });
      expect(String(await readAll(bucket, 'k'))).toBe('x');
    }),
  );

  test(
    'ifAbsent: false is an unconditional put',
    onBucket(async (bucket) => {
      await bucket.put('k', Buffer.from('1'), { ifAbsent: false });
      await bucket.put('k', Buffer.from('2'), { ifAbsent: false });
      expect(String(await readAll(bucket, 'k'))).toBe('2');
    }),
  );

  test(
    'of many that create one key at once exactly one wins, and all others get exists',
    onBucket(async (bucket) => {
      for (let round = 0; round < 10; round++) {
        const key = `round/${round}/k`;
        const bodies = Array.from({ length: 24 }, (_, index) => pattern(1000 + index, round * 100 + index));
        const outcomes = await Promise.all(
          bodies.map((body, index) =>
            bucket.put(key, index % 2 === 0 ? body : inChunks(body, 100), { ifAbsent: true }).then(
              () => 'won',
              (error: unknown) => (error instanceof BucketError ? error.code : error),
            ),
          ),
        );
        expect(outcomes.toSorted()).toEqual([...Array.from({ length: 23 }, () => 'exists'), 'won']);
        const winner = bodies[outcomes.indexOf('won')];
        expect(winner?.equals(await readAll(bucket, key))).toBe(true);
        expect(await listKeys(bucket, { prefix: `round/${round}/` })).toEqual([key]);
      }
    }),
  );

  test(
    'creating and deleting neighbours at once disturbs nobody',
    onBucket(async (bucket) => {
      // The last object of a folder goes while the next one comes: neither may meet a folder that is just being removed.
      const neighbour = async (name: string): Promise<void> => {
        for (let round = 0; round < 40; round++) {
          await bucket.put(`shared/deep/${name}`, Buffer.from(String(round)), { ifAbsent: true });
          expect(String(await readAll(bucket, `shared/deep/${name}`))).toBe(String(round));
          await bucket.delete(`shared/deep/${name}`);
        }
      };
      await Promise.all(['a', 'b', 'c', 'd'].map(neighbour));
      expect(await listKeys(bucket)).toEqual([]);
    }),
  );
}
