import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import type { LinkView } from '../../../backend/contract/links.ts';
import { startWords } from '../../words/words.ts';
import { linkName, stateWords, whatWords } from './link-words.ts';

const NOW = new Date(2026, 10, 20, 12);
const LINK: LinkView = {
  id: 'a',
  names: ['Photos/Lofoten 2026'],
  count: 12,
  bytes: 48e6,
  made: NOW.toISOString(),
  expiry: new Date(2026, 10, 27, 14, 2).toISOString(),
  downloads: 1,
  used: 0,
  state: 'open',
  protected: false,
};
const words = (change: Partial<LinkView>) => {
  const link = { ...LINK, ...change };
  const t = i18next.getFixedT('en', 'links');
  return {
    name: linkName(t, link),
    inside: linkName(t, link, 'inside'),
    state: stateWords(t, link, NOW),
    what: whatWords(t, link),
  };
};

beforeAll(startWords);

test('a link is called by what it opens, quoted inside a sentence where it could be read as words', () => {
  expect(words({})).toMatchObject({ name: 'Lofoten 2026', inside: '“Lofoten 2026”', what: '12 files, 48 MB' });
  expect(words({ names: ['a/b.jpg', 'c', 'd'], count: 1, protected: true })).toMatchObject({
    name: 'b.jpg and 2 more',
    inside: 'b.jpg and 2 more',
    what: '1 file, 48 MB, with a password',
  });
});

test('it says how often and how long it still works, or why it does not', () => {
  expect(words({}).state).toBe('1 download left, until 27 November at 14:02');
  expect(words({ downloads: 3, used: 2 }).state).toBe('1 of 3 downloads left, until 27 November at 14:02');
  expect(words({ used: 1, state: 'used' }).state).toBe('Used up');
  expect(words({ downloads: 3, used: 3, state: 'used' }).state).toBe('Used up, all 3 downloads');
  const past = new Date(2026, 10, 19, 9, 30).toISOString();
  for (const state of ['expired', 'open'] as const) {
    expect(words({ state, expiry: past }).state).toBe('Expired 19 November at 09:30');
  }
});
