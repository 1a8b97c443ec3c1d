import { openState } from '../state/database.ts';
import { KeptTokens } from '../state/token-table.ts';
import type { LoggedIn } from '../transfers/home-vault.ts';
import { MIN_TOKEN_MS, PersonalTokens, type ShownToken } from '../transfers/personal-tokens.ts';
import { TOKEN_SCOPES, type TokenScope } from '../vault/personal-token.ts';
import { CommandError } from './command-error.ts';
import { duration } from './duration.ts';
import { logIn } from './log-in.ts';
import type { Outcome } from './outcome.ts';
import { printable, printableJson, printLine, type Terminal } from './terminal.ts';

export interface TokenCreateOptions {
  readonly name: string;
  readonly scope: string;
  readonly expires: string;
  readonly json?: true;
}

/** Makes a token and prints it, the only time it is known. */
export async function tokenCreate(terminal: Terminal, options: TokenCreateOptions): Promise<void> {
  const lasts = duration(options.expires, 'A token', MIN_TOKEN_MS / 60_000);
  const scope = scopeOf(options.scope);
  const account = await logIn(terminal);
  await withTokens(terminal, async (tokens) => {
    const wanted = { name: options.name, scope, lasts };
    const { text, token } = await tokens.make(account.vault.id, account.own.opened, wanted);
    if (!options.json) return printLine(terminal, text);
    const { used: _, ...row } = jsonRow(token);
    printLine(terminal, printableJson({ token: text, ...row }));
  });
}

/** The account's tokens, the newest first; never the tokens themselves. */
export async function tokens(terminal: Terminal, { json }: { readonly json?: true }): Promise<void> {
  const account = await logIn(terminal);
  await withTokens(terminal, async (kept) => {
    await kept.renew(account.vault.id, account.own.opened);
    const all = await kept.list(ownerOf(account));
    if (json) return printLine(terminal, printableJson(all.map(jsonRow)));
    const now = terminal.now().getTime();
    for (const { id, name, scope, expires, used } of all) {
      const end = `${expires <= now ? 'expired' : 'until'} ${minuteOf(expires)}`;
      const last = used === undefined ? 'never used' : `last used ${minuteOf(used)}`;
      printLine(terminal, printable([id, scope.join(','), end, last, name].join('  ')));
    }
    if (all.length === 0) printLine(terminal, 'You have no tokens.');
  });
}

/** Ends tokens of the account; a server that runs notices it at the next request. */
export async function tokenRevoke(terminal: Terminal, outcome: Outcome, ids: string[]): Promise<void> {
  const account = await logIn(terminal);
  await withTokens(terminal, async (kept) => {
    for (const id of new Set(ids)) {
      await outcome.attempt(async () => {
        const name = await kept.revoke(ownerOf(account), id);
        if (name === undefined) throw new CommandError('not-found', 'You have no such token. See "latchkey tokens".');
      });
    }
  });
}

/** The tokens that are kept in this home. */
export async function withTokens(terminal: Terminal, act: (tokens: PersonalTokens) => Promise<void>): Promise<void> {
  const state = await openState(terminal.home);
  try {
    await act(new PersonalTokens(new KeptTokens(state), terminal.now));
  } finally {
    await state.destroy();
  }
}

function scopeOf(text: string): TokenScope[] {
  const asked = text.split(',').map((one) => one.trim());
  const scope = TOKEN_SCOPES.filter((one) => asked.includes(one));
  if (scope.length > 0 && scope.length === new Set(asked).size) return scope;
  throw new CommandError('usage', 'A scope is read, write or share, or several with commas: --scope read,write.');
}

function jsonRow({ id, name, scope, created, expires, used }: ShownToken) {
  const [from, until] = [new Date(created).toISOString(), new Date(expires).toISOString()];
  const last = used === undefined ? null : new Date(used).toISOString();
  return { id, name, scope, created: from, expires: until, used: last };
}

function minuteOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

function ownerOf({ vault, accountId }: LoggedIn) {
  return { vaultId: vault.id, accountId };
}
