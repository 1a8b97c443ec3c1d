import { ActivityLog } from '../state/activity-log.ts';
import { openState } from '../state/database.ts';
import { activityCsv } from '../transfers/activity-csv.ts';
import { Activity } from '../transfers/activity.ts';
import { CommandError } from './command-error.ts';
import { logIn } from './log-in.ts';
import { printable, printLine, type Terminal } from './terminal.ts';

export interface LogOptions {
  readonly since?: string;
  readonly kind?: string;
  readonly csv?: true;
}

/** What the account did through this computer, the newest first. */
export async function log(terminal: Terminal, { since, kind, csv }: LogOptions): Promise<void> {
  const from = since === undefined ? undefined : Date.parse(since);
  if (Number.isNaN(from)) throw new CommandError('usage', 'Give --since as a date: 2026-11-28, or 2026-11-28T12:00Z.');
  const vault = await logIn(terminal);
  const state = await openState(terminal.home);
  try {
    const activity = new Activity(new ActivityLog(state, terminal.now), terminal.now);
    const found = await activity.find(vault, { kind, since: from });
    if (csv) return void terminal.stdout.write(activityCsv(found));
    for (const { at, kind: what, outcome, detail, device, address } of found) {
      const parts = [at.toISOString(), what, outcome, device || 'unnamed', address, detail];
      printLine(terminal, printable(parts.filter((part) => part !== '').join('  ')));
    }
  } finally {
    await state.destroy();
  }
}
