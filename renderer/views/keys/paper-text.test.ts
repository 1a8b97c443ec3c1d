import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newKeyFile } from '../../../keys/key-file.ts';
import { keySheetCode, keySheetText, parseKeySheet } from '../../../keys/key-sheet.ts';
import { keyFileOfPaper } from './paper-text.ts';

const key = newKeyFile('Holiday photos', new Date('2026-11-20T12:00:00.000Z'));

test('a line may break anywhere, and quotes may be curly: the key file comes back', () => {
  for (const text of [keySheetText(key), keySheetCode(key)]) {
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), fc.constantFrom('\n', '\r\n', '\n   '), (places, lineBreak) => {
        let typed = text;
        for (const at of places.toSorted((a, b) => b - a)) {
          // A space at the end of a line is not seen on paper, so a break there takes it away.
          if (text[at - 1] !== ' ' && text[at] !== ' ') typed = typed.slice(0, at) + lineBreak + typed.slice(at);
        }
        expect(parseKeySheet(keyFileOfPaper(typed))).toEqual(key);
        const curly = typed.replaceAll(/"([^"]*)"/g, '“$1”').replaceAll(': ', ':\u00a0');
        expect(parseKeySheet(keyFileOfPaper(curly))).toEqual(key);
      }),
    );
  }
});
