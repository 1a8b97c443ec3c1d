import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isVaultPath, toVaultPath } from '../vault/path.ts';
import { LocalPlaces, localName, nameRulesOf, numbered, relativeTo, type NameRules } from './local-name.ts';

const RULES: NameRules[] = ['linux', 'darwin', 'win32'];
const nasty = fc.constantFrom(
  'a',
  'A',
  'a (2)',
  'con',
  'CON.txt',
  'a:b',
  'a?b',
  'x.',
  'x ',
  'ß',
  'SS',
  'ſ',
  's',
  'é',
  '..x',
);
const path = fc
  .array(fc.oneof(nasty, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 })), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/').normalize('NFC'))
  .filter(isVaultPath);

describe.each(RULES)('on %s', (rules) => {
  const fold = (place: string) =>
    rules === 'linux' ? place : place.toLowerCase().toUpperCase().toLowerCase().normalize('NFC');

  test('different paths never get one place, nor is one the folder of another', () => {
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 12 }), (paths) => {
        const places = new LocalPlaces(rules);
        const placed = paths.map((each) => fold(places.place('/root', each)));
        expect(new Set(placed).size).toBe(paths.length);
        for (const [a, b] of placed.flatMap((one) => placed.map((other) => [one, other] as const))) {
          expect(a.startsWith(`${b}/`)).toBe(false);
        }
      }),
    );
  });

  test('every place lies below the root, as deep as its path', () => {
    fc.assert(
      fc.property(path, (each) => {
        const place = new LocalPlaces(rules).place('/root', each);
        expect(place.startsWith('/root/')).toBe(true);
        expect(place.split('/')).toHaveLength(each.split('/').length + 2);
        expect(place.split('/')).not.toContain('..');
      }),
    );
  });

  test('the same path gets the same place again, and one cut out of another folder gets another', () => {
    const places = new LocalPlaces(rules);
    const first = places.place('/root', 'd/cat.png', 'x');
    expect(places.place('/root', 'd/cat.png', 'x')).toBe(first);
    expect(places.place('/root', 'd/cat.png', 'y')).toBe('/root/d (2)/cat.png');
    expect(places.place('/root', 'd/dog.png', 'y')).toBe('/root/d (2)/dog.png');
  });

  test('a file and a folder of one name stand side by side', () => {
    const places = new LocalPlaces(rules);
    expect([places.place('/r', 'a.b'), places.place('/r', 'a.b/c')]).toEqual(['/r/a.b', '/r/a (2).b/c']);
  });
});

test('names that differ in case, also in letters that meet only as capitals, are one on macOS and Windows', () => {
  for (const [one, other] of [
    ['Case', 'case'],
    ['ſ', 's'],
    ['ς', 'σ'],
    ['ẞ', 'ß'],
  ]) {
    for (const rules of RULES) {
      const places = new LocalPlaces(rules);
      places.place('/r', one!);
      const expected = rules === 'linux' ? other : `${other} (2)`;
      expect(places.place('/r', other!)).toBe(`/r/${expected}`);
    }
  }
});

test.each([
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['nul .txt', '_nul .txt'],
  ['Com1', '_Com1'],
  ['LPT³.a.b', '_LPT³.a.b'],
  ['conin$', '_conin$'],
  ['console', 'console'],
  ['com10', 'com10'],
  ['a<b>c:d"e|f?g*h', 'a_b_c_d_e_f_g_h'],
  ['x.', 'x_'],
  ['x. .', 'x___'],
  ['...', '___'],
  ['.hidden', '.hidden'],
  ['a b.c', 'a b.c'],
])('Windows gets %j as %j, the others as it is', (segment, mapped) => {
  expect(localName(segment, 'win32')).toBe(mapped);
  for (const rules of ['linux', 'darwin'] as const) expect(localName(segment, rules)).toBe(segment);
});

test('numbers stand before the extension, if there is one', () => {
  const names = ['cat.png', 'README', '.profile', 'a.tar.gz'].map((name) => numbered(name, 2));
  expect(names).toEqual(['cat (2).png', 'README (2)', '.profile (2)', 'a.tar (2).gz']);
});

test('what is asked for arrives under its own last name', () => {
  const whole = toVaultPath('a/b/c/d');
  const arrived = ['a', 'a/b', 'a/b/c/d'].map((asked) => relativeTo(whole, toVaultPath(asked)));
  expect(arrived).toEqual(['a/b/c/d', 'b/c/d', 'd']);
});

test('each platform has its rules', () => {
  const platforms = ['linux', 'freebsd', 'darwin', 'win32'] as const;
  expect(platforms.map(nameRulesOf)).toEqual(['linux', 'linux', 'darwin', 'win32']);
});
