import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { BoxKey } from './box.ts';
import { SealError } from './errors.ts';

vi.mock('node:crypto', async (original) => {
  const engine = await original<typeof import('node:crypto')>();
  return { ...engine, createDecipheriv: vi.fn(engine.createDecipheriv) };
});
beforeEach(() => {
  vi.clearAllMocks();
});

const secret = randomBytes(32);
const key = new BoxKey(secret);
const ad = Buffer.from('what it is bound to');
const anyBytes = fc.uint8Array({ maxLength: 300 });
const expand = (info: string) => createHmac('sha256', secret).update(info).update(Uint8Array.of(1)).digest();
const cipherKey = expand('latchkey/v1/box/cipher');

/** iv || ct under a good tag, after format 4 alone. */
function tagged(body: Buffer, bound: Buffer = ad): Buffer {
  const length = Buffer.alloc(8);
  length.writeUInt32BE(bound.length, 4);
  const mac = createHmac('sha256', expand('latchkey/v1/box/mac')).update(length).update(bound).update(body).digest();
  return Buffer.concat([body, mac]);
}

function refusal(run: () => unknown): SealError {
  try {
    run();
  } catch (error) {
    if (error instanceof SealError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('any message under any associated data comes back, in a box as long as format 4 says', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (bound, message) => {
      const box = key.seal(bound, message);
      expect(box.length).toBe(16 + (Math.floor(message.length / 16) + 1) * 16 + 32);
      expect(key.open(bound, box)).toEqual(Buffer.from(message));
    }),
  );
});

test('a box is iv || ct || tag of format 4, as made by hand, and opens where made so', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (bound, message) => {
      const iv = randomBytes(16);
      const cipher = createCipheriv('aes-256-cbc', cipherKey, iv);
      const byHand = tagged(Buffer.concat([iv, cipher.update(message), cipher.final()]), Buffer.from(bound));
      expect(key.seal(bound, message, iv)).toEqual(byHand);
      expect(key.open(bound, byHand)).toEqual(Buffer.from(message));
    }),
  );
});

test('two boxes of one message differ: the iv is drawn each time', () => {
  const boxes = new Set(Array.from({ length: 100 }, () => key.seal(ad, Buffer.alloc(40)).toString('hex', 0, 32)));
  expect(boxes.size).toBe(100);
});

test('every flipped bit, every cut, every added byte is refused', () => {
  const box = key.seal(ad, Buffer.from('a message of more than one block'));
  for (let bit = 0; bit < box.length * 8; bit += 1) {
    const flipped = Buffer.from(box);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(refusal(() => key.open(ad, flipped)).code).toBe('tampered');
  }
  for (let length = 0; length < box.length; length += 1) {
    expect(refusal(() => key.open(ad, box.subarray(0, length))).code).toBe('tampered');
  }
  for (const more of [1, 15, 16, 32]) {
    expect(refusal(() => key.open(ad, Buffer.concat([box, Buffer.alloc(more)]))).code).toBe('tampered');
  }
  expect(createDecipheriv).not.toHaveBeenCalled();
});

test('a box opens under its own associated data and key and no other', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, anyBytes, (bound, other, message) => {
      fc.pre(!Buffer.from(bound).equals(other));
      const box = key.seal(bound, message);
      expect(refusal(() => key.open(other, box)).code).toBe('tampered');
      expect(refusal(() => new BoxKey(randomBytes(32)).open(bound, box)).code).toBe('tampered');
    }),
  );
});

test('a byte moved over the border between associated data and box is noticed (format 4: the length is under the tag)', () => {
  const box = key.seal(ad, Buffer.from('message'));
  for (let count = 1; count <= 16; count += 1) {
    const longer = Buffer.concat([ad, box.subarray(0, count)]);
    expect(refusal(() => key.open(longer, box.subarray(count))).code).toBe('tampered');
    const shorter = ad.subarray(0, -count);
    expect(refusal(() => key.open(shorter, Buffer.concat([ad.subarray(-count), box]))).code).toBe('tampered');
  }
});

describe('whatever is wrong with a box, it is one and the same error (format 4.1)', () => {
  const iv = randomBytes(16);
  const raw = (plain: Buffer) => {
    const cipher = createCipheriv('aes-256-cbc', cipherKey, iv).setAutoPadding(false);
    return Buffer.concat([iv, cipher.update(plain), cipher.final()]);
  };
  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['only a tag', tagged(Buffer.alloc(0))],
    ['no block', tagged(iv)],
    ['half a block', tagged(Buffer.alloc(40))],
    ['a bad tag', Buffer.alloc(64)],
    ['padding of 17 under a good tag', tagged(raw(Buffer.alloc(16, 17)))],
    ['padding of 0 under a good tag', tagged(raw(Buffer.alloc(16, 0)))],
    ['ragged padding under a good tag', tagged(raw(Buffer.from('0102030405060708090a0b0c0d0e0403', 'hex')))],
  ])('%s', (_, box) => {
    const plain = refusal(() => key.open(ad, box));
    expect([plain.code, plain.message, plain.mismatch, plain.cause]).toEqual([
      'tampered',
      'tampered',
      undefined,
      undefined,
    ]);
    const fromPassword = refusal(() => new BoxKey(secret, 'wrong-password').open(ad, box));
    expect([fromPassword.code, fromPassword.message]).toEqual(['wrong-password', 'wrong-password']);
  });
});

test('the tag is checked before anything is deciphered (format 4.1)', () => {
  const box = key.seal(ad, Buffer.from('message'));
  expect(key.open(ad, box).toString()).toBe('message');
  expect(createDecipheriv).toHaveBeenCalledTimes(1);
  box[box.length - 1]! ^= 1;
  refusal(() => key.open(ad, box));
  expect(createDecipheriv).toHaveBeenCalledTimes(1);
});

test('a key of another length than 32 bytes is none (format 4.1)', () => {
  for (const length of [0, 16, 31, 33, 64]) expect(() => new BoxKey(Buffer.alloc(length))).toThrow(RangeError);
});
