import {
  accountBoxKey,
  accountId,
  MAX_ACCOUNT_RECORD_BYTES,
  openAccountRecord,
  parseAccountRecord,
  sealAccountRecord,
  type AccountRecord,
  type OpenAccount,
} from '../../keys/account-record.ts';
import { SealError } from '../../keys/errors.ts';
import { newKeyring } from '../../keys/keyring.ts';
import { newKdf, type PasswordWork } from '../../keys/password.ts';
import { VaultError } from './errors.ts';
import { createOnce, readSmall } from './small-object.ts';
import type { Vault } from './vault.ts';

export const MAX_USERNAME_BYTES = 128;

export interface AccountDeps {
  readonly vault: Vault;
  readonly work: PasswordWork;
  /** Scrypt's N for new accounts; lowered by tests alone. */
  readonly cost?: number | undefined;
}

/** The name as it is kept. @throws VaultError `invalid-name` */
export function toUsername(text: string): string {
  // Composing takes time with the square of the length: what cannot be a name is not composed.
  const name = text.length > MAX_USERNAME_BYTES * 4 ? '' : text.normalize('NFKC').trim();
  const bytes = Buffer.byteLength(name);
  const refused = /[\u0000-\u001f\u007f-\u009f]/.test(name) || !name.isWellFormed();
  if (bytes === 0 || bytes > MAX_USERNAME_BYTES || refused) {
    const rule = `A name has 1 to ${MAX_USERNAME_BYTES} bytes and no control characters.`;
    throw new VaultError('invalid-name', rule);
  }
  return name;
}

/** The newest record of a name, or undefined where the vault does not know it (format 5.2: the highest revision counts). */
export function findAccount(vault: Vault, username: string): Promise<AccountRecord | undefined> {
  return readAccount(vault, accountId(vault.id, toUsername(username)));
}

/** The same by its id. @throws SealError `tampered` | `unsupported`; BucketError */
export async function readAccount(vault: Vault, id: string): Promise<AccountRecord | undefined> {
  const newest = await newestRevision(vault, id);
  if (newest === 0) return undefined;
  const bytes = await readSmall(vault.bucket, vault.layout.account(id, newest), MAX_ACCOUNT_RECORD_BYTES);
  if (bytes === undefined) throw new SealError('tampered');
  const record = parseAccountRecord(bytes);
  if (record.id !== id || record.revision !== newest) throw new SealError('tampered');
  return record;
}

/** The highest revision that the bucket shows of an account; 0 where it shows none. */
export async function newestRevision({ bucket, layout }: Vault, id: string): Promise<number> {
  let newest = 0;
  for await (const page of bucket.list({ prefix: layout.accountPrefix(id) })) {
    for (const { key } of page) newest = Math.max(newest, layout.parseAccount(id, key) ?? 0);
  }
  return newest;
}

/** When an account was made, by the bucket's clock; undefined where the bucket shows none of its records. @throws BucketError */
export async function accountSince({ bucket, layout }: Vault, id: string): Promise<Date | undefined> {
  let first: Date | undefined;
  for await (const page of bucket.list({ prefix: layout.accountPrefix(id) })) {
    for (const { key, modified } of page)
      if (layout.parseAccount(id, key) !== undefined && (first === undefined || modified < first)) first = modified;
  }
  return first;
}

/**
 * Logs in. A name the vault does not know costs as much time and says the same as a wrong password.
 * @param seen the highest revision this computer remembers of each account, by account id
 * @throws SealError `wrong-password` | `tampered` | `unsupported`; VaultError `rolled-back`
 */
export async function openAccount(
  deps: AccountDeps,
  username: string,
  password: string,
  seen: Readonly<Record<string, number>> = {},
): Promise<OpenAccount> {
  const { vault, work } = deps;
  const record = await findAccount(vault, username);
  if ((record?.revision ?? 0) < (seen[accountId(vault.id, toUsername(username))] ?? 0)) {
    const detail = `The account of ${username} is older in ${vault.bucket.place} than this computer has seen it.`;
    throw new VaultError('rolled-back', detail);
  }
  if (record === undefined) {
    await work.derive(password, newKdf(deps.cost));
    throw new SealError('wrong-password');
  }
  return openAccountRecord(record, vault.id, password, work);
}

/**
 * Makes an account: keys drawn here, the record created once.
 * @throws VaultError `exists` where the name is taken, also by somebody who was quicker
 */
export async function createAccount(deps: AccountDeps, username: string, password: string): Promise<OpenAccount> {
  const { vault, work } = deps;
  const name = toUsername(username);
  const taken = new VaultError('exists', `The name ${name} is taken in this vault.`);
  if ((await findAccount(vault, name)) !== undefined) throw taken;
  const kdf = newKdf(deps.cost);
  const boxKey = await accountBoxKey(password, kdf, work);
  const keyring = await newKeyring(name);
  const body = Buffer.from(sealAccountRecord(vault.id, 1, keyring, kdf, boxKey));
  const record = parseAccountRecord(body);
  const key = vault.layout.account(record.id, record.revision);
  if ((await createOnce(vault.bucket, key, body, MAX_ACCOUNT_RECORD_BYTES)) !== undefined) throw taken;
  return { record, keyring, boxKey };
}
