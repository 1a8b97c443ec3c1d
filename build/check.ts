import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provide } from './machine.ts';

/** What `npm test` runs. Every check runs even where an earlier one failed; the last line counts all of them. */
const CHECKS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format', 'oxfmt', '--check', '.'],
  ['lint and layers', 'oxlint', '--type-aware', '--deny-warnings'],
  ['types', 'tsc', '-p', '.'],
  ['unused code', 'knip', '--no-progress'],
];

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

function run(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  return status === 0;
}

function check(): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, command, ...args] of CHECKS) {
    process.stdout.write(`\n== ${name}\n`);
    if (run(command, args)) tally.passed += 1;
    else tally.failed += 1;
  }
  return tally;
}

/** A run that ends without a report, or with a failure that no test shows, counts as one failure. */
function test(tally: Tally): void {
  process.stdout.write('\n== tests\n');
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-check-'));
  try {
    const report = join(folder, 'report.json');
    const passed = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
    tally.passed += numPassedTests;
    tally.failed += numFailedTests + (passed || numFailedTests > 0 ? 0 : 1);
    tally.skipped += numPendingTests + numTodoTests;
    if (numPassedTests === 0) tally.failed += 1;
  } catch {
    tally.failed += 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

provide('curl');
const tally = check();
test(tally);
const { passed, failed, skipped } = tally;
process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = failed === 0 ? 0 : 1;
