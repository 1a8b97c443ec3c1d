import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_KEY_BYTES } from './bucket.ts';
import type { Bucket } from './bucket.ts';
import type { OnBucket } from './bucket-contract.ts';
import { bytewise, failureCode, inChunks, listAll, readAll } from './bucket-contract-bytes.ts';
import { HOSTILE_KEYS } from './bucket-contract-keys.ts';
import { BucketError } from './errors.ts';

/** What a bucket should hold, simply. */
type Model = Map<string, Buffer>;
type Step = (bucket: Bucket, model: Model) => Promise<void>;

const component = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('', '.', '..', 'a', 'A', 'b', 'a-', 'a.', 'CON', 'nul.x', '%41', '\u00e4', 'a\u0308', '\u{1f600}', '\ufffd') },
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.nat(300).map((length) => 'n'.repeat(length)),
); // prettier-ignore

const objectKey = fc
  .oneof(
    fc.constantFrom(...HOSTILE_KEYS),
    fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
  )
  .filter((key) => key !== '' && key.isWellFormed() && !key.includes('\0') && Buffer.byteLength(key) <= MAX_KEY_BYTES);

/** Few keys a run, so that the same ones meet again. */
const steps = fc.uniqueArray(objectKey, { minLength: 2, maxLength: 8 }).chain((keys) => {
  const key = fc.constantFrom(...keys);
  const body = fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes));
  const cut = fc
    .tuple(fc.constantFrom('', ...keys), fc.nat(12))
    .map(([text, length]) => text.slice(0, length).toWellFormed());
  return fc.array(
    fc.oneof(
      fc
        .tuple(key, body, fc.boolean(), fc.boolean())
        .map(([...put]) => named(`put ${JSON.stringify(put)}`, putStep(...put))),
      fc
        .tuple(key, fc.nat(60), fc.integer({ min: 1, max: 60 }))
        .map(([...get]) => named(`get ${JSON.stringify(get)}`, getStep(...get))),
      key.map((target) => named(`delete ${JSON.stringify(target)}`, deleteStep(target))),
      fc.tuple(cut, cut).map(([...list]) => named(`list ${JSON.stringify(list)}`, listStep(...list))),
    ),
    { minLength: 1, maxLength: 25 },
  );
});

export function modelContract(onBucket: OnBucket): void {
  test('any sequence of calls on any keys does what it does to a map', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await onBucket(async (bucket) => {
          const model: Model = new Map();
          for (const step of sequence) await step(bucket, model);
          await listStep('', '')(bucket, model);
          for (const [key, bytes] of model) expect((await readAll(bucket, key)).equals(bytes)).toBe(true);
        })();
      }),
      { numRuns: 40 },
    );
  });
}

function named(name: string, step: Step): Step {
  return Object.assign(step, { [fc.toStringMethod]: () => name });
}

function putStep(key: string, bytes: Buffer, ifAbsent: boolean, stream: boolean): Step {
  return async (bucket, model) => {
    const put = bucket.put(key, stream ? inChunks(bytes, 7) : bytes, { ifAbsent });
    if (ifAbsent && model.has(key)) {
      expect(await failureCode(put)).toBe('exists');
      return;
    }
    try {
      expect(await put).toMatchObject({ key, size: bytes.length });
    } catch (error) {
      // The one liberty a bucket has: `a` beside `a/…`.
      const pair = [...model.keys()].some((other) => other.startsWith(key + '/') || key.startsWith(other + '/'));
      if (pair && error instanceof BucketError && error.code === 'invalid-key') return;
      throw error;
    }
    model.set(key, bytes);
  };
}

function getStep(key: string, start: number, length: number): Step {
  return async (bucket, model) => {
    const bytes = model.get(key);
    expect((await bucket.head(key))?.size).toBe(bytes?.length);
    const get = readAll(bucket, key, { start, length });
    if (bytes === undefined) expect(await failureCode(get)).toBe('not-found');
    else if (start >= bytes.length) expect(await failureCode(get)).toBe('out-of-range');
    else expect((await get).equals(bytes.subarray(start, start + length))).toBe(true);
  };
}

function deleteStep(key: string): Step {
  return async (bucket, model) => {
    await bucket.delete(key);
    model.delete(key);
  };
}

function listStep(prefix: string, after: string): Step {
  return async (bucket, model) => {
    const expected = [...model]
      .filter(([key]) => key.startsWith(prefix) && bytewise(key, after) > 0)
      .sort(([left], [right]) => bytewise(left, right))
      .map(([key, bytes]) => [key, bytes.length]);
    expect((await listAll(bucket, { prefix, after })).map((info) => [info.key, info.size])).toEqual(expected);
  };
}
