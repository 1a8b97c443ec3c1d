import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fingerprintWords } from './fingerprint-words.ts';

const bytes = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');

test('six words are the fingerprint to the base 7,776, the highest digit first (format 5.3)', () => {
  expect(fingerprintWords(bytes(0n))).toBe(Array(6).fill('abacus').join(' '));
  expect(fingerprintWords(bytes(1n))).toBe(`${'abacus '.repeat(5)}abdomen`);
  expect(fingerprintWords(bytes(7776n))).toBe(`${'abacus '.repeat(4)}abdomen abacus`);
  expect(fingerprintWords(bytes(7776n ** 6n - 1n))).toBe(Array(6).fill('zoom').join(' '));
  // What lies above six digits is left out.
  expect(fingerprintWords(bytes(7776n ** 6n + 1n))).toBe(`${'abacus '.repeat(5)}abdomen`);
});

test('the accounts of the vectors have these words (format 5.3)', () => {
  const vectors = new URL('../../keys/vectors/people.json', import.meta.url);
  const { accounts } = JSON.parse(readFileSync(vectors, 'utf8')) as { accounts: { fingerprint: string }[] };
  const words = accounts.map(({ fingerprint }) => fingerprintWords(Buffer.from(fingerprint, 'hex')));
  expect(words).toEqual([
    'falsify comfy anywhere undead lesser deepen',
    'sliced shrink crafty broaden darkroom frying',
  ]);
});
