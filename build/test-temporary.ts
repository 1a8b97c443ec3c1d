import { readFileSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Bytes that all tests together may have in files at one moment, and then some. */
const NEEDED = 8 * 2 ** 30;
const IN_MEMORY = '/dev/shm';

/**
 * Where tests keep what they make: in memory where Linux has room for it, since a third of their time would go to disks that are told to make
 * durable what is thrown away. Whoever sets TMPDIR has it there.
 */
export function testTemporary(): string {
  if (process.env['TMPDIR'] !== undefined || process.platform !== 'linux') return tmpdir();
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    // Tests start programs that they put there.
    const [, options = 'noexec'] = / \/dev\/shm \S+ (\S+)/.exec(readFileSync('/proc/mounts', 'utf8')) ?? [];
    return bavail * bsize >= NEEDED && !options.split(',').includes('noexec') ? IN_MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}
