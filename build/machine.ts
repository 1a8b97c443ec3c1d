import { spawnSync } from 'node:child_process';

/** Whether a command can be run here. */
export function has(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/**
 * Installs the Debian packages of a command that the tests drive, where it is missing and this user may. Where it cannot be had
 * the tests that need it are skipped, unless LATCHKEY_REQUIRE names it: then they fail.
 * @param isThere for what is no command
 */
export function provide(command: string, packages: readonly string[] = [command], isThere = has(command)): void {
  if (isThere || process.getuid?.() !== 0 || !has('apt-get')) return;
  process.stdout.write(`Installing ${packages.join(', ')} for the tests.\n`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-q', '-y', '--no-install-recommends', ...packages],
  ]) {
    spawnSync('apt-get', args, { stdio: 'ignore', env: environment });
  }
}
