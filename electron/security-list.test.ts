import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const list = read('docs/electron-security.md');
const rows = list.split('\n').filter((line) => /^\| \d+ /.test(line));
/** A file is named from the root on, or is one of this folder. */
const placeOf = (name: string) => (existsSync(new URL(name, ROOT)) ? name : `electron/${name}`);
const names = (text: string) =>
  [...text.matchAll(/(?<![\w/])((?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.tsx?)\b/g)].map(([, name = '']) => name);

test('every recommendation that Electron publishes has its row, and each names what meets it', () => {
  expect(rows.map((row) => Number(/\d+/.exec(row)?.[0]))).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
});

test('every file that the list names is there', () => {
  const missing = [...new Set(names(list))].filter((name) => !existsSync(new URL(placeOf(name), ROOT)));
  expect(missing).toEqual([]);
});

test('every name of code that a row gives stands in a file that is named in the list', () => {
  const sources = [...new Set(names(list))].map((name) => read(placeOf(name))).join('\n');
  for (const row of rows) {
    const met = row.split('|')[3] ?? '';
    const code = [...met.matchAll(/`([\w.#]+)`/g)].map(([, name = '']) => name.replace(/^Shell\./, ''));
    for (const name of code) expect(sources, `${name} of ${row.slice(0, 40)}`).toContain(name);
  }
});

test('each row names the tests that fail when it no longer holds', () => {
  for (const row of rows) {
    const tests = names(row.split('|')[4] ?? '');
    expect(tests.length, row.slice(0, 40)).toBeGreaterThan(0);
    expect(tests.filter((name) => !/\.(test|spec)\.ts$/.test(name))).toEqual([]);
  }
});

test('Electron is pinned to one version, and the lock file agrees', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };
  expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
  expect(lock.packages['node_modules/electron']?.version).toBe(devDependencies['electron']);
});
