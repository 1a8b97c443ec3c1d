import { PasswordWork } from '../../keys/password.ts';
import type { KeyFile } from '../../keys/key-file.ts';
import { openBucket } from '../buckets/address.ts';
import { Home, type HomeSettings } from '../state/home.ts';
import { openKeyFile } from '../transfers/key-place.ts';
import { openAccount } from '../vault/account.ts';
import { accountVault, type AccountVault } from '../vault/account-vault.ts';
import { VaultError } from '../vault/errors.ts';
import { openVault } from '../vault/vault.ts';
import { resolve } from 'node:path';
import { askSecret, type Terminal } from './terminal.ts';

/** @throws VaultError `no-vault` before `init` */
export async function knownSettings(home: Home): Promise<HomeSettings> {
  const settings = await home.settings();
  if (settings !== undefined) return settings;
  throw new VaultError('no-vault', 'This computer knows no vault yet. Make or join one with "latchkey init".');
}

/** Logs in as the home's user, with everything listed. */
export async function logIn(terminal: Terminal): Promise<AccountVault> {
  const home = new Home(terminal.home);
  const settings = await knownSettings(home);
  const bucket = openBucket(settings.bucket, { create: false });
  const vault = await openVault(bucket, undefined, settings.vault);
  const password =
    terminal.password ?? (await askSecret(terminal, `Password of ${settings.user}`, 'LATCHKEY_PASSWORD'));
  const deps = { vault, work: new PasswordWork() };
  const account = await openAccount(deps, settings.user, password, settings.accounts);
  await rememberRevision(home, settings, account.record);
  const opened = accountVault(vault, account);
  await opened.catalog.refresh({ signal: terminal.signal });
  return opened;
}

/** Keeps the highest revision seen, so that an older record put in its place is found out. */
export async function rememberRevision(
  home: Home,
  settings: HomeSettings,
  { id, revision }: { id: string; revision: number },
): Promise<void> {
  if ((settings.accounts[id] ?? 0) >= revision) return;
  await home.remember({ ...settings, accounts: { ...settings.accounts, [id]: revision } });
}

/** The key file of `--key`, opened; its passphrase from the environment or a prompt. */
export async function openKey(terminal: Terminal, path: string): Promise<KeyFile> {
  const passphrase = async ({ name }: { name: string }) =>
    terminal.passphrase ?? (await askSecret(terminal, `Passphrase of the key file "${name}"`, 'LATCHKEY_PASSPHRASE'));
  return openKeyFile(resolve(terminal.folder, path), passphrase, new PasswordWork());
}
