import fc from 'fast-check';
import { expect, test } from 'vitest';
import { originalSizeOf, withOriginalSize } from './picture-size.ts';

/** Pictures of one pixel: lossy, lossless with alpha, and one that is extended already. */
const LOSSY = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');
const LOSSLESS = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');
const ONE = { width: 1, height: 1 };
const size = fc.record({ width: fc.integer({ min: 1, max: 100_000 }), height: fc.integer({ min: 1, max: 100_000 }) });

test('a thumbnail tells the size of its picture, also when it is told a second time', () => {
  fc.assert(
    fc.property(fc.constantFrom(LOSSY, LOSSLESS), size, size, (webp, first, second) => {
      const once = withOriginalSize(webp, ONE, first);
      expect(originalSizeOf(once)).toEqual(first);
      const twice = withOriginalSize(once, ONE, second);
      expect(originalSizeOf(twice)).toEqual(second);
      expect(twice.length).toBe(once.length);
    }),
  );
});

test('it stays a WebP of the extended form, which says what it holds', () => {
  const head = (webp: Buffer, own: { width: number; height: number }) => {
    const bytes = Buffer.from(withOriginalSize(webp, own, { width: 4032, height: 2686 }));
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
    expect(bytes.length % 2).toBe(0);
    return bytes.subarray(12, 30).toString('hex');
  };
  const name = Buffer.from('VP8X').toString('hex');
  expect(head(LOSSY, { width: 480, height: 320 })).toBe(`${name}0a000000 08000000 df0100 3f0100`.replaceAll(' ', ''));
  expect(head(LOSSLESS, ONE)).toBe(`${name}0a000000 18000000 000000 000000`.replaceAll(' ', ''));
});

test('what tells nothing, or nonsense, has no size', () => {
  expect(originalSizeOf(LOSSY)).toBeUndefined();
  expect(originalSizeOf(withOriginalSize(LOSSY, ONE, { width: 0, height: 7 }))).toBeUndefined();
  expect(originalSizeOf(withOriginalSize(LOSSY, ONE, { width: 7, height: 2 ** 31 }))).toBeUndefined();
  const whole = withOriginalSize(LOSSY, ONE, { width: 4032, height: 2686 });
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(whole.length - 1), fc.nat(255), (length, at, byte) => {
      expect(originalSizeOf(whole.subarray(0, length))).toBeUndefined();
      const changed = whole.slice();
      changed[at] = byte;
      expect(() => originalSizeOf(changed)).not.toThrow();
    }),
  );
  const png = Buffer.from('89504e470d0a1a0a', 'hex');
  expect(Buffer.from(withOriginalSize(png, ONE, ONE)).equals(png)).toBe(true);
});
