import fc from 'fast-check';
import { expect, test } from 'vitest';
import { downloadName } from './download-name.ts';

test.each([
  ['Lofoten 2026/hamnoy-morning.jpg', 'hamnoy-morning.jpg'],
  ['a:b*c?.txt', 'a_b_c_.txt'],
  ['NUL', '_NUL'],
  ['com1.txt', '_com1.txt'],
  ['.bashrc', '_bashrc'],
  ['x. .', 'x___'],
  ['plan \u202egpj.exe', 'plan _gpj.exe'],
  ['zero\u200bwidth.pdf', 'zero_width.pdf'],
  ['<img src=x onerror=alert(1)>', '_img src=x onerror=alert(1)_'],
  ['naïve – 見.txt', 'naïve – 見.txt'],
])('%j is saved as %j', (path, name) => {
  expect(downloadName(path)).toBe(name);
});

test('whatever a record says, the name is one that every system saves and keeps its ending', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 255 }), (path) => {
      const name = downloadName(`${path}x.pdf`);
      expect(name.endsWith('.pdf')).toBe(true);
      expect(name).not.toMatch(/[/\\:*?"<>|\u0000-\u001f\u202e]|^\./);
      expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(200);
      expect(name.isWellFormed()).toBe(path.isWellFormed());
    }),
  );
});
