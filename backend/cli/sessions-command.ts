import type { SessionList } from '../contract/session.ts';
import { runningServer } from './running-server.ts';
import { printable, printableJson, printLine, type Terminal } from './terminal.ts';

export interface SessionsOptions {
  readonly end?: string;
  readonly json?: true;
}

/** Who is logged in to the server that runs with this home, of all accounts; or ends one of these log-ins. */
export async function sessions(terminal: Terminal, { end, json }: SessionsOptions): Promise<void> {
  const server = await runningServer(terminal.home);
  try {
    if (end !== undefined) {
      await server.ask('DELETE', `/api/server/sessions/${encodeURIComponent(end)}`);
      return printLine(terminal, 'Ended.');
    }
    const { sessions: all } = (await server.ask('GET', '/api/server/sessions')) as SessionList;
    if (json) return printLine(terminal, printableJson(all));
    if (all.length === 0) return printLine(terminal, 'Nobody is logged in.');
    for (const { id, username, device, address, since, used, running } of all) {
      const busy = running.map(({ kind, name }) => `${kind} ${name}`).join(', ');
      const parts = [id, username, device || 'unnamed', address, `since ${since}`, `last ${used}`, busy];
      printLine(terminal, printable(parts.filter((part) => part !== '').join('  ')));
    }
  } finally {
    server.leave();
  }
}
