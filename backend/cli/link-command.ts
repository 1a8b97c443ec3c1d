import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { wipeKeyFile } from '../../keys/key-file.ts';
import { PasswordWork } from '../../keys/password.ts';
import { openState, STATE_FILE } from '../state/database.ts';
import { LinkServers } from '../state/link-server.ts';
import { linkAddress, parseServer } from '../vault/link-address.ts';
import type { OwnLink } from '../vault/links.ts';
import { toVaultPath } from '../vault/path.ts';
import { CommandError } from './command-error.ts';
import { duration } from './duration.ts';
import { logIn, openKey } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { askNewSecret, printable, printableJson, printLine, type Terminal } from './terminal.ts';

export interface LinkOptions {
  readonly key: string;
  readonly downloads: number;
  readonly expires: string;
  readonly password?: true;
  readonly host?: string;
}

/** Makes a download link and prints its address, the only time it is known. */
export async function link(terminal: Terminal, outcome: Outcome, paths: string[], options: LinkOptions): Promise<void> {
  const { downloads, host, key } = options;
  const lasts = duration(options.expires, 'A link', 1);
  const given = host === undefined ? undefined : serverOf(host);
  const asked = paths.map(toVaultPath);
  const password = options.password
    ? (terminal.linkPassword ?? (await askNewSecret(terminal, 'Password of the link', 'LATCHKEY_LINK_PASSWORD')))
    : undefined;
  const keyFile = await openKey(terminal, key);
  outcome.know(keyFile);
  try {
    const { links: own, vault } = await logIn(terminal);
    const server = given ?? (await setServer(terminal, vault.id));
    const { signal } = terminal;
    const made = await own.create({
      paths: asked,
      keyFile,
      lasts,
      downloads,
      password,
      work: new PasswordWork(),
      signal,
    });
    printLine(terminal, linkAddress(server, made));
  } finally {
    wipeKeyFile(keyFile);
  }
}

/** Lists the account's links, the newest first. */
export async function links(terminal: Terminal, options: { json?: true }): Promise<void> {
  const all = await (await logIn(terminal)).links.list({ signal: terminal.signal });
  if (options.json) return printLine(terminal, printableJson(all.map(jsonRow)));
  for (const { id, state, used, downloads, expiry, names, count } of all) {
    const more = count > 1 ? ` (${count} files)` : '';
    const until = new Date(expiry).toISOString().slice(0, 16).replace('T', ' ');
    const what = printable(names.join(', '));
    printLine(terminal, `${id}  ${state.padEnd(7)}  ${used} of ${downloads} used  until ${until}  ${what}${more}`);
  }
  if (all.length === 0) printLine(terminal, 'You have no links.');
}

/** Ends links of the account. */
export async function unlink(terminal: Terminal, outcome: Outcome, ids: string[]): Promise<void> {
  const { links: own } = await logIn(terminal);
  for (const id of new Set(ids)) {
    await outcome.attempt(async () => {
      if (!/^[0-9a-f]{32}$/.test(id)) throw new CommandError('usage', 'A link is named by its 32 hex digits.');
      await own.withdraw(id, { signal: terminal.signal });
    });
  }
}

function jsonRow({ id, names, count, bytes, made, expiry, downloads, used, state }: OwnLink) {
  const times = { made: new Date(made).toISOString(), expires: new Date(expiry).toISOString() };
  return { id, names, files: count, bytes, ...times, downloads, used, state };
}

function serverOf(text: string): string {
  const server = parseServer(text);
  if (server !== undefined) return server;
  throw new CommandError('usage', 'Give the server’s address as https://name or https://name:port.');
}

/** Where links of this vault point by what was set in the window. */
async function setServer(terminal: Terminal, vaultId: string): Promise<string> {
  const isKept = (await stat(join(terminal.home, STATE_FILE)).catch(() => undefined)) !== undefined;
  if (isKept) {
    const state = await openState(terminal.home);
    try {
      const server = await new LinkServers(state).get(vaultId);
      if (server !== null) return server;
    } finally {
      await state.destroy();
    }
  }
  const hint = 'Say with --host which Latchkey server of this vault others reach, as https://name:port.';
  throw new CommandError('usage', `A link begins with the name of a server. ${hint}`);
}
