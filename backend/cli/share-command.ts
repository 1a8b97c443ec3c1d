import { bytesToRead, filesToShare, shareFiles } from '../transfers/share-files.ts';
import { VaultError } from '../vault/errors.ts';
import { isWithin, toVaultPath, type VaultPath } from '../vault/path.ts';
import { meet } from './acquaintance.ts';
import { CommandError } from './command-error.ts';
import { logIn, openKey } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { chooseReceived } from './received-choice.ts';
import { printable, printLine, progressBar, type Terminal } from './terminal.ts';

/** Shares the newest versions of files and folders with another account. */
export async function share(
  terminal: Terminal,
  outcome: Outcome,
  paths: string[],
  options: { with: string; key: string },
): Promise<void> {
  const keyFile = await openKey(terminal, options.key);
  outcome.know(keyFile);
  const vault = await logIn(terminal);
  const files = filesToShare(vault.catalog, paths.map(toVaultPath));
  const to = await meet(terminal, vault.people, await vault.people.find(options.with));
  const { signal } = terminal;
  const bar = progressBar(
    terminal,
    files.reduce((sum, shared) => sum + bytesToRead(shared), 0),
  );
  let count = 0;
  try {
    await shareFiles(vault, keyFile, files, to, {
      signal,
      begin: ({ file }) => ({
        advance: (bytes) => bar.advance(bytes, printable(file.record.path)),
        finish: () => (count += 1),
        fail: (error) => outcome.fail(error),
        leave: () => undefined,
      }),
    });
  } finally {
    bar.stop();
  }
  printLine(terminal, `${count === 1 ? '1 file' : `${count} files`} shared with ${printable(options.with)}.`);
}

/** Takes shares back that were given, or stops seeing some that were received. */
export async function unshare(
  terminal: Terminal,
  outcome: Outcome,
  paths: string[],
  options: { with?: string; received?: true; from?: string },
): Promise<void> {
  if ((options.with === undefined) === (options.received === undefined)) {
    throw new CommandError('usage', 'Give "--with USER" to take a share back, or "--received" to stop seeing one.');
  }
  const { people, given, received } = await logIn(terminal);
  const { signal } = terminal;
  if (options.received) {
    const chosen = await chooseReceived(received, people, paths, { ...options, refused: true }, outcome);
    if (chosen.length > 0) await received.drop(chosen, { signal });
    return;
  }
  const { id } = await people.find(options.with ?? '');
  const { shares } = await given.list({ signal });
  const own = shares.filter(({ recipientId }) => recipientId === id);
  for (const text of paths) {
    await outcome.attempt(async () => {
      const path = toVaultPath(text);
      const fits = (of: VaultPath) => of === path || isWithin(of, path);
      const chosen = own.filter(({ file }) => file !== undefined && fits(file.record.path));
      if (chosen.length === 0) throw new VaultError('not-found', `${path} is not shared with ${options.with}.`);
      await given.withdraw(chosen, { signal });
    });
  }
}
