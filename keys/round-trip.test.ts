import { createHash, randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HEADER_BYTES, parseHeader, type Suite } from './header.ts';
import { newKeyFile } from './key-file.ts';
import { deriveObjectKey } from './object-key.ts';
import { Opener, opening } from './opener.ts';
import { sealedBytes, Sealer, sealing, type SealOptions } from './sealer.ts';
import { SegmentCipher, storedSegmentBytes } from './segment.ts';

const keyFile = newKeyFile('round trip', new Date(0));
const fileId = '0190'.repeat(8);

/** Cuts into pieces of these lengths, over and over. */
function* inPieces(bytes: Buffer, lengths: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length]!;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

function seal(plain: Buffer, options: Partial<SealOptions>, lengths: readonly number[] = [plain.length || 1]) {
  const sealer = new Sealer(keyFile, { fileId, ...options });
  const out: Buffer[] = [];
  for (const piece of inPieces(plain, lengths)) out.push(...sealer.push(piece));
  out.push(...sealer.finish());
  expect(sealer.plainBytes).toBe(plain.length);
  return { sealed: Buffer.concat(out), digest: sealer.contentDigest() };
}

function open(sealed: Buffer, lengths: readonly number[] = [sealed.length], plainBytes?: number) {
  const opener = new Opener(keyFile, { fileId, keyId: keyFile.id, plainBytes });
  const out: Buffer[] = [];
  for (const piece of inPieces(sealed, lengths)) out.push(...opener.push(piece));
  out.push(...opener.finish());
  return { plain: Buffer.concat(out), digest: opener.contentDigest(), header: opener.header };
}

const sha256 = (...parts: Uint8Array[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The stored bytes of each segment, cut by the arithmetic of format 2.5 alone. */
function storedSegments(sealed: Buffer, suite: Suite, exponent: number): Buffer[] {
  const stored = 2 ** exponent + (suite === 1 ? 16 : 0) + 32;
  const segments: Buffer[] = [];
  for (let at = HEADER_BYTES; at < sealed.length; at += stored) segments.push(sealed.subarray(at, at + stored));
  return segments;
}

const suites: Suite[] = [1, 2];
const exponents = [16, 17, 18, 19, 20, 21, 22];
const suite = fc.constantFrom(...suites);
/** Few pieces of up to three segments, or many tiny ones for tiny files. */
const lengths = fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 6 });
const size = fc.oneof(
  fc.integer({ min: 0, max: 300_000 }),
  fc.integer({ min: 0, max: 40 }),
  fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -17, max: 17 }))
    .map(([k, d]) => Math.max(0, k * 65_536 + d)),
);

describe.each(suites)('in suite %i', (ofSuite) => {
  test.each(exponents)(
    'files around the borders of segments of 2^%i bytes come back whole (format 2.5)',
    (exponent) => {
      const segment = 2 ** exponent;
      for (const bytes of [
        0,
        1,
        segment - 1,
        segment,
        segment + 1,
        2 * segment,
        ...(exponent < 20 ? [5 * segment] : []),
      ]) {
        const plain = randomBytes(bytes);
        const { sealed, digest } = seal(plain, { suite: ofSuite, exponent }, [65_536, 1, 100_003]);
        const opened = open(sealed, [1, 65_537, 300_007], bytes);
        expect(opened.plain.equals(plain)).toBe(true);
        expect(sealed.length).toBe(sealedBytes(bytes, ofSuite, exponent));
        expect(opened.digest).toEqual(digest);
        expect(opened.header).toMatchObject({ suite: ofSuite, exponent, kind: 0, fileId, keyId: keyFile.id });
        expect(storedSegments(sealed, ofSuite, exponent)).toHaveLength(Math.max(1, Math.ceil(bytes / segment)));
      }
    },
  );

  test('a file of 70 bytes goes through byte by byte, both ways', () => {
    const plain = randomBytes(70);
    const { sealed } = seal(plain, { suite: ofSuite }, [1]);
    expect(open(sealed, [1]).plain).toEqual(plain);
  });

  test('no plaintext is left in what is stored', () => {
    const plain = Buffer.alloc(200_000, 'find me ');
    const { sealed } = seal(plain, { suite: ofSuite, exponent: 16 });
    expect(sealed.includes('find me ')).toBe(false);
    const blocks = new Set<string>();
    for (let at = HEADER_BYTES; at + 16 <= sealed.length; at += 16) blocks.add(sealed.toString('hex', at, at + 16));
    expect(blocks.size).toBe(Math.floor((sealed.length - HEADER_BYTES) / 16));
  });
});

test('any bytes come back, whatever the pieces (format 2.1, 2.5)', () => {
  fc.assert(
    fc.property(
      suite,
      fc.integer({ min: 16, max: 18 }),
      size,
      lengths,
      lengths,
      (ofSuite, exponent, bytes, into, out) => {
        const plain = randomBytes(bytes);
        const { sealed, digest } = seal(plain, { suite: ofSuite, exponent }, into);
        expect(sealed.length).toBe(sealedBytes(bytes, ofSuite, exponent));
        const opened = open(sealed, out);
        expect(opened.plain.equals(plain)).toBe(true);
        expect(opened.digest.equals(digest)).toBe(true);
      },
    ),
    { numRuns: 120 },
  );
});

test('the pieces leave no trace: with salt and file id kept, a resumed upload gets the same bytes (format 2.7)', () => {
  fc.assert(
    fc.property(suite, size, lengths, lengths, (ofSuite, bytes, one, another) => {
      const plain = randomBytes(bytes);
      const options = { suite: ofSuite, exponent: 16, salt: randomBytes(32) };
      expect(seal(plain, options, one).sealed.equals(seal(plain, options, another).sealed)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('two seals of one plaintext share no salt and no segment (format 2.7)', () => {
  const plain = Buffer.alloc(65_536);
  const [one, another] = [seal(plain, { exponent: 16 }), seal(plain, { exponent: 16 })];
  expect(one.sealed.subarray(48, 80).equals(another.sealed.subarray(48, 80))).toBe(false);
  expect(one.sealed.subarray(112, 128).equals(another.sealed.subarray(112, 128))).toBe(false);
});

test('the content digest is SHA-256 over the header tag and every segment tag (format 2.3)', () => {
  fc.assert(
    fc.property(suite, size, (ofSuite, bytes) => {
      const { sealed, digest } = seal(randomBytes(bytes), { suite: ofSuite, exponent: 16 });
      const tags = storedSegments(sealed, ofSuite, 16).map((segment) => segment.subarray(-32));
      expect(digest.equals(sha256(sealed.subarray(80, 112), ...tags))).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('any byte range of the plaintext lies in the stored range that format 2.5 computes', () => {
  const exponent = 16;
  const segment = 2 ** exponent;
  const files = suites.flatMap((ofSuite) =>
    [1, 65_536, 65_537, 4 * 65_536, 250_001].map((bytes) => {
      const plain = randomBytes(bytes);
      return { ofSuite, plain, sealed: seal(plain, { suite: ofSuite, exponent }).sealed };
    }),
  );
  const parts = fc.tuple(fc.constantFrom(...files), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(140_000));
  fc.assert(
    fc.property(parts, ([{ ofSuite, plain, sealed }, fraction, length]) => {
      const from = Math.min(plain.length - 1, Math.floor(fraction * plain.length));
      const to = Math.min(plain.length, from + length + 1);
      const stored = segment + (ofSuite === 1 ? 48 : 32);
      const [first, last] = [Math.floor(from / segment), Math.floor((to - 1) / segment)];
      const range = sealed.subarray(112 + first * stored, 112 + (last + 1) * stored);
      const header = parseHeader(sealed.subarray(0, 112), keyFile.id);
      const cipher = new SegmentCipher(header, deriveObjectKey(keyFile, header.salt));
      expect(cipher.storedBytes).toBe(stored);
      const finalIndex = Math.ceil(plain.length / segment) - 1;
      const opened: Buffer[] = [];
      for (let index = first; index <= last; index += 1) {
        const at = (index - first) * stored;
        opened.push(cipher.open(index, index === finalIndex, range.subarray(at, at + stored)));
      }
      const found = Buffer.concat(opened).subarray(from - first * segment, to - first * segment);
      expect(found.equals(plain.subarray(from, to))).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('sealedBytes says what the segments add up to, for sizes no test could seal (format 2.5)', () => {
  expect(sealedBytes(0)).toBe(112 + 16 + 32);
  expect(sealedBytes(0, 2)).toBe(112 + 32);
  expect(sealedBytes(2 ** 40, 1, 16)).toBe(112 + 2 ** 24 * (65_536 + 48));
  expect(sealedBytes(2 ** 40 + 1, 2, 22)).toBe(112 + 2 ** 18 * (4_194_304 + 32) + 33);
  fc.assert(
    fc.property(suite, fc.integer({ min: 0, max: 2 ** 31 }), (ofSuite, bytes) => {
      const cipherBytes = ofSuite === 1 ? (Math.floor(bytes / 16) + 1) * 16 : bytes;
      expect(storedSegmentBytes(ofSuite, bytes)).toBe(cipherBytes + 32);
    }),
  );
});

test('the segment counter stops before 2^48 and counts in 64 bits up to there (format 2.5, 2.7)', () => {
  const objectKey = randomBytes(32);
  const cipher = new SegmentCipher({ suite: 2, exponent: 16 }, objectKey);
  expect(() => cipher.seal(2 ** 48, true, Buffer.alloc(1))).toThrow(RangeError);
  const index = 2 ** 48 - 1;
  const stored = Buffer.concat(cipher.seal(index, true, Buffer.from('x')).stored);
  expect(cipher.open(index, true, stored).toString()).toBe('x');
  expect(() => cipher.open(2 ** 32 - 1, true, stored)).toThrow('tampered');
});

test('an object key alone opens, and a thumbnail opens as a thumbnail (format 2.3, 2.6)', () => {
  const salt = randomBytes(32);
  const plain = randomBytes(70_000);
  const { sealed } = seal(plain, { salt, exponent: 16, kind: 1 });
  const opener = new Opener({ objectKey: deriveObjectKey(keyFile, salt) }, { kind: 1 });
  expect(Buffer.concat([...opener.push(sealed), ...opener.finish()]).equals(plain)).toBe(true);
});

describe('as transforms of a pipeline', () => {
  /** Bytes a transform may be ahead of the sink: one segment each, one in flight, what the sink buffers, one chunk. */
  const AHEAD = 4 * 2 ** 18;
  const TOTAL = 256 * 2 ** 20;

  test('256 MiB pass, and the source is never far ahead of the sink: memory is bounded', async () => {
    const chunk = randomBytes(65_536);
    const [before, after] = [createHash('sha256'), createHash('sha256')];
    let pulled = 0;
    let arrived = 0;
    let furthest = 0;
    async function* source() {
      while (pulled < TOTAL) {
        pulled += chunk.length;
        before.update(chunk);
        yield chunk;
      }
    }
    const sink = new Writable({
      write(piece: Buffer, _encoding, done) {
        furthest = Math.max(furthest, pulled - arrived);
        arrived += piece.length;
        after.update(piece);
        setImmediate(done);
      },
    });
    await pipeline(source, sealing(new Sealer(keyFile, { fileId })), opening(new Opener(keyFile)), sink);
    expect(arrived).toBe(TOTAL);
    expect(after.digest()).toEqual(before.digest());
    expect(furthest).toBeGreaterThanOrEqual(2 ** 18);
    expect(furthest).toBeLessThanOrEqual(AHEAD);
  });

  test('one huge piece leaves segment by segment, no sooner than asked for', () => {
    const sealer = new Sealer(keyFile, { fileId, exponent: 16 });
    const out = sealer.push(Buffer.alloc(64 * 65_536));
    out.next();
    const { value } = out.next();
    expect((value as Buffer).length).toBe(65_536);
    expect([...out].length).toBe(1 + 62 * 2);
    expect([...sealer.finish()].map((piece) => piece.length)).toEqual([65_536, 48]);
  });

  test('a refusal ends the pipeline with its own error and stops the source', async () => {
    const { sealed } = seal(randomBytes(10 * 65_536), { exponent: 16 });
    sealed[112 + 3 * 65_584]! ^= 1;
    let pulled = 0;
    let arrived = 0;
    async function* source() {
      for (const piece of inPieces(sealed, [65_584])) {
        pulled += piece.length;
        yield piece;
      }
    }
    const sink = new Writable({
      write(piece: Buffer, _encoding, done) {
        arrived += piece.length;
        done();
      },
    });
    const running = pipeline(source, opening(new Opener(keyFile)), sink);
    await expect(running).rejects.toMatchObject({ name: 'SealError', code: 'tampered' });
    expect(arrived).toBeLessThanOrEqual(3 * 65_536);
    expect(pulled).toBeLessThanOrEqual(6 * 65_584);
    expect(sink.destroyed).toBe(true);
  });

  test('an empty source makes an empty sealed file that opens to nothing (format 2.5)', async () => {
    let arrived = 0;
    const sink = new Writable({
      write(piece: Buffer, _encoding, done) {
        arrived += piece.length;
        done();
      },
    });
    async function* nothing(): AsyncGenerator<Buffer> {}
    const opener = new Opener(keyFile, { plainBytes: 0 });
    await pipeline(nothing, sealing(new Sealer(keyFile, { fileId, suite: 2 })), opening(opener), sink);
    expect(arrived).toBe(0);
    expect(opener.header).toMatchObject({ suite: 2, exponent: 18 });
  });
});
