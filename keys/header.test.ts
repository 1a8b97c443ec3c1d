import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SealError } from './errors.ts';
import { checkHeaderTag, formatHeader, HEADER_BYTES, headerTag, parseHeader, type SealedHeader } from './header.ts';
import { newKeyFile } from './key-file.ts';
import { Opener } from './opener.ts';
import { Sealer } from './sealer.ts';

const headerKey = randomBytes(32);
const keyId = randomBytes(16).toString('hex');
const fields = fc.record({
  suite: fc.constantFrom(1 as const, 2 as const),
  exponent: fc.integer({ min: 16, max: 22 }),
  kind: fc.constantFrom(0 as const, 1 as const),
  keyId: fc.constant(keyId),
  fileId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  salt: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
});
const plainFields: SealedHeader = {
  suite: 1,
  exponent: 18,
  kind: 0,
  keyId,
  fileId: 'ab'.repeat(16),
  salt: Buffer.alloc(32, 5),
};
const good = formatHeader(plainFields, headerKey);

/** ok, or the code of the refusal. */
function verdict(bytes: Buffer, givenKeyId: string | undefined = keyId): string {
  try {
    parseHeader(bytes, givenKeyId);
    checkHeaderTag(bytes, headerKey);
    return 'ok';
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return error.code;
  }
}

function withByte(at: number, value: number): Buffer {
  const bytes = Buffer.from(good);
  bytes[at] = value;
  return bytes;
}

test('a header has the fields of format 2.2 where it says, and its tag is good', () => {
  fc.assert(
    fc.property(fields, (header) => {
      const bytes = formatHeader(header, headerKey);
      expect(bytes.length).toBe(112);
      expect(bytes.toString('latin1', 0, 8)).toBe('LATCHKEY');
      expect([...bytes.subarray(8, 16)]).toEqual([1, header.suite, header.exponent, header.kind, 0, 0, 0, 0]);
      expect(bytes.toString('hex', 16, 32)).toBe(header.keyId);
      expect(bytes.toString('hex', 32, 48)).toBe(header.fileId);
      expect(bytes.subarray(48, 80)).toEqual(header.salt);
      expect(headerTag(bytes)).toEqual(bytes.subarray(80, 112));
      expect(parseHeader(bytes, keyId)).toEqual(header);
      expect(verdict(bytes)).toBe('ok');
    }),
  );
});

describe('each byte before the ids may hold what format 2.2 lists and nothing else', () => {
  const allowed: Record<number, number[]> = { 8: [1], 9: [1, 2], 10: [16, 17, 18, 19, 20, 21, 22], 11: [0, 1] };
  test.each([8, 9, 10, 11, 12, 13, 14, 15])('byte %i', (at) => {
    for (let value = 0; value < 256; value += 1) {
      const bytes = withByte(at, value);
      const fits = (allowed[at] ?? [0]).includes(value);
      // The tag covers it: an allowed value that is not this header's own is found there.
      const expected = bytes.equals(good) ? 'ok' : fits ? 'tampered' : 'unsupported';
      expect(verdict(bytes)).toBe(expected);
    }
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7])('byte %i of the magic', (at) => {
    for (let value = 0; value < 256; value += 1) {
      if (value !== good[at]) expect(verdict(withByte(at, value))).toBe('not-sealed');
    }
  });
});

test('every bit up to the tag is under the tag, and every bit of the tag counts (format 2.4)', () => {
  for (let bit = 16 * 8; bit < HEADER_BYTES * 8; bit += 1) {
    const bytes = withByte(bit >> 3, good[bit >> 3]! ^ (1 << (bit & 7)));
    expect(verdict(bytes)).toBe(bit < 32 * 8 ? 'wrong-key' : 'tampered');
    // Without a key id in hand nothing is compared, and the tag finds it.
    expect(() => checkHeaderTag(bytes, headerKey)).toThrow('tampered');
  }
  expect(() => checkHeaderTag(good, randomBytes(32))).toThrow('tampered');
});

test('faults are named in the order of format 2.6, as far as the bytes reach, and too few bytes last of all', () => {
  /** What each fault breaks, how far the bytes must reach for it to show, and its name; in the order of 2.6. */
  const faults = [
    { at: 3, reach: 4, code: 'not-sealed' },
    { at: 8, reach: 9, code: 'unsupported' },
    { at: 9, reach: 10, code: 'unsupported' },
    { at: 10, reach: 11, code: 'unsupported' },
    { at: 11, reach: 12, code: 'unsupported' },
    { at: 14, reach: 15, code: 'unsupported' },
    { at: 20, reach: 32, code: 'wrong-key' },
    { at: 100, reach: 112, code: 'tampered' },
  ];
  for (let length = 0; length <= HEADER_BYTES; length += 1) {
    for (let set = 0; set < 1 << faults.length; set += 1) {
      const bytes = Buffer.from(good.subarray(0, length));
      const chosen = faults.filter((_, index) => set & (1 << index));
      for (const { at } of chosen) if (at < length) bytes[at] = 0xff;
      const shown = chosen.find(({ reach }) => reach <= length);
      expect(verdict(bytes)).toBe(shown?.code ?? (length < HEADER_BYTES ? 'truncated' : 'ok'));
    }
  }
});

test('a stream gives the same verdict however its header comes in (format 2.6)', () => {
  const keyFile = newKeyFile('header', new Date(0));
  const sealer = new Sealer(keyFile, { fileId: '01'.repeat(16) });
  const sealed = Buffer.concat([...sealer.push(Buffer.from('content')), ...sealer.finish()]);
  const run = (bytes: Buffer, pieceBytes: number) => {
    const opener = new Opener(keyFile);
    try {
      for (let at = 0; at < bytes.length; at += pieceBytes)
        Array.from(opener.push(bytes.subarray(at, at + pieceBytes)));
      Array.from(opener.finish());
      return 'ok';
    } catch (error) {
      expect(opener.header).toBeUndefined();
      return (error as SealError).code;
    }
  };
  fc.assert(
    fc.property(fc.nat(111), fc.integer({ min: 1, max: 255 }), fc.nat(112), (at, difference, length) => {
      const bytes = Buffer.from(sealed.subarray(0, length));
      if (at < length) bytes[at]! ^= difference;
      expect(run(bytes, 1)).toBe(run(bytes, 1_000));
    }),
  );
});

test('a wrong key is told with both ids, and with no key id in hand nothing is compared (format 2.6)', () => {
  const given = '0'.repeat(32);
  expect(() => parseHeader(good, given)).toThrow(expect.objectContaining({ mismatch: { needs: keyId, given } }));
  expect(parseHeader(good)).toEqual(plainFields);
});

test('the salt handed out is a copy: what the bytes become later changes no key', () => {
  const bytes = Buffer.from(good);
  const { salt } = parseHeader(bytes, keyId);
  bytes.fill(0);
  expect(salt).toEqual(plainFields.salt);
});

describe('a header no reader would take is never written: the file would be lost', () => {
  test.each<[string, object]>([
    ['a file id that is no hex', { fileId: 'zz'.repeat(16) }],
    ['a file id with dashes', { fileId: '01901234-5678-7abc-8def-0123456789ab' }],
    ['a file id in capitals', { fileId: 'AB'.repeat(16) }],
    ['a short file id', { fileId: 'ab' }],
    ['a short key id', { keyId: '' }],
    ['a short salt', { salt: Buffer.alloc(31) }],
    ['a long salt', { salt: Buffer.alloc(33) }],
    ['e below 16', { exponent: 15 }],
    ['e above 22', { exponent: 23 }],
    ['e between', { exponent: 16.5 }],
    ['no e', { exponent: Number.NaN }],
    ['suite 3', { suite: 3 }],
    ['kind 2', { kind: 2 }],
  ])('%s', (_, change) => {
    expect(() => formatHeader({ ...plainFields, ...change }, headerKey)).toThrow(RangeError);
    if ('keyId' in change) return;
    expect(() => new Sealer(newKeyFile('header', new Date(0)), { ...plainFields, ...change })).toThrow(RangeError);
  });
});
