import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { startWords } from '../../words/words.ts';
import { placeWords } from './key-place.ts';

beforeAll(startWords);

const places: PlaceView[] = [
  { kind: 'stick', path: '/media/mira/HOLM', label: 'HOLM', freeBytes: 1 },
  { kind: 'documents', path: '/home/mira/Documents', label: '', freeBytes: 1 },
  { kind: 'computer', path: '/home/ada', label: '', freeBytes: 1 },
];

test.each([
  ['/media/mira/HOLM/work.key.json', 'USB stick HOLM'],
  ['/home/mira/Documents/work.key.json', 'Documents'],
  ['/home/mira/Documents-old/work.key.json', '/home/mira/Documents-old'],
  ['/home/ada/work.key.json', '/home/ada'],
])('%s lies in %s', (path, words) => {
  expect(placeWords(i18next.getFixedT(null, 'files'), path, places)).toBe(words);
});
