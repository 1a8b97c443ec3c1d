import { expect, test } from 'vitest';
import { weaknessOf } from './weak-secret.ts';

test.each([
  ['hunter2', '', 'short'],
  ['Password123!', '', 'common'],
  ['qwertyuiop', '', 'common'],
  ['aaaaaaaaaaaaaaaa', '', 'repeats'],
  ['abababababababab', '', 'repeats'],
  ['20260304 17590231', '', 'digits'],
  ['Mira1987', 'mira', 'name'],
  ['', 'mira', undefined],
  ['velvet harbour copper nine', 'mira', undefined],
  ['my dragon eats copper pipes', '', undefined],
  ['mira has velvet harbours', 'mira', undefined],
  ['kX4!pQ9#vT2m', '', undefined],
])('%j of %j is %s', (secret, name, weakness) => {
  expect(weaknessOf(secret, name)).toBe(weakness);
});
