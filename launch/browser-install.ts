import { access } from 'node:fs/promises';
import type { Command } from './command.ts';

const APT = '/usr/bin/apt-get';

/** Installs Chromium where no browser is found, on Debian and its kin, for the administrator alone. @returns whether it may be there now */
export async function installBrowser(
  userId: number | undefined,
  isDebian: () => Promise<boolean>,
  run: Command,
  say: (line: string) => void,
): Promise<boolean> {
  if (userId !== 0 || !(await isDebian())) return false;
  say('Installing chromium, which shows the window.');
  await run(APT, ['update', '-q']);
  const { code } = await run(APT, ['install', '-q', '-y', '--no-install-recommends', 'chromium']);
  return code === 0;
}

/** Debian itself or a system made of it. Ubuntu's package `chromium` is a snap, which could not read the doorway. */
export async function isDebianSystem(): Promise<boolean> {
  const marks = await Promise.allSettled([access('/etc/debian_version'), access(APT)]);
  return marks.every(({ status }) => status === 'fulfilled');
}
