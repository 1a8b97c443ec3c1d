import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_EXPONENT } from '../../keys/header.ts';
import { newKeyFile } from '../../keys/key-file.ts';
import { RangeSealer } from '../../keys/range-sealer.ts';
import { toVaultPath } from '../vault/path.ts';
import type { PlainSource } from './seal-work.ts';
import { sealedFile } from './sealed-version.ts';
import { StreamSource } from './stream-source.ts';

const SEGMENT = 2 ** 16;
const path = toVaultPath('a');
const changed = { name: 'VaultError', code: 'source-changed' };

async function* chunked(content: Buffer, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += length) yield content.subarray(at, at + length);
}

/** A stream that gives one chunk and then nothing more, ever. */
function stuck(first: Uint8Array): AsyncIterable<Uint8Array> {
  const chunks = [Promise.resolve({ done: false, value: first })];
  const never = new Promise<IteratorResult<Uint8Array>>(() => undefined);
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => (chunks.pop() as Promise<IteratorResult<Uint8Array>> | undefined) ?? never,
      return: () => never,
    }),
  };
}

async function expectPlain(plain: Promise<PlainSource>, content: Buffer): Promise<void> {
  const given = await plain;
  expect('bytes' in given && Buffer.from(given.bytes).equals(content)).toBe(true);
}

test('gives the stretches that parts of any size need, from chunks of any size', async () => {
  const keyFile = newKeyFile('test', new Date(0));
  const record = { path, size: 0, modified: 0, keyId: keyFile.id };
  const draft = { fileId: '0'.repeat(32), objectKey: '', record };
  const size = fc.integer({ min: 0, max: 5 * SEGMENT });
  const whole = fc.constantFrom(0, SEGMENT, 2 * SEGMENT);
  const part = fc.oneof(fc.integer({ min: 113, max: 3 * SEGMENT }), fc.constant(SEGMENT + 48));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(size, whole),
      part,
      fc.integer({ min: 1000, max: 2 * SEGMENT }),
      async (bytes, partBytes, chunk) => {
        const content = randomBytes(bytes);
        const source = new StreamSource({ path, size: bytes, bytes: chunked(content, chunk), segmentBytes: SEGMENT });
        const sealer = new RangeSealer(
          sealedFile(keyFile, { ...draft, record: { ...record, size: bytes } }, { exponent: 16 }),
        );
        const asked: Promise<void>[] = [];
        for (let start = 0; start < sealer.storedBytes; start += partBytes) {
          const need = sealer.plainOf({ start, end: Math.min(start + partBytes, sealer.storedBytes) });
          // Asked for without waiting, as parts on their way side by side do.
          asked.push(expectPlain(source.plain(need), content.subarray(need.start, need.end)));
        }
        await Promise.all(asked);
        await source.verify();
        await source.close();
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  ['shorter', 99],
  ['longer', 101],
])('a stream %s than announced is refused before anything becomes visible', async (_, length) => {
  const bytes = chunked(randomBytes(length), 40);
  const source = new StreamSource({ path, size: 100, bytes, segmentBytes: SEGMENT });
  const work = async () => {
    await source.plain({ start: 0, end: 100 });
    await source.verify();
  };
  await expect(work()).rejects.toMatchObject(changed);
});

test('an empty stream is an empty file, and one with a byte is not', async () => {
  const source = (content: Buffer) =>
    new StreamSource({ path, size: 0, bytes: chunked(content, 1), segmentBytes: 2 ** DEFAULT_EXPONENT });
  const empty = source(Buffer.alloc(0));
  expect(await empty.readAll()).toEqual(Buffer.alloc(0));
  await empty.verify();
  const other = source(Buffer.alloc(1));
  await other.readAll();
  await expect(other.verify()).rejects.toMatchObject(changed);
});

test('after a failure no later stretch is given out: its bytes would be those of another', async () => {
  async function* failing() {
    yield Buffer.alloc(10);
    throw new Error('the line went down');
  }
  const source = new StreamSource({ path, size: 30, bytes: failing(), segmentBytes: SEGMENT });
  const [first, second, third] = [0, 10, 20].map((start) => source.plain({ start, end: start + 10 }));
  await first;
  await expect(second).rejects.toThrow('the line went down');
  await expect(third).rejects.toThrow('the line went down');
  await expect(source.verify()).rejects.toThrow('the line went down');
});

test('a stream that is silent holds up neither a cancellation nor the end', async () => {
  const source = new StreamSource({ path, size: 100, bytes: stuck(Buffer.alloc(10)), segmentBytes: SEGMENT });
  const stop = new AbortController();
  await source.plain({ start: 0, end: 10 });
  const rest = source.plain({ start: 10, end: 100 }, stop.signal);
  await Promise.resolve();
  stop.abort(new Error('enough'));
  await expect(rest).rejects.toThrow('enough');
  await source.close();
});
