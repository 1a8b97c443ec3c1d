import { damageError, type Damage } from '../vault/damage.ts';
import { logIn } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { printable, printableJson, printLine, type Terminal } from './terminal.ts';

export interface SyncCheckOptions {
  readonly accept?: true;
  readonly json?: true;
}

/**
 * Lists the whole vault and compares it with what this computer saw before: each file that vanished or went back is told on standard error,
 * again each time until it is back or accepted (format 3.7).
 */
export async function syncCheck(terminal: Terminal, outcome: Outcome, options: SyncCheckOptions): Promise<void> {
  const { catalog } = await logIn(terminal);
  const alarms = catalog.alarms();
  if (options.accept) {
    for (const { id } of alarms) await catalog.acknowledge(id);
    if (options.json) return printLine(terminal, printableJson([]));
    for (const alarm of alarms) printLine(terminal, accepted(alarm));
    if (alarms.length === 0) printLine(terminal, NOTHING);
    return;
  }
  for (const alarm of alarms) outcome.fail(damageError(alarm));
  if (options.json) return printLine(terminal, printableJson(alarms.map(jsonRow)));
  if (alarms.length === 0) printLine(terminal, NOTHING);
}

const NOTHING = 'Nothing vanished, and nothing went back.';

function jsonRow({ id, code, path }: Damage) {
  return { path: path ?? null, id, code };
}

function accepted({ id, code, path }: Damage): string {
  const what = printable(path ?? `the file without a readable name (${id})`);
  return code === 'vanished' ? `Accepted: ${what} is gone.` : `Accepted: ${what} is as the bucket shows it now.`;
}
