import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HEADER_BYTES, type Suite } from './header.ts';
import { newKeyFile } from './key-file.ts';
import { deriveObjectKey } from './object-key.ts';
import { RangeOpener } from './range-opener.ts';
import { RangeSealer } from './range-sealer.ts';
import { Sealer } from './sealer.ts';

const keyFile = newKeyFile('test', new Date(0));
const SEGMENT = 2 ** 16;

function sealed(plain: Buffer, suite: Suite, exponent = 16) {
  const [fileId, salt] = [randomBytes(16).toString('hex'), randomBytes(32)];
  const sealer = new Sealer(keyFile, { fileId, salt, suite, exponent });
  const whole = Buffer.concat([...sealer.push(plain), ...sealer.finish()]);
  const header = { suite, exponent, kind: 0, keyId: keyFile.id, fileId, salt } as const;
  const file = { header, objectKey: deriveObjectKey(keyFile, salt), plainBytes: plain.length };
  return { whole, file };
}

const suites = fc.constantFrom<Suite>(1, 2);
/** Segments of one piece, and of several with an end of their own. */
const exponents = fc.constantFrom(16, 17, 18);
/** Lengths around the ends of segments, where mistakes live. */
const lengths = fc.oneof(
  fc.integer({ min: 0, max: 5 * SEGMENT }),
  fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -17, max: 17 }))
    .map(([n, d]) => Math.max(0, n * SEGMENT + d)),
);
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });

test('stretches of any size, sealed in any order, are the file that is sealed in one go (format 2.5)', () => {
  fc.assert(
    fc.property(suites, exponents, lengths, cuts, (suite, exponent, length, at) => {
      const plain = randomBytes(length);
      const { whole, file } = sealed(plain, suite, exponent);
      const sealer = new RangeSealer(file);
      expect(sealer.storedBytes).toBe(whole.length);
      const ends = [...new Set([...at.map((cut) => Math.floor(cut * whole.length)), 1, whole.length])].sort(
        (a, b) => a - b,
      );
      const parts = ends
        .map((end, index) => ({ start: ends[index - 1] ?? 0, end }))
        .filter(({ start, end }) => end > start);
      for (const part of parts.toReversed()) {
        const need = sealer.plainOf(part);
        const into = Buffer.alloc(part.end - part.start);
        sealer.seal(part, plain.subarray(need.start, need.end), into);
        expect(into.equals(whole.subarray(part.start, part.end))).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test('runs of segments open in any order, and give the content', () => {
  fc.assert(
    fc.property(suites, exponents, lengths, fc.integer({ min: 1, max: 3 }), (suite, exponent, length, run) => {
      const plain = randomBytes(length);
      const { whole, file } = sealed(plain, suite, exponent);
      const opener = new RangeOpener(file);
      expect(opener.storedBytes).toBe(whole.length);
      for (let first = opener.segments - 1; first >= 0; first -= run) {
        const from = Math.max(0, first - run + 1);
        const { start, end } = opener.storedOf(from, first - from + 1);
        const content = Buffer.concat([...opener.open(from, whole.subarray(start, end))]);
        const place = opener.plainOf(from, first - from + 1);
        expect(content.equals(plain.subarray(place.start, place.end))).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test.each([16, 18])('a run that was changed, moved, cut or lengthened is refused (segments of 2^%i)', (exponent) => {
  const size = 2 ** exponent;
  const { whole, file } = sealed(randomBytes(3 * size + 5), 1, exponent);
  const opener = new RangeOpener(file);
  const run = (first: number, count: number) => {
    const { start, end } = opener.storedOf(first, count);
    return Buffer.from(whole.subarray(start, end));
  };
  const open = (first: number, stored: Buffer) => [...opener.open(first, stored)];
  const tampered = expect.objectContaining({ name: 'SealError', code: 'tampered' });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: whole.length - HEADER_BYTES - 1 }),
      fc.integer({ min: 0, max: 7 }),
      (at, bit) => {
        const all = run(0, 4);
        all[at]! ^= 1 << bit;
        expect(() => open(0, all)).toThrow(tampered);
      },
    ),
    { numRuns: 30 },
  );
  expect(() => open(0, run(1, 1))).toThrow(tampered);
  expect(() => open(1, run(1, 2).subarray(0, -1))).toThrow(tampered);
  expect(() => open(3, Buffer.concat([run(3, 1), run(0, 1)]))).toThrow(tampered);
  // Sealed as the last one of a shorter file.
  const shorter = new RangeOpener({ ...file, plainBytes: 3 * size });
  expect(() => [...shorter.open(2, run(2, 1))]).toThrow(tampered);
});
