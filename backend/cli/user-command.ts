import { accountId } from '../../keys/account-record.ts';
import { PasswordWork } from '../../keys/password.ts';
import { openState } from '../state/database.ts';
import { Home } from '../state/home.ts';
import { KnownAccounts } from '../state/known-accounts.ts';
import { HomeVault } from '../transfers/home-vault.ts';
import { toUsername } from '../vault/account.ts';
import { requireStrongPassword } from '../vault/password-rule.ts';
import { openVault } from '../vault/vault.ts';
import { terminalBuckets } from './bucket-access.ts';
import { askNewSecret, printable, printableJson, printLine, type Terminal } from './terminal.ts';

/** Makes an account in the vault of this computer; who uses this computer stays the same. */
export async function userAdd(terminal: Terminal, name: string): Promise<void> {
  const user = toUsername(name);
  const homeVault = new HomeVault({
    home: new Home(terminal.home),
    buckets: terminalBuckets(terminal),
    work: new PasswordWork(),
  });
  await homeVault.settings();
  const password = terminal.password ?? (await askNewSecret(terminal, `Password of ${user}, new`, 'LATCHKEY_PASSWORD'));
  await requireStrongPassword(password, user);
  const made = await homeVault.createAccount(user, password);
  await withNames(terminal, (known) => known.meet(made.accountId, user));
  printLine(terminal, printable(`Made the account ${user} (${made.accountId}).`));
}

/** The accounts of the vault: their ids, and the names that this computer has met; ids do not tell names. */
export async function userList(terminal: Terminal, { json }: { readonly json?: true }): Promise<void> {
  const home = new Home(terminal.home);
  const buckets = terminalBuckets(terminal);
  const homeVault = new HomeVault({ home, buckets, work: new PasswordWork() });
  const { bucket, vault: id, user } = await homeVault.settings();
  const { bucket: place, layout } = await openVault(await buckets.open(bucket, { create: false }), undefined, id);
  const ids = new Set<string>();
  for await (const page of place.list({ prefix: layout.accounts }))
    for (const { key } of page) ids.add(key.slice(layout.accounts.length).split('.')[0] ?? '');
  const known = await withNames(terminal, (accounts) => accounts.names());
  const names = new Map([...known, [accountId(id, user), user]]);
  const accounts = [...ids].map((account) => ({ id: account, name: names.get(account) ?? null }));
  if (json) return printLine(terminal, printableJson(accounts));
  for (const { id: account, name } of accounts)
    printLine(terminal, printable(`${account}  ${name ?? '(name not known on this computer)'}`));
}

async function withNames<T>(terminal: Terminal, act: (known: KnownAccounts) => Promise<T>): Promise<T> {
  const state = await openState(terminal.home);
  try {
    return await act(new KnownAccounts(state));
  } finally {
    await state.destroy();
  }
}
