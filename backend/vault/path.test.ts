import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  baseName,
  isVaultPath,
  isWithin,
  joinPath,
  MAX_PATH_BYTES,
  parentOf,
  pathFault,
  toVaultFolder,
  toVaultPath,
} from './path.ts';

const invalid = expect.objectContaining({ name: 'VaultError', code: 'invalid-path' });

test('a part has at most 255 bytes, counted in UTF-8 (format 3.4)', () => {
  expect(isVaultPath('x'.repeat(255))).toBe(true);
  expect(isVaultPath('x'.repeat(256))).toBe(false);
  expect(isVaultPath(`a/${'é'.repeat(127)}x/b`)).toBe(true);
  expect(isVaultPath(`a/${'é'.repeat(128)}/b`)).toBe(false);
  expect(() => toVaultPath('x'.repeat(256))).toThrow(invalid);
});

test('a path has at most 4,096 bytes (format 3.4)', () => {
  const full = `${'x'.repeat(255)}/`.repeat(16);
  expect(isVaultPath(full.slice(0, -1))).toBe(true);
  const edge = `${'x'.repeat(254)}/`.repeat(15) + 'x'.repeat(254);
  const filled = `${edge}/${'y'.repeat(MAX_PATH_BYTES - edge.length - 1)}`;
  expect(Buffer.byteLength(filled)).toBe(4096);
  expect(isVaultPath(filled)).toBe(true);
  expect(pathFault(`${filled}y`)).toBe('is longer than 4096 bytes');
  expect(isVaultPath(`${filled.slice(0, -1)}é`)).toBe(false);
});

test('regression: marks without end are no path at once; composing them took time with the square of their number', () => {
  const marks = `a${'\u0301\u0316'.repeat(1_000_000)}`;
  expect(pathFault(marks)).toBe('is longer than 4096 bytes');
  expect(() => toVaultPath(marks)).toThrow(invalid);
});

test('only the composed form is a path; what a person types is composed (format 3.4)', () => {
  expect(isVaultPath('e\u0301te')).toBe(false);
  expect(toVaultPath('e\u0301te')).toBe('\u00e9te');
  // Counted after composing.
  expect(toVaultPath('e\u0301'.repeat(127))).toHaveLength(127);
});

test('control characters, NUL and backslash stand in no path (format 3.4)', () => {
  const codes = [
    ...Array.from({ length: 32 }, (_, code) => code),
    ...Array.from({ length: 33 }, (_, code) => 0x7f + code),
  ];
  for (const code of codes) expect(isVaultPath(`a${String.fromCharCode(code)}b`), code.toString(16)).toBe(false);
  for (const text of ['a\\b', '\\', '..\\..\\etc', 'C:\\x']) expect(isVaultPath(text), text).toBe(false);
  expect(isVaultPath('a\u00a0b')).toBe(true);
  expect(isVaultPath('a\ud800')).toBe(false);
});

test('no part is empty, "." or "..", wherever it stands (format 3.4)', () => {
  for (const text of ['', '/', '.', '..', 'a//b', '/a', 'a/', './a', '../a', 'a/.', 'a/..', 'a/../b', 'a/./b']) {
    expect(isVaultPath(text), text).toBe(false);
  }
  for (const text of ['...', '.a', 'a.', 'a..b', '..a', ' ', 'NUL', 'a:b', 'x.'])
    expect(isVaultPath(text), text).toBe(true);
});

test('slashes at the ends are taken from what a person types, and nothing else is', () => {
  expect(toVaultPath('//a/b//')).toBe('a/b');
  expect(toVaultPath('./a')).toBe('a');
  for (const text of ['', '///', '..', 'a/../b', 'a//b', 'a/./b', 'a\0'])
    expect(() => toVaultPath(text), text).toThrow(invalid);
  for (const text of [undefined, '', '.', './', '/', '//']) expect(toVaultFolder(text)).toBeUndefined();
  expect(toVaultFolder('a/')).toBe('a');
  expect(() => toVaultFolder('..')).toThrow(invalid);
});

test('paths join, and come apart again', () => {
  expect(joinPath(undefined, 'a')).toBe('a');
  expect(joinPath(toVaultPath('a'), 'b/c')).toBe('a/b/c');
  expect(() => joinPath(toVaultPath('a'), '../b')).toThrow(invalid);
  expect(baseName(toVaultPath('a/b/c'))).toBe('c');
  expect(baseName(toVaultPath('c'))).toBe('c');
  expect(parentOf(toVaultPath('a/b/c'))).toBe('a/b');
  expect(parentOf(toVaultPath('c'))).toBeUndefined();
  expect(isWithin(toVaultPath('a/b'), toVaultPath('a'))).toBe(true);
  expect(isWithin(toVaultPath('ab'), toVaultPath('a'))).toBe(false);
  expect(isWithin(toVaultPath('a'), toVaultPath('a'))).toBe(false);
  expect(isWithin(toVaultPath('a'), undefined)).toBe(true);
});

test('whatever text is taken as a path stays in its folder and is taken again as it is (format 3.4)', () => {
  const piece = fc.oneof(
    fc.constantFrom('/', '.', '..', '\\', '\0', '\n', 'a', 'e\u0301', ' ', '\u202e', 'x'.repeat(200)),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      if (!isVaultPath(text)) return;
      expect(toVaultPath(text)).toBe(text);
      expect(
        new URL(`file:///r/${text.split('/').map(encodeURIComponent).join('/')}`).pathname.split('/'),
      ).toHaveLength(text.split('/').length + 2);
      expect(text.split('/').every((part) => part !== '' && part !== '.' && part !== '..')).toBe(true);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
      expect(/[\p{Cc}\\]/u.test(text)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});
