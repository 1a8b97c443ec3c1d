import { PasswordWork } from '../../keys/password.ts';
import { toBucketAddress } from '../buckets/address.ts';
import { isS3Address } from '../buckets/s3-address.ts';
import { placeOf } from '../buckets/place.ts';
import { Home } from '../state/home.ts';
import { createAccount, findAccount, openAccount, toUsername } from '../vault/account.ts';
import { VaultError } from '../vault/errors.ts';
import { requireStrongPassword } from '../vault/password-rule.ts';
import { makeOrJoinVault, openVault } from '../vault/vault.ts';
import { connect, keepAccess, terminalBuckets } from './bucket-access.ts';
import { askNewSecret, askSecret, printable, printLine, type Terminal } from './terminal.ts';

export interface InitOptions {
  readonly bucket: string;
  readonly user: string;
  /** SHA-256 of one certificate to trust. */
  readonly trust?: string;
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
    const detail = `This computer uses the vault in ${placeOf(before.bucket)} as ${before.user}. Give --force to change that, or --home for another place.`;
    throw new VaultError('exists', detail);
  }
  const buckets = terminalBuckets(terminal);
  const given = isS3Address(bucket) ? await connect(terminal, buckets, bucket, options.trust) : undefined;
  const place = await buckets.open(bucket, { create: !same });
  const found = await openVault(place, undefined, same ? before.vault : undefined).catch((error: unknown) => {
    if (!same && error instanceof VaultError && error.code === 'no-vault') return undefined;
    throw error;
  });
  const isNew = found === undefined || (await findAccount(found, user)) === undefined;
  const question = isNew ? askNewSecret : askSecret;
  const password = terminal.password ?? (await question(terminal, `Password of ${user}`, 'LATCHKEY_PASSWORD'));
  if (isNew) await requireStrongPassword(password, user);
  // Nothing is made before the password is known: who thinks better of it leaves no empty vault.
  const vault = await makeOrJoinVault(place);
  const deps = { vault, work: new PasswordWork() };
  const seen = before?.accounts ?? {};
  const opened = isNew ? await createAccount(deps, user, password) : await openAccount(deps, user, password, seen);
  const { id, revision } = opened.record;
  await home.remember({ bucket, vault: vault.id, user, accounts: { ...seen, [id]: revision } });
  printLine(terminal, printable(`${vault.made ? 'Made a vault in' : 'Joined the vault in'} ${placeOf(bucket)}.`));
  printLine(terminal, printable(isNew ? `Made the account ${user}.` : `Welcome back, ${opened.keyring.username}.`));
  await keepAccess(terminal, buckets, bucket, given);
}
