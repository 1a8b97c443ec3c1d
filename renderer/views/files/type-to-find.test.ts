import { expect, test } from 'vitest';
import { TypeToFind } from './type-to-find.ts';

const names = ['Alba', 'beach', 'Bergen', 'berlin', 'Ärmel', 'two words', 'two days'].map((name) => ({ name }));

test('letters typed one after the other are the beginning of a name, capitals and accents aside', () => {
  const finder = new TypeToFind();
  expect(finder.add('b', names, 0, 0)).toBe(1);
  expect(finder.add('e', names, 1, 300)).toBe(1);
  expect(finder.add('R', names, 1, 600)).toBe(2);
  expect(finder.add('l', names, 2, 900)).toBe(3);
  expect(finder.add('x', names, 3, 1200)).toBeUndefined();
});

test('one letter again and again goes from name to name and round', () => {
  const finder = new TypeToFind();
  expect([1, 2, 3, 1].map((from) => finder.add('b', names, from, 0))).toEqual([2, 3, 1, 2]);
});

test('after a pause a new word begins', () => {
  const finder = new TypeToFind();
  finder.add('b', names, 0, 0);
  expect(finder.isTyping(1000)).toBe(true);
  expect(finder.isTyping(1001)).toBe(false);
  expect(finder.add('a', names, 1, 1001)).toBe(4);
});

test('another key ends a word', () => {
  const finder = new TypeToFind();
  finder.add('b', names, 0, 0);
  finder.end();
  expect(finder.isTyping(0)).toBe(false);
  expect(finder.add('a', names, 1, 0)).toBe(4);
});

test('a blank belongs to the word that is typed', () => {
  const finder = new TypeToFind();
  for (const letter of ['t', 'w', 'o', ' ']) finder.add(letter, names, 5, 0);
  expect(finder.add('d', names, 5, 0)).toBe(6);
  expect(new TypeToFind().isTyping(0)).toBe(false);
});
