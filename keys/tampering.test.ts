import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { SealError, type SealErrorCode } from './errors.ts';
import { formatHeader, type Suite } from './header.ts';
import { newKeyFile } from './key-file.ts';
import { deriveObjectKey, deriveObjectKeys } from './object-key.ts';
import { Opener, type Expectation, type OpeningKey } from './opener.ts';
import { Sealer } from './sealer.ts';
import { SegmentCipher } from './segment.ts';

vi.mock('node:crypto', async (original) => {
  const engine = await original<typeof import('node:crypto')>();
  return { ...engine, createDecipheriv: vi.fn(engine.createDecipheriv) };
});
beforeEach(() => {
  vi.mocked(createDecipheriv).mockClear();
});

const HEADER = 112;
const SEGMENT = 65_536;
const keyFile = newKeyFile('tampering', new Date(0));
const fileId = '0190'.repeat(8);
const suites: Suite[] = [1, 2];

interface SealedFile {
  readonly suite: Suite;
  readonly plain: Buffer;
  readonly sealed: Buffer;
  readonly salt: Buffer;
  /** Bytes of a stored segment that is not the final one, and of the shortest there is. */
  readonly stored: number;
  readonly least: number;
  readonly segments: number;
}

function sealFile(suite: Suite, plain: Buffer): SealedFile {
  const salt = randomBytes(32);
  const sealer = new Sealer(keyFile, { fileId, suite, exponent: 16, salt });
  const sealed = Buffer.concat([...sealer.push(plain), ...sealer.finish()]);
  const segments = Math.max(1, Math.ceil(plain.length / SEGMENT));
  const least = suite === 1 ? 48 : 32;
  return { suite, plain, sealed, salt, stored: SEGMENT + least, least, segments };
}

const sizes = [
  0,
  1,
  100,
  SEGMENT - 1,
  SEGMENT,
  SEGMENT + 1,
  2 * SEGMENT,
  2 * SEGMENT + 40,
  3 * SEGMENT + 5,
  4 * SEGMENT,
];
const files = suites.flatMap((suite) => sizes.map((size) => sealFile(suite, randomBytes(size))));
const anyFile = fc.constantFrom(...files);
const longFile = fc.constantFrom(...files.filter((file) => file.segments > 1));

function open(sealed: Buffer, pieceBytes = sealed.length, key: OpeningKey = keyFile, expected: Expectation = {}) {
  const opener = new Opener(key, expected);
  const released: Buffer[] = [];
  let error: unknown;
  try {
    for (let at = 0; at < sealed.length; at += pieceBytes) {
      for (const plain of opener.push(sealed.subarray(at, at + pieceBytes))) released.push(plain);
    }
    for (const plain of opener.finish()) released.push(plain);
  } catch (caught) {
    error = caught;
  }
  return { plain: Buffer.concat(released), error };
}

function firstDifference(a: Buffer, b: Buffer): number {
  const shorter = Math.min(a.length, b.length);
  if (a.subarray(0, shorter).equals(b.subarray(0, shorter))) return shorter;
  let at = 0;
  while (a[at] === b[at]) at += 1;
  return at;
}

/** What format 2.6 says of a header of a good key that is wrong somewhere; `undefined` where it is the file's own. */
function headerVerdict(file: SealedFile, found: Buffer): SealErrorCode | undefined {
  const good = file.sealed.subarray(0, HEADER);
  const part = (from: number, to: number) =>
    found.subarray(from, to).equals(good.subarray(from, Math.min(to, found.length)));
  if (!part(0, 8)) return 'not-sealed';
  const [version = 1, suite = 1, exponent = 16, kind = 0] = found.subarray(8, 12);
  const inside = version === 1 && [1, 2].includes(suite) && exponent >= 16 && exponent <= 22 && kind <= 1;
  if (!inside || !part(12, 16)) return 'unsupported';
  if (found.length >= 32 && !part(16, 32)) return 'wrong-key';
  if (found.length < HEADER) return 'truncated';
  return part(0, HEADER) ? undefined : 'tampered';
}

/** Refused, as one of these, and what came out before is exactly the whole segments that stand untouched with a byte behind them. */
function expectRefusal(file: SealedFile, found: Buffer, pieceBytes: number, codes: readonly SealErrorCode[]) {
  const { plain, error } = open(found, pieceBytes);
  expect(error).toBeInstanceOf(SealError);
  const { code } = error as SealError;
  const header = headerVerdict(file, found.subarray(0, HEADER));
  expect(header === undefined ? codes : [header]).toContain(code);
  const untouched = Math.floor((firstDifference(file.sealed, found) - HEADER) / file.stored);
  const followed = Math.floor((found.length - HEADER - 1) / file.stored);
  const whole = Math.max(0, Math.min(untouched, followed, file.segments - 1));
  expect(plain.length).toBe(whole * SEGMENT);
  expect(plain.equals(file.plain.subarray(0, plain.length))).toBe(true);
}

const pieceBytes = fc.constantFrom(1_000, 65_584, 65_537, 1_000_000);
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
/** A place in the file: anywhere, or a few bytes around the border of a segment or of the header. */
const spot = fc.oneof(
  place.map((fraction) => (file: SealedFile) => Math.floor(fraction * file.sealed.length)),
  fc.tuple(fc.nat(4), fc.integer({ min: -49, max: 49 })).map(([index, distance]) => (file: SealedFile) => {
    const at = HEADER + index * file.stored + distance;
    return Math.max(0, Math.min(file.sealed.length - 1, at));
  }),
  fc.nat(HEADER).map((at) => () => at),
);
const runs = { numRuns: 600 };

test('the files these tests attack do open', () => {
  for (const file of files) {
    const { plain, error } = open(file.sealed);
    expect(error).toBeUndefined();
    expect(plain.equals(file.plain)).toBe(true);
  }
});

describe('a flipped bit is refused (format 2.4, 2.5, 2.6)', () => {
  const flip = (sealed: Buffer, at: number, bit: number) => {
    const found = Buffer.from(sealed);
    found[at]! ^= 1 << bit;
    return found;
  };

  test('anywhere in any file', () => {
    fc.assert(
      fc.property(anyFile, spot, fc.nat(7), pieceBytes, (file, where, bit, pieces) => {
        expectRefusal(file, flip(file.sealed, where(file), bit), pieces, ['tampered']);
      }),
      runs,
    );
  });

  test.each(suites)('every bit of a file of one byte, suite %i', (suite) => {
    const file = files.find((one) => one.suite === suite && one.plain.length === 1)!;
    for (let at = 0; at < file.sealed.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) expectRefusal(file, flip(file.sealed, at, bit), 1_000, ['tampered']);
    }
  });

  test.each(suites)('every bit of a header, to who holds the object key alone, suite %i (format 2.3)', (suite) => {
    const file = files.find((one) => one.suite === suite && one.plain.length === 1)!;
    const key = { objectKey: deriveObjectKey(keyFile, file.salt) };
    expect(open(file.sealed, 1_000, key).error).toBeUndefined();
    for (let at = 0; at < HEADER * 8; at += 1) {
      const { plain, error } = open(flip(file.sealed, at >> 3, at & 7), 1_000, key);
      expect((error as SealError).code).toMatch(
        at < 64 ? /^not-sealed$/ : at < 128 ? /^(unsupported|tampered)$/ : /^tampered$/,
      );
      expect(plain.length).toBe(0);
    }
  });
});

describe('a cut file is refused (format 2.6)', () => {
  /** Where too little is left to be a segment, or all that is left are whole ones, it was cut; else it is no segment. */
  const codeOfCut = (file: SealedFile, length: number): SealErrorCode => {
    const left = (length - HEADER) % file.stored;
    return length < HEADER || left < file.least ? 'truncated' : 'tampered';
  };

  test('wherever it is cut', () => {
    fc.assert(
      fc.property(anyFile, spot, pieceBytes, (file, where, pieces) => {
        const length = where(file);
        expectRefusal(file, file.sealed.subarray(0, length), pieces, [codeOfCut(file, length)]);
      }),
      runs,
    );
  });

  test('exactly behind each segment but the last: truncated, and the last one there is kept back', () => {
    for (const file of files) {
      for (let index = 1; index < file.segments; index += 1) {
        const found = file.sealed.subarray(0, HEADER + index * file.stored);
        expectRefusal(file, found, found.length, ['truncated']);
        expect(open(found).plain.length).toBe((index - 1) * SEGMENT);
      }
    }
  });

  test.each(suites)('at every length of a file of 100 bytes, suite %i', (suite) => {
    const file = files.find((one) => one.suite === suite && one.plain.length === 100)!;
    for (let length = 0; length < file.sealed.length; length += 1) {
      expectRefusal(file, file.sealed.subarray(0, length), 1_000, [codeOfCut(file, length)]);
    }
  });
});

describe('bytes out of their place are refused (format 2.6)', () => {
  /** A range of up to a few hundred bytes, or of whole segments. */
  const range = fc.tuple(spot, fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 3 * 65_584 })));
  const cutOut = (file: SealedFile, from: number, length: number) => {
    const { sealed } = file;
    const to = Math.min(sealed.length, from + length);
    return { taken: sealed.subarray(from, to), rest: Buffer.concat([sealed.subarray(0, from), sealed.subarray(to)]) };
  };
  const insert = (bytes: Buffer, at: number, what: Uint8Array) =>
    Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)]);

  test('a range taken out', () => {
    fc.assert(
      fc.property(anyFile, range, pieceBytes, (file, [where, length], pieces) => {
        const { rest } = cutOut(file, where(file), length);
        expectRefusal(file, rest, pieces, ['tampered', 'truncated']);
      }),
      runs,
    );
  });

  test('a range moved', () => {
    fc.assert(
      fc.property(anyFile, range, spot, pieceBytes, (file, [where, length], to, pieces) => {
        const { taken, rest } = cutOut(file, where(file), length);
        const found = insert(rest, Math.min(rest.length, to(file)), taken);
        fc.pre(!found.equals(file.sealed));
        expectRefusal(file, found, pieces, ['tampered']);
      }),
      runs,
    );
  });

  test('a range repeated, there or elsewhere', () => {
    fc.assert(
      fc.property(anyFile, range, fc.option(spot), pieceBytes, (file, [where, length], elsewhere, pieces) => {
        const from = where(file);
        const { taken } = cutOut(file, from, length);
        const found = insert(file.sealed, elsewhere?.(file) ?? from + taken.length, taken);
        expectRefusal(file, found, pieces, ['tampered']);
      }),
      runs,
    );
  });

  test('bytes added, inside or behind', () => {
    const added = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      fc.nat(140_000).map((n) => Buffer.alloc(n + 1)),
    );
    fc.assert(
      fc.property(anyFile, fc.option(spot), added, pieceBytes, (file, where, bytes, pieces) => {
        const found = insert(file.sealed, where?.(file) ?? file.sealed.length, bytes);
        expectRefusal(file, found, pieces, ['tampered']);
      }),
      runs,
    );
  });

  const segmentsOf = (file: SealedFile) =>
    Array.from({ length: file.segments }, (_, index) => {
      const at = HEADER + index * file.stored;
      return file.sealed.subarray(at, at + file.stored);
    });
  const joined = (file: SealedFile, segments: readonly Buffer[]) =>
    Buffer.concat([file.sealed.subarray(0, HEADER), ...segments]);

  test('two segments swapped, every pair of every file', () => {
    for (const file of files) {
      for (let one = 0; one < file.segments; one += 1) {
        for (let other = 0; other < one; other += 1) {
          const segments = segmentsOf(file);
          [segments[one], segments[other]] = [segments[other]!, segments[one]!];
          // A full segment behind a short final one makes no border where one is looked for.
          expectRefusal(file, joined(file, segments), 65_584, ['tampered']);
        }
      }
    }
  });

  test('a segment repeated in the place of another, dropped, or given twice, every pair', () => {
    for (const file of files) {
      for (let one = 0; one < file.segments; one += 1) {
        const all = segmentsOf(file);
        expectRefusal(file, joined(file, all.toSpliced(one, 1)), 65_584, ['tampered', 'truncated']);
        for (let other = 0; other < file.segments; other += 1) {
          expectRefusal(file, joined(file, all.toSpliced(other, 0, all[one]!)), 65_584, ['tampered']);
          if (other !== one)
            expectRefusal(file, joined(file, all.with(other, all[one]!)), 65_584, ['tampered', 'truncated']);
        }
      }
    }
  });

  test('a segment of another file of the same key, id and length, in the same place', () => {
    fc.assert(
      fc.property(anyFile, fc.nat(3), pieceBytes, (file, place, pieces) => {
        const index = place % file.segments;
        const twin = sealFile(file.suite, file.plain);
        const found = joined(file, segmentsOf(file).with(index, segmentsOf(twin)[index]!));
        expectRefusal(file, found, pieces, ['tampered']);
      }),
      { numRuns: 60 },
    );
  });

  test('the header of one file before the segments of another of the same key', () => {
    fc.assert(
      fc.property(longFile, (file) => {
        const twin = sealFile(file.suite, file.plain);
        const found = Buffer.concat([twin.sealed.subarray(0, HEADER), file.sealed.subarray(HEADER)]);
        const { plain, error } = open(found);
        expect(error).toMatchObject({ code: 'tampered' });
        expect(plain.length).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a whole file in the place of another is refused (format 2.6, 3.2)', () => {
  const file = files.find((one) => one.plain.length === 2 * SEGMENT)!;
  test.each<[string, Expectation]>([
    ['of another kind', { kind: 1 }],
    ['of another file id', { fileId: '0'.repeat(32) }],
    ['of another key id than its record says', { keyId: '0'.repeat(32) }],
  ])('%s, before a byte is released', (_, expected) => {
    const { plain, error } = open(file.sealed, 1_000, keyFile, expected);
    expect(error).toMatchObject({ code: 'tampered' });
    expect(plain.length).toBe(0);
  });

  test('a thumbnail, whether content is asked for by name, by default or by an option left undefined', () => {
    const sealer = new Sealer(keyFile, { fileId, kind: 1 });
    const thumbnail = Buffer.concat([...sealer.push(Buffer.from('small picture')), ...sealer.finish()]);
    expect(open(thumbnail, 1_000, keyFile, { kind: 1 }).error).toBeUndefined();
    for (const expected of [{}, { kind: 0 }, { kind: undefined }] as const) {
      expect(open(thumbnail, 1_000, keyFile, expected).error).toMatchObject({ code: 'tampered' });
    }
  });

  test('content longer or shorter than its record says, and never more of it than that', () => {
    fc.assert(
      fc.property(anyFile, fc.nat(5 * SEGMENT), pieceBytes, (one, plainBytes, pieces) => {
        fc.pre(plainBytes !== one.plain.length);
        const { plain, error } = open(one.sealed, pieces, keyFile, { plainBytes });
        expect(error).toMatchObject({ code: 'tampered' });
        expect(plain.length).toBeLessThanOrEqual(plainBytes);
        expect(plain.length % SEGMENT).toBe(0);
        expect(open(one.sealed, pieces, keyFile, { plainBytes: one.plain.length }).error).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  test('another key is named, both ids and nothing else', () => {
    const other = newKeyFile('other', new Date(0));
    const { plain, error } = open(file.sealed, 1_000, other);
    expect(error).toMatchObject({ code: 'wrong-key', mismatch: { needs: keyFile.id, given: other.id } });
    expect(plain.length).toBe(0);
  });

  test('another key under the id of this one opens nothing: the header tag commits to the key (format 2.4)', () => {
    const impostor = { ...newKeyFile('impostor', new Date(0)), id: keyFile.id };
    expect(open(file.sealed, 1_000, impostor)).toMatchObject({ error: { code: 'tampered' }, plain: Buffer.alloc(0) });
  });
});

describe('who holds the key cannot make a file that is no file (format 2.5, 2.6)', () => {
  const salt = randomBytes(32);
  const objectKey = deriveObjectKey(keyFile, salt);
  const keys = deriveObjectKeys(objectKey);
  const header = (suite: Suite) =>
    formatHeader({ suite, exponent: 16, kind: 0, keyId: keyFile.id, fileId, salt }, keys.headerKey);
  const iv = (index: number) => {
    const counter = Buffer.alloc(16);
    counter.writeUInt32BE(index, 12);
    return createCipheriv('aes-256-ecb', keys.ivKey, null).update(counter);
  };
  /** A segment with a good tag whatever its ciphertext is. */
  const tagged = (index: number, final: boolean, ct: Buffer) => {
    const place = Buffer.alloc(9);
    place.writeUInt32BE(index, 4);
    place[8] = final ? 1 : 0;
    return Buffer.concat([ct, createHmac('sha256', keys.macKey).update(place).update(ct).digest()]);
  };
  const cbc = (index: number, plain: Buffer, padding = true) => {
    const cipher = createCipheriv('aes-256-cbc', keys.cipherKey, iv(index)).setAutoPadding(padding);
    return Buffer.concat([cipher.update(plain), cipher.final()]);
  };
  const cfb = (index: number, plain: Buffer) => createCipheriv('aes-256-cfb', keys.cipherKey, iv(index)).update(plain);
  const full = Buffer.alloc(SEGMENT, 7);

  test('segments made by hand after format 2.5 open, so that the ones below are wrong in one thing only', () => {
    const one = Buffer.concat([header(1), tagged(0, false, cbc(0, full)), tagged(1, true, cbc(1, Buffer.from('end')))]);
    const two = Buffer.concat([header(2), tagged(0, false, cfb(0, full)), tagged(1, true, cfb(1, Buffer.from('end')))]);
    for (const sealed of [one, two]) {
      const { plain, error } = open(sealed);
      expect(error).toBeUndefined();
      expect(plain.equals(Buffer.concat([full, Buffer.from('end')]))).toBe(true);
    }
  });

  const badPadding = Buffer.alloc(16, 17);
  test.each<[string, Buffer]>([
    ['bad padding under a good tag', Buffer.concat([header(1), tagged(0, true, cbc(0, badPadding, false))])],
    ['no whole block under a good tag', Buffer.concat([header(1), tagged(0, true, Buffer.alloc(17))])],
    ['no block at all under a good tag', Buffer.concat([header(2).fill(1, 9, 10), tagged(0, true, Buffer.alloc(0))])],
    ['a final segment over 2^e', Buffer.concat([header(1), tagged(0, true, cbc(0, Buffer.alloc(SEGMENT + 1)))])],
    ['a final segment of far more', Buffer.concat([header(2), tagged(0, true, cfb(0, Buffer.alloc(SEGMENT + 1)))])],
    [
      'an empty final segment behind a full one, suite 1',
      Buffer.concat([header(1), tagged(0, false, cbc(0, full)), tagged(1, true, cbc(1, Buffer.alloc(0)))]),
    ],
    [
      'an empty final segment behind a full one, suite 2',
      Buffer.concat([header(2), tagged(0, false, cfb(0, full)), tagged(1, true, Buffer.alloc(0))]),
    ],
    [
      'a segment over 2^e that is not the final one but as long as one in storage',
      Buffer.concat([header(1), tagged(0, false, cbc(0, Buffer.alloc(SEGMENT + 1))), tagged(1, true, cbc(1, full))]),
    ],
    [
      'a final segment, then another',
      Buffer.concat([header(2), tagged(0, true, cfb(0, full)), tagged(1, true, cfb(1, full))]),
    ],
  ])('%s is tampered, and no other error than a bad tag makes', (_, sealed) => {
    const { error } = open(sealed);
    expect(error).toMatchObject({ code: 'tampered' });
    const file = files.find((one) => one.plain.length === 1)!;
    const flipped = Buffer.from(file.sealed);
    flipped[flipped.length - 1]! ^= 1;
    const badTag = open(flipped).error;
    const facts = (thrown: unknown) => {
      const { stack: _stack, ...rest } = Object.fromEntries(
        Object.getOwnPropertyNames(thrown).map((member) => [member, (thrown as Record<string, unknown>)[member]]),
      );
      return rest;
    };
    expect(facts(error)).toEqual(facts(badTag));
    expect(String(error)).toBe(String(badTag));
  });

  test('a segment by itself is of 2^e bytes where it is not the final one, and of no more where it is', () => {
    for (const [suite, exponent] of suites.flatMap((suite) => [16, 18].map((exponent) => [suite, exponent] as const))) {
      const cipher = new SegmentCipher({ suite, exponent }, objectKey);
      const size = 2 ** exponent;
      for (const [index, final, bytes, fits] of [
        [0, false, size, true],
        [0, false, size - 1, false],
        [0, false, size - 17, false],
        [0, false, size + 1, false],
        [0, false, 0, false],
        [0, true, size, true],
        [0, true, size + 1, false],
        [0, true, size + 65_536, false],
        [0, true, 0, true],
        [1, true, 0, false],
        [1, true, 1, true],
      ] as const) {
        const stored = Buffer.concat(cipher.seal(index, final, Buffer.alloc(bytes)).stored);
        const inPieces = () => Buffer.concat([...cipher.openPieces(index, final, stored)]);
        for (const opened of [() => cipher.open(index, final, stored), inPieces]) {
          if (fits) expect(opened().length).toBe(bytes);
          else expect(opened).toThrow('tampered');
        }
      }
    }
  });

  test('a segment that opens in pieces gives none out under a bad tag, and padding that is none is the same error', () => {
    const cipher = new SegmentCipher({ suite: 1, exponent: 18 }, objectKey);
    const stored = Buffer.concat(cipher.seal(0, true, Buffer.alloc(200_000)).stored);
    const came: Buffer[] = [];
    const open = (bytes: Buffer) => {
      for (const piece of cipher.openPieces(0, true, bytes)) came.push(piece);
    };
    stored[stored.length - 1]! ^= 1;
    vi.mocked(createDecipheriv).mockClear();
    expect(() => open(stored)).toThrow('tampered');
    expect([came, vi.mocked(createDecipheriv).mock.calls]).toEqual([[], []]);
    const unpadded = tagged(0, true, Buffer.alloc(200_000));
    expect(() => open(unpadded)).toThrow('tampered');
    expect(Buffer.concat(came).length).toBeLessThan(200_000);
  });

  test('an empty file is the one place for an empty segment (format 2.5)', () => {
    expect(open(Buffer.concat([header(2), tagged(0, true, Buffer.alloc(0))]))).toMatchObject({ error: undefined });
    expect(open(Buffer.concat([header(1), tagged(0, true, cbc(0, Buffer.alloc(0)))]))).toMatchObject({
      error: undefined,
    });
  });
});

describe('the tag is checked before anything is deciphered (format 2.6)', () => {
  test.each(suites)('in the stream, suite %i', (suite) => {
    const file = files.find((one) => one.suite === suite && one.segments === 3)!;
    vi.mocked(createDecipheriv).mockClear();
    expect(open(file.sealed).error).toBeUndefined();
    expect(createDecipheriv).toHaveBeenCalledTimes(3);
    vi.mocked(createDecipheriv).mockClear();
    const found = Buffer.from(file.sealed);
    found[HEADER + file.stored]! ^= 1;
    expect(open(found).error).toBeInstanceOf(SealError);
    expect(createDecipheriv).toHaveBeenCalledTimes(1);
  });

  test('in a segment by itself, at every wrong index and place', () => {
    for (const suite of suites) {
      const cipher = new SegmentCipher({ suite, exponent: 16 }, randomBytes(32));
      const stored = Buffer.concat(cipher.seal(3, true, Buffer.from('abc')).stored);
      for (const [index, final] of [
        [2, true],
        [4, true],
        [3, false],
        [0, true],
      ] as const) {
        expect(cipher.holds(index, final, stored)).toBe(false);
        expect(() => cipher.open(index, final, stored)).toThrow('tampered');
      }
      expect(() => cipher.open(3, true, stored.subarray(0, 20))).toThrow('tampered');
      expect(createDecipheriv).not.toHaveBeenCalled();
      expect(cipher.open(3, true, stored).toString()).toBe('abc');
      expect(createDecipheriv).toHaveBeenCalledTimes(1);
      vi.mocked(createDecipheriv).mockClear();
    }
  });

  test('nothing at all is deciphered under a header that is not good', () => {
    const file = files.find((one) => one.segments === 3)!;
    const found = Buffer.from(file.sealed);
    found[111]! ^= 1;
    expect(open(found).error).toMatchObject({ code: 'tampered' });
    expect(createDecipheriv).not.toHaveBeenCalled();
  });
});
