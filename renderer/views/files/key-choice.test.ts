import { describe, expect, test } from 'vitest';
import { fingerprintOf, isRightKey, keyStep, keysAtHand, keyTitle, offeredKey, sealingKey } from './key-choice.ts';
import { FAMILY, testKey, WORK } from './test-files.ts';

describe('what a key needs before it can be used', () => {
  test.each([
    ['an open one nothing', { open: true, present: false }, 'ready'],
    ['a plain one in its place is opened', {}, 'open'],
    ['a protected one asks for its passphrase', { form: 'protected' as const }, 'passphrase'],
    ['one that is not there is pointed at', { present: false }, 'point'],
    ['one whose place was forgotten is pointed at', { path: null }, 'point'],
  ])('%s', (_, more, step) => expect(keyStep(testKey(FAMILY, more))).toBe(step));
  test('one never met is pointed at', () => expect(keyStep(undefined)).toBe('point'));
});

describe('the key that seals', () => {
  test('is the one used last, even where it must be asked for', () => {
    const last = testKey(WORK, { lastUsed: true, present: false });
    expect(sealingKey([testKey(FAMILY), last])).toBe(last);
  });

  test('is the only one at hand; of several none is guessed', () => {
    const [one, away] = [testKey(FAMILY), testKey(WORK, { present: false })];
    expect(sealingKey([one, away])).toBe(one);
    expect(sealingKey([one, testKey(WORK)])).toBeUndefined();
    expect(sealingKey([])).toBeUndefined();
    expect(keysAtHand([one, away])).toEqual([one]);
  });
});

describe('a wrong key', () => {
  test('is one whose id differs; names do not count', () => {
    expect(isRightKey(FAMILY, { id: WORK })).toBe(false);
    expect(isRightKey(FAMILY, { id: FAMILY })).toBe(true);
    expect(isRightKey(undefined, { id: WORK })).toBe(true);
  });

  test('is mended by the right one only where that is at hand', () => {
    expect(offeredKey(FAMILY, [testKey(WORK), testKey(FAMILY)])?.id).toBe(FAMILY);
    expect(offeredKey(FAMILY, [testKey(FAMILY, { present: false })])).toBeUndefined();
    expect(offeredKey(FAMILY, [testKey(WORK)])).toBeUndefined();
  });
});

test('a key is called by its name, else by its fingerprint', () => {
  expect(keyTitle(FAMILY, new Map([[FAMILY, testKey(FAMILY)]]))).toBe('Family photos');
  expect(keyTitle(FAMILY, new Map([[FAMILY, testKey(FAMILY, { name: null })]]))).toBe('4F2A-91CC');
  expect(keyTitle(FAMILY, new Map())).toBe('4F2A-91CC');
  expect(fingerprintOf('77b01e5d')).toBe('77B0-1E5D');
});
