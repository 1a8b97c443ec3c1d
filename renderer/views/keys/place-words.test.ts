import { beforeAll, expect, test } from 'vitest';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { startWords } from '../../words/words.ts';
import { pathWords, whereWords } from './place-words.ts';

beforeAll(startWords);

const places: PlaceView[] = [
  { kind: 'stick', path: 'E:\\', label: 'ALMA', freeBytes: 1 },
  { kind: 'stick', path: '/mnt/usb', label: 'KEYS', freeBytes: 1 },
  { kind: 'documents', path: '/home/mira/Documents', label: '', freeBytes: 1 },
];

test.each([
  ['/mnt/usb/work.json', 'USB stick KEYS / work.json', 'on USB stick KEYS'],
  ['/Volumes/HOLM/keys/tax-papers.json', 'USB stick HOLM / keys / tax-papers.json', 'on USB stick HOLM'],
  ['/media/mira/HOLM/a.json', 'USB stick HOLM / a.json', 'on USB stick HOLM'],
  ['/run/media/mira/HOLM/a.json', 'USB stick HOLM / a.json', 'on USB stick HOLM'],
  ['E:\\keys\\a.json', 'USB stick ALMA / keys / a.json', 'on USB stick ALMA'],
  ['/home/mira/Documents/work.json', 'Documents / work.json', 'in Documents'],
  ['/home/mira/Documents-old/work.json', '/home/mira/Documents-old/work.json', 'in /home/mira/Documents-old'],
  ['C:\\keys\\a.json', 'C:\\keys\\a.json', 'in C:\\keys'],
  ['/a.json', '/a.json', 'in /a.json'],
])('%s is %s, %s', (path, words, where) => {
  expect(pathWords(path, places)).toBe(words);
  expect(whereWords(path, places)).toBe(where);
});
