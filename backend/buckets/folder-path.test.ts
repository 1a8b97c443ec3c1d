import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOSTILE_KEYS } from './bucket-contract-keys.ts';
import { fileNames, keyPart } from './folder-path.ts';

const ID = '0123456789abcdef0123456789abcdef';
const SEALED = 'AZaz09-_'.repeat(20);

const anyKey = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 60 })
  .filter((key) => key.isWellFormed() && !key.includes('\0'));

/** What no system takes for anything but a plain name: Windows' rules, which contain the others'. */
function isSafe(name: string): boolean {
  const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name);
  const shortName = /^[^.]{1,6}~\d+(\.|$)/.test(name);
  return /^[A-Za-z0-9._~%-]{1,250}$/.test(name) && !/^\.|\.$/.test(name) && !device && !shortName;
}

function keyOf(names: readonly string[]): string {
  const parts = names.map((name) => keyPart(name));
  return parts
    .map((part, index) => part?.text + (part?.continues === true || index === parts.length - 1 ? '' : '/'))
    .join('');
}

test.each([
  'vault.json',
  `accounts/${ID}.0000000001.json`,
  `files/${ID}/${ID}.${SEALED}/${SEALED}/Rest`,
  `files/${ID}/${ID}.~AZaz09-_AZaz09-_AZaz09`,
  `names/${ID}/${ID}.${ID}.4294967295.${SEALED}/-x_`,
  `long/${ID}/${ID}.AZaz09-_AZaz09-_AZaz09`,
  `thumbs/${ID}/${ID}`,
  `shares/${ID}/${ID}.${ID}.json`,
  `links/${ID}.12.used`,
])('an object of Latchkey is the file of its own key: %s', (key) => {
  expect(fileNames(key).join('/')).toBe(key);
});

test('every file name is a plain one on every system', () => {
  for (const key of HOSTILE_KEYS) expect(fileNames(key).filter((name) => !isSafe(name))).toEqual([]);
  fc.assert(fc.property(anyKey, (key) => fileNames(key).every(isSafe)));
});

test('file names tell the key they stand for, so that no two keys have the same', () => {
  for (const key of HOSTILE_KEYS) expect(keyOf(fileNames(key))).toBe(key);
  fc.assert(fc.property(anyKey, (key) => keyOf(fileNames(key)) === key));
});

test('names that differ only in case come from different keys only below one id', () => {
  const folded = new Map<string, string>();
  for (const key of HOSTILE_KEYS.flatMap((key) => [key, key.toUpperCase(), key.toLowerCase()])) {
    if (key.includes(ID) || Buffer.byteLength(key) > 1024) continue;
    const path = fileNames(key).join('/').toLowerCase();
    expect(folded.get(path) ?? key).toBe(key);
    folded.set(path, key);
  }
  expect(folded.size).toBeGreaterThan(HOSTILE_KEYS.length);
});

test.each(['.DS_Store', '.x', 'a b', 'a%', '%', '%zz', '%c3%a4', '%C3', '%ED%A0%80', 'Icon\r', 'd\u00e4'])(
  'the file name %j alone is not one that a key ends with',
  (name) => {
    const part = keyPart(name);
    expect(part === undefined || part.continues).toBe(true);
  },
);
