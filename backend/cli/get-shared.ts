import { resolve } from 'node:path';
import { FILES_AT_ONCE } from '../transfers/engine.ts';
import { nameRulesOf } from '../transfers/local-name.ts';
import { inParallel } from '../transfers/parallel.ts';
import { downloadShare, placesOfShares } from '../transfers/shared-download.ts';
import { meet } from './acquaintance.ts';
import { logIn } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { chooseReceived } from './received-choice.ts';
import { printable, printLine, progressBar, type Terminal } from './terminal.ts';

/** Opens what others share into a folder of this computer; no key file is needed. */
export async function getShared(
  terminal: Terminal,
  outcome: Outcome,
  paths: string[],
  options: { to?: string; from?: string; force?: true },
): Promise<void> {
  const vault = await logIn(terminal);
  const { people, received } = vault;
  const { signal } = terminal;
  const ids = await chooseReceived(received, people, paths, options, outcome);
  const senders = new Set(ids.map((id) => id.slice(id.indexOf('.') + 1)));
  const named = new Map((await received.list({ signal })).shares.map(({ senderId, sender }) => [senderId, sender]));
  for (const id of senders) await meet(terminal, people, await people.get(id, named.get(id)));
  const shares = await received.choose(ids, { signal });
  const root = resolve(terminal.folder, options.to ?? '.');
  const jobs = placesOfShares(shares, root, nameRulesOf(terminal.platform));
  const bar = progressBar(
    terminal,
    shares.reduce((sum, { record }) => sum + record.size, 0),
  );
  let next = 0;
  try {
    await inParallel(FILES_AT_ONCE, signal, async () => {
      const job = jobs[next++];
      if (job === undefined) return false;
      const { share, target } = job;
      await outcome.attempt(async () => {
        const onBytes = (bytes: number) => bar.advance(bytes, printable(share.record.path));
        await downloadShare(vault, share, target, { signal, onBytes, force: options.force });
        if (terminal.stderr.isTTY !== true) printLine(terminal, printable(target));
      });
      return true;
    });
  } finally {
    bar.stop();
  }
}
