import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockwiseCfb } from '../cfb.ts';
import { HEADER_BYTES, parseHeader, type Suite } from '../header.ts';
import { newKeyFile } from '../key-file.ts';
import { deriveObjectKey } from '../object-key.ts';
import { Sealer } from '../sealer.ts';
import { openCfb } from './aes.ts';
import type { Bytes } from './bytes.ts';
import { Opener, type Expectation } from './opener.ts';
import { segmentCount, segmentOffset } from './segment.ts';

const keyFile = newKeyFile('round trip', new Date(0));
const fileId = '0190'.repeat(8);
const SEGMENT = 2 ** 16;

function seal(plain: Uint8Array, suite: Suite, exponent = 16) {
  const sealer = new Sealer(keyFile, { fileId, suite, exponent });
  const sealed = new Uint8Array(Buffer.concat([...sealer.push(plain), ...sealer.finish()]));
  const objectKey = new Uint8Array(deriveObjectKey(keyFile, sealed.subarray(48, 80)));
  return { sealed, objectKey, digest: sealer.contentDigest().toString('hex') };
}

async function open(opener: Opener, sealed: Bytes, piece = sealed.length) {
  const opened = [];
  for (let at = 0; at < sealed.length; at += piece) {
    opened.push(...((await opener.push(sealed.subarray(at, at + piece))) ?? []));
  }
  opened.push(...(await opener.finish()));
  return { plain: Buffer.concat(opened.map(({ plain }) => plain)), tags: opened.map(({ tag }) => tag) };
}

const suites = fc.constantFrom<Suite[]>(1, 2);
/** Around the borders of up to 20 segments, which is more than are opened at once. */
const sizes = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: -17, max: 17 }))
  .map(([segments, more]) => Math.max(0, segments * SEGMENT + more));

test('what Node seals opens here, in pieces of any size (format 2)', async () => {
  await fc.assert(
    fc.asyncProperty(suites, sizes, fc.integer({ min: 999, max: 200_000 }), async (suite, size, piece) => {
      const plain = randomBytes(size);
      const { sealed, objectKey, digest } = seal(plain, suite);
      const expected: Expectation = { fileId, keyId: keyFile.id, plainBytes: size, digest };
      const opened = await open(new Opener({ objectKey }, expected), sealed, piece);
      expect(opened.plain.equals(plain)).toBe(true);
      const header = parseHeader(Buffer.from(sealed.subarray(0, HEADER_BYTES)));
      expect(segmentCount(header, size)).toBe(opened.tags.length);
    }),
    { numRuns: 30 },
  );
});

test('an interrupted reading goes on at any segment and still checks the whole digest (format 2.3)', async () => {
  await fc.assert(
    fc.asyncProperty(suites, sizes, fc.double({ min: 0, max: 1, noNaN: true }), async (suite, size, part) => {
      const plain = randomBytes(size);
      const { sealed, objectKey, digest } = seal(plain, suite);
      const { tags } = await open(new Opener({ objectKey }), sealed);
      const index = Math.floor(part * (tags.length - 1));
      const from = { header: sealed.slice(0, HEADER_BYTES), index, tags: tags.slice(0, index) };
      const rest = sealed.slice(segmentOffset({ suite, exponent: 16 }, index));
      const expected = { fileId, plainBytes: size, digest };
      const opened = await open(await Opener.resume({ objectKey }, expected, from), rest);
      expect(opened.plain.equals(plain.subarray(index * SEGMENT))).toBe(true);
      if (index === 0) return;
      const forgotten = await Opener.resume({ objectKey }, expected, { ...from, tags: tags.slice(1, index) });
      await expect(open(forgotten, rest)).rejects.toMatchObject({ code: 'tampered' });
    }),
    { numRuns: 15 },
  );
});

test('where bytes stop coming, what had a byte after it is given out, and nothing else (format 2.6)', async () => {
  const plain = randomBytes(4 * SEGMENT);
  const { sealed, objectKey } = seal(plain, 1);
  const end = segmentOffset({ suite: 1, exponent: 16 }, 3);
  for (const [length, segments] of [
    [end, 2],
    [end + 1, 3],
    [sealed.length, 3],
  ] as const) {
    const opener = new Opener({ objectKey });
    const opened = [...((await opener.push(sealed.subarray(0, length))) ?? []), ...(await opener.drain())];
    expect(Buffer.concat(opened.map((segment) => segment.plain)).equals(plain.subarray(0, segments * SEGMENT))).toBe(
      true,
    );
  }
});

test.each([
  ['another file id', { fileId: '0191'.repeat(8) }],
  ['another key id', { keyId: '00'.repeat(16) }],
  ['a thumbnail', { kind: 1 as const }],
  ['one byte less', { plainBytes: 2 * SEGMENT - 1 }],
  ['one byte more', { plainBytes: 2 * SEGMENT + 1 }],
  ['another digest', { digest: '00'.repeat(32) }],
])('a file whose record says %s is tampered, and its end is not given out (format 2.6)', async (_, expected) => {
  const { sealed, objectKey } = seal(randomBytes(2 * SEGMENT), 1);
  const opener = new Opener({ objectKey }, expected);
  await expect(open(opener, sealed)).rejects.toMatchObject({ code: 'tampered' });
});

test('segments of every size open, the largest with two in memory (format 2.2)', async () => {
  for (const exponent of [17, 19, 22]) {
    const plain = randomBytes(2 ** exponent + 1);
    const { sealed, objectKey, digest } = seal(plain, 1, exponent);
    const opened = await open(new Opener({ objectKey }, { digest }), sealed, 100_000);
    expect(opened.plain.equals(plain)).toBe(true);
  }
});

test('CFB is that of keys/ for every length (format 2.5)', () => {
  const [key, iv] = [new Uint8Array(randomBytes(32)), new Uint8Array(randomBytes(16))];
  for (const length of [0, 1, 15, 16, 17, 31, 32, 1000]) {
    const plain = randomBytes(length);
    const sealed = new Uint8Array(blockwiseCfb.encipher(key, iv, plain));
    expect(plain.equals(openCfb(key, iv, sealed))).toBe(true);
  }
});
