import { baseName, joinPath, toVaultFolder, toVaultPath } from '../vault/path.ts';
import { logIn } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import type { Terminal } from './terminal.ts';

/** Renames or moves. A target that is a folder, or ends in "/", means into it. */
export async function move(terminal: Terminal, from: string, to: string): Promise<void> {
  const source = toVaultPath(from);
  const { catalog, changes } = await logIn(terminal);
  const target = toVaultFolder(to);
  const into = target === undefined || to.endsWith('/') || catalog.index('live').isFolder(target);
  await changes.move(source, into ? joinPath(target, baseName(source)) : target, { signal: terminal.signal });
}

/** Puts into the trash, or deletes for good. */
export async function remove(
  terminal: Terminal,
  outcome: Outcome,
  paths: string[],
  options: { forever?: true },
): Promise<void> {
  const { changes } = await logIn(terminal);
  const { signal } = terminal;
  for (const path of paths) {
    await outcome.attempt(async () => {
      const target = toVaultPath(path);
      await (options.forever ? changes.deleteForGood(target, { signal }) : changes.trash(target, { signal }));
    });
  }
}

/** Takes out of the trash. */
export async function restore(terminal: Terminal, outcome: Outcome, paths: string[]): Promise<void> {
  const { changes } = await logIn(terminal);
  for (const path of paths) {
    await outcome.attempt(() => changes.restore(toVaultPath(path), { signal: terminal.signal }));
  }
}
