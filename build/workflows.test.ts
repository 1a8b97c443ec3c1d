import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FOLDER = new URL('../.github/workflows/', import.meta.url);
const workflows = readdirSync(FOLDER).map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')] as const);

test.each(workflows)('%s uses actions by their full commit, with the version beside', (_, text) => {
  const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
  expect(uses.length).toBeGreaterThan(0);
  expect(uses.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});

test.each(workflows)('%s may read the sources and nothing else, unless a job says why', (_, text) => {
  expect(text).toMatch(/^permissions:\n {2}contents: read\n$/m);
});

test.each(workflows)('%s puts nothing that others can write into a shell line', (_, text) => {
  const expressions = [...text.matchAll(/^\s*(?:- )?run: (.*(?:\n {10,}.*)*)/gm)].map(([, run = '']) => run);
  expect(expressions.length).toBeGreaterThan(0);
  expect(expressions.filter((run) => run.includes('${{'))).toEqual([]);
});

const textOf = (name: string) => workflows.find(([file]) => file === name)?.[1] ?? '';

test('every change is tested on three systems with the real Electron, whose absence is a failure', () => {
  const check = textOf('check.yml');
  expect(check).toMatch(/os: \[ubuntu-[\d.]+, macos-\d+, windows-\d+\]/);
  const systems = check.slice(check.indexOf('  systems:'));
  expect(systems).toContain('install-electron');
  const [tests, required] = [/run: .*npm test$/gm, /LATCHKEY_REQUIRE: electron\b/g].map((one) => systems.match(one));
  expect(tests).toHaveLength(2);
  expect(required).toHaveLength(2);
});

test('a release holds what all three systems built, its sums, what it is made of, and where it was built', () => {
  const release = textOf('release.yml');
  expect(release).toMatch(/os: \[ubuntu-[\d.]+, macos-\d+, windows-\d+\]/);
  for (const part of ['npm run dist', 'npm pack', 'npm sbom', 'SHA256SUMS', 'actions/attest-build-provenance@'])
    expect(release).toContain(part);
  expect(release).toContain('--draft');
});
