import { createCipheriv, getCiphers, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { availableCfb, blockwiseCfb, nativeCfb } from './cfb.ts';
import { SegmentCipher } from './segment.ts';

const length = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 70_000 }));

/** NIST SP 800-38A, F.3.17 (CFB128-AES256). */
const nist = {
  key: '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4',
  iv: '000102030405060708090a0b0c0d0e0f',
  plain:
    '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51' +
    '30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710',
  sealed:
    'dc7e84bfda79164b7ecd8486985d386039ffed143b28b1c832113c6331e5407b' +
    'df10132415e54b92a13ed0a8267ae2f975a385741ab9cef82031623d55b1e471',
};

describe.each([
  ['the engine', nativeCfb],
  ['single blocks', blockwiseCfb],
])('CFB128 of %s', (_, cfb) => {
  test('is that of NIST SP 800-38A, F.3.17, also cut short (format 2.5)', () => {
    const [key, iv, plain, sealed] = [nist.key, nist.iv, nist.plain, nist.sealed].map((hex) => Buffer.from(hex, 'hex'));
    for (let cut = 0; cut <= plain!.length; cut += 1) {
      expect(cfb.encipher(key!, iv!, plain!.subarray(0, cut))).toEqual(sealed!.subarray(0, cut));
      expect(cfb.decipher(key!, iv!, sealed!.subarray(0, cut))).toEqual(plain!.subarray(0, cut));
    }
  });

  test('leaves what it was given as it was', () => {
    const [key, iv, plain] = [randomBytes(32), randomBytes(16), randomBytes(1_000)];
    const copies = [key, iv, plain].map((bytes) => Buffer.from(bytes));
    cfb.encipher(key, iv, plain);
    cfb.decipher(key, iv, plain);
    expect([key, iv, plain]).toEqual(copies);
  });
});

test('blocks make the same bytes as the engine for any length, both ways', () => {
  fc.assert(
    fc.property(length, (bytes) => {
      const [key, iv, plain] = [randomBytes(32), randomBytes(16), randomBytes(bytes)];
      const sealed = nativeCfb.encipher(key, iv, plain);
      expect(sealed.length).toBe(bytes);
      expect(blockwiseCfb.encipher(key, iv, plain).equals(sealed)).toBe(true);
      expect(blockwiseCfb.decipher(key, iv, sealed).equals(plain)).toBe(true);
      expect(nativeCfb.decipher(key, iv, sealed).equals(plain)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('the engine is taken where it names the cipher, blocks where it does not', () => {
  expect(availableCfb(['aes-256-cbc', 'aes-256-cfb', 'aes-256-cfb8'])).toBe(nativeCfb);
  expect(availableCfb(['aes-256-cbc', 'aes-256-cfb1', 'aes-256-cfb8'])).toBe(blockwiseCfb);
  expect(availableCfb([])).toBe(blockwiseCfb);
  expect(availableCfb()).toBe(getCiphers().includes('aes-256-cfb') ? nativeCfb : blockwiseCfb);
});

test('feedback is 128 bits, not the 8 of a like-named cipher', () => {
  const [key, iv, plain] = [randomBytes(32), randomBytes(16), randomBytes(64)];
  const cfb8 = createCipheriv('aes-256-cfb8', key, iv);
  const eightBits = Buffer.concat([cfb8.update(plain), cfb8.final()]);
  expect(blockwiseCfb.encipher(key, iv, plain).equals(eightBits)).toBe(false);
});

test('segments sealed with one open with the other, and are the same bytes (format 2.5, suite 2)', () => {
  const objectKey = randomBytes(32);
  const header = { suite: 2, exponent: 16 } as const;
  const native = new SegmentCipher(header, objectKey, nativeCfb);
  const blockwise = new SegmentCipher(header, objectKey, blockwiseCfb);
  fc.assert(
    fc.property(fc.nat(5), fc.integer({ min: 1, max: 65_536 }), (index, bytes) => {
      const plain = randomBytes(bytes);
      const [one, other] = [native, blockwise].map((cipher) => Buffer.concat(cipher.seal(index, true, plain).stored));
      expect(one!.equals(other!)).toBe(true);
      expect(blockwise.open(index, true, one!).equals(plain)).toBe(true);
      expect(native.open(index, true, other!).equals(plain)).toBe(true);
    }),
    { numRuns: 40 },
  );
});
