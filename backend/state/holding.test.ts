import { expect, test } from 'vitest';
import { HeldRows, Holder } from './holding.ts';

const noon = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;

function seen(by: { pid: number; at: number; isAlive: boolean }, row: { holder: number; held_until: number }): boolean {
  return new Holder(
    () => new Date(by.at),
    by.pid,
    () => by.isAlive,
  ).isTaken(row);
}

const row = new Holder(() => new Date(noon), 7).held();

test('a row is its holder’s as long as that lives and writes, and never taken from itself', () => {
  expect(seen({ pid: 8, at: noon + 1000, isAlive: true }, row)).toBe(true);
  expect(seen({ pid: 7, at: noon + 1000, isAlive: true }, row)).toBe(false);
  expect(seen({ pid: 8, at: noon + 1000, isAlive: false }, row)).toBe(false);
});

test('a process number that is used anew after a restart holds nothing for long', () => {
  expect(seen({ pid: 8, at: noon + MINUTE, isAlive: true }, row)).toBe(false);
  expect(seen({ pid: 8, at: noon + 1000, isAlive: true }, { holder: 7, held_until: 0 })).toBe(false);
});

test('nor does a time that was written by a clock which was set back since', () => {
  expect(seen({ pid: 8, at: noon - 60 * MINUTE, isAlive: true }, row)).toBe(false);
});

test('what is held is known until it is let go of', () => {
  const held = new HeldRows();
  held.add('a', () => Promise.resolve());
  expect([held.has('a'), held.has('b')]).toEqual([true, false]);
  held.delete('a');
  expect(held.has('a')).toBe(false);
});
