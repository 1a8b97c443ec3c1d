import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyOutline } from './key-outline.ts';

const digits = fc.stringMatching(/^[0-9A-F]{8}$/);
const asFingerprint = (text: string) => `${text.slice(0, 4)}-${text.slice(4)}`;

test('equal digits give equal drawings, in either case, with or without the dash', () => {
  fc.assert(
    fc.property(digits, (text) => {
      const outline = keyOutline(asFingerprint(text));
      expect(keyOutline(asFingerprint(text.toLowerCase()))).toBe(outline);
      expect(keyOutline(text)).toBe(outline);
    }),
  );
});

test('different digits give different drawings', () => {
  fc.assert(
    fc.property(digits, digits, (a, b) => {
      expect(keyOutline(a) === keyOutline(b)).toBe(a === b);
    }),
  );
});

test('notch i is flat from 35.4 + 6.7 i to 38.1 + 6.7 i, as deep as its digit', () => {
  fc.assert(
    fc.property(digits, (text) => {
      const outline = keyOutline(text);
      text.split('').forEach((digit, i) => {
        const y = Math.round((22.4 - (7.2 * Number.parseInt(digit, 16)) / 15) * 100) / 100;
        const [from, to] = [35.4 + 6.7 * i, 38.1 + 6.7 * i].map((x) => Math.round(x * 100) / 100);
        expect(outline).toContain(`L ${from} ${y} L ${to} ${y}`);
      });
    }),
  );
});

test.each(['', '4F2A', '4F2A-91CG', '4F2A-91CC0', 'zzzz-zzzz'])('%j is no fingerprint', (text) => {
  expect(() => keyOutline(text)).toThrow(RangeError);
});
