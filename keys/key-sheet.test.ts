import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatProtectedKeyFile, newKeyFile, parseKeyFile, unlockKeyFile } from './key-file.ts';
import { keySheetCode, keySheetText, parseKeySheet } from './key-sheet.ts';
import { MIN_COST, PasswordWork } from './password.ts';

const work = new PasswordWork();
const plain = newKeyFile('Fotos für Oma “2026” 🗝', new Date('2026-11-20T12:00:00.000Z'));
const locked = parseKeyFile(Buffer.from(await formatProtectedKeyFile(plain, 'open sesame', work, MIN_COST)));
const classic = parseKeyFile(
  Buffer.from(JSON.stringify({ key: plain.key.toString('base64'), iv: plain.iv.toString('base64') })),
);

test('a key file of any form comes back from either form of its sheet (format 1.6)', async () => {
  for (const file of [plain, locked, classic]) {
    for (const shown of [keySheetText(file), keySheetCode(file)]) {
      expect(parseKeySheet(Buffer.from(shown))).toEqual(file);
      // It is a key file for every other reader too.
      expect(parseKeyFile(Buffer.from(shown))).toEqual(file);
    }
    expect(keySheetCode(file)).toMatch(/^[\x20-\x7e]+$/);
  }
  const back = parseKeySheet(Buffer.from(keySheetCode(locked)));
  expect(back.form === 'protected' && (await unlockKeyFile(back, 'open sesame', work)).key).toEqual(plain.key);
});

test('a sign that was typed wrong is found, also where a passphrase hides the key (format 1.6)', () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.split('');
  for (const file of [plain, locked]) {
    const text = keySheetText(file);
    // Who types that name wrong has no check; one sign is wrong, then, and it is none of the key file.
    const name = text.indexOf('check');
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...letters), (at, letter) => {
        // Of a string's inside: what is typed wrong elsewhere is no JSON.
        fc.pre(/[0-9A-Za-z]/.test(text[at] ?? '') && text[at] !== letter && (at < name || at > name + 4));
        const typed = text.slice(0, at) + letter + text.slice(at + 1);
        expect(() => parseKeySheet(Buffer.from(typed))).toThrow(/damaged-key-file|unsupported/);
      }),
    );
  }
});

test('a key file without a check is read as ever', () => {
  expect(parseKeySheet(Buffer.from('{"key":"AAAAAAAAAAAAAAAAAAAAAA==","iv":"AAAAAAAAAAAAAAAAAAAAAA=="}')).form).toBe(
    'classic',
  );
});
