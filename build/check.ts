import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { has, provide } from './machine.ts';

/** What `npm test` runs. Every check runs even where an earlier one failed; the last line counts all of them. */
const CHECKS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format', 'oxfmt', '--check', '.'],
  ['lint and layers', 'oxlint', '--type-aware', '--deny-warnings'],
  ['types', 'tsc', '-p', '.'],
  ['types of the window', 'tsc', '-p', 'renderer'],
  ['types of its tests', 'tsc', '-p', 'e2e'],
  ['unused code', 'knip', '--no-progress'],
];

/** A real S3 server of one node: gateway, monitor, store and the tools that set them up. */
const CEPH_PACKAGES = ['radosgw', 'ceph-mon', 'ceph-osd', 'ceph-common'];

/** Makes old files that owe nothing to this program. Debian's package is the system's interpreter's. */
function hasPycryptodome(): boolean {
  return spawnSync('/usr/bin/python3', ['-c', 'import Cryptodome'], { stdio: 'ignore' }).status === 0;
}

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** Of those that passed: not the first time. Each wants to be looked into. */
  flaky: number;
}

const required = (process.env['LATCHKEY_REQUIRE'] ?? '').split(',');

function run(command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): boolean {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, ...more },
  });
  return status === 0;
}

function check(tally: Tally): void {
  for (const [name, command, ...args] of CHECKS) {
    process.stdout.write(`\n== ${name}\n`);
    if (run(command, args)) tally.passed += 1;
    else tally.failed += 1;
  }
}

/** Runs a test runner that writes a report. One that ends without it, or fails without a failed test, counts as one failure. */
function test(tally: Tally, name: string, start: (report: string) => boolean, read: (report: unknown) => Tally): void {
  process.stdout.write(`\n== ${name}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-check-'));
  try {
    const report = join(folder, 'report.json');
    const isGood = start(report);
    const { passed, failed, skipped, flaky } = read(JSON.parse(readFileSync(report, 'utf8')));
    tally.passed += passed;
    tally.failed += failed + ((isGood || failed > 0) && passed > 0 ? 0 : 1);
    tally.skipped += skipped;
    tally.flaky += flaky;
  } catch {
    tally.failed += 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unitTests(tally: Tally): void {
  const start = (report: string) =>
    run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  test(tally, 'tests', start, (report) => {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report as Record<string, number>;
    return {
      passed: numPassedTests ?? 0,
      failed: numFailedTests ?? 0,
      skipped: (numPendingTests ?? 0) + (numTodoTests ?? 0),
      flaky: 0,
    };
  });
}

/** What the window showed when a test failed: where nobody can look at the pictures, this is all there is. */
function tellOfFailedPages(): void {
  for (const file of globSync('dist/e2e/*/error-context.md')) {
    const snapshot = /```yaml\n[^]*?```/.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
    process.stdout.write(`\n${file}\n${snapshot.split('\n').slice(0, 150).join('\n')}\n`);
  }
}

/** Without a browser the window cannot be tested: one skip, or a failure where the browser is required. */
function windowTests(tally: Tally): void {
  if (!has('chromium') && !required.includes('chromium')) {
    process.stdout.write('\n== the window\nSkipped: no Chromium is installed.\n');
    tally.skipped += 1;
    return;
  }
  const start = (report: string) =>
    run('playwright', ['test', '-c', 'e2e/playwright.config.ts'], { LATCHKEY_E2E_REPORT: report });
  test(tally, 'the window', start, (report) => {
    const {
      expected = 0,
      unexpected = 0,
      skipped = 0,
      flaky = 0,
    } = (report as { stats: Record<string, number> }).stats;
    if (unexpected + flaky > 0) tellOfFailedPages();
    return { passed: expected + flaky, failed: unexpected, skipped, flaky };
  });
}

for (const command of ['curl', 'chromium']) provide(command);
provide('radosgw', CEPH_PACKAGES);
provide('pycryptodome', ['python3-pycryptodome'], hasPycryptodome());
const tally: Tally = { passed: 0, failed: 0, skipped: 0, flaky: 0 };
check(tally);
unitTests(tally);
windowTests(tally);
const { passed, failed, skipped, flaky } = tally;
const more = [skipped > 0 ? `, ${skipped} skipped` : '', flaky > 0 ? `, ${flaky} of the passed at the second try` : ''];
process.stdout.write(`\n${passed} passed, ${failed} failed${more.join('')}\n`);
process.exitCode = failed === 0 ? 0 : 1;
