import { PasswordWork } from '../../keys/password.ts';
import { openBucket, toBucketAddress } from '../buckets/address.ts';
import { Home } from '../state/home.ts';
import { createAccount, findAccount, openAccount, toUsername } from '../vault/account.ts';
import { VaultError } from '../vault/errors.ts';
import { makeOrJoinVault, openVault } from '../vault/vault.ts';
import { askNewSecret, askSecret, printable, printLine, type Terminal } from './terminal.ts';

export interface InitOptions {
  readonly bucket: string;
  readonly user: string;
  readonly force?: true;
}

/** Makes the vault or joins it, and remembers it as this computer's. */
export async function init(terminal: Terminal, options: InitOptions): Promise<void> {
  const home = new Home(terminal.home);
  const user = toUsername(options.user);
  const bucket = toBucketAddress(options.bucket, terminal.folder);
  const before = await home.settings();
  const same = before?.bucket === bucket && before.user === user;
  if (before !== undefined && !same && !options.force) {
    const detail = `This computer uses the vault in ${before.bucket} as ${before.user}. Give --force to change that, or --home for another place.`;
    throw new VaultError('exists', detail);
  }
  const place = openBucket(bucket, { create: !same });
  const found = await openVault(place, undefined, same ? before.vault : undefined).catch((error: unknown) => {
    if (!same && error instanceof VaultError && error.code === 'no-vault') return undefined;
    throw error;
  });
  const isNew = found === undefined || (await findAccount(found, user)) === undefined;
  const ask = isNew ? askNewSecret : askSecret;
  const password = terminal.password ?? (await ask(terminal, `Password of ${user}`, 'LATCHKEY_PASSWORD'));
  // Nothing is made before the password is known: who thinks better of it leaves no empty vault.
  const vault = await makeOrJoinVault(place);
  const deps = { vault, work: new PasswordWork() };
  const seen = before?.accounts ?? {};
  const opened = isNew ? await createAccount(deps, user, password) : await openAccount(deps, user, password, seen);
  const { id, revision } = opened.record;
  await home.remember({ bucket, vault: vault.id, user, accounts: { ...seen, [id]: revision } });
  printLine(terminal, printable(`${vault.made ? 'Made a vault in' : 'Joined the vault in'} ${bucket}.`));
  printLine(terminal, printable(isNew ? `Made the account ${user}.` : `Welcome back, ${opened.keyring.username}.`));
}
