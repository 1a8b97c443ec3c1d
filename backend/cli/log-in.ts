import { resolve } from 'node:path';
import type { KeyFile } from '../../keys/key-file.ts';
import { PasswordWork } from '../../keys/password.ts';
import { lacksCredentials } from '../buckets/connection-error.ts';
import { openState } from '../state/database.ts';
import { Home } from '../state/home.ts';
import type { ListingOf } from '../state/name-cache.ts';
import { newEngine, type Engine } from '../transfers/engine.ts';
import { HomeVault, type LoggedIn } from '../transfers/home-vault.ts';
import { openKeyFile } from '../transfers/key-place.ts';
import { connect, terminalBuckets } from './bucket-access.ts';
import { listingMemory } from './listing-memory.ts';
import { askSecret, isInteractive, type Terminal } from './terminal.ts';

/** Logs in as the home's user, with everything listed. */
export async function logIn(terminal: Terminal): Promise<LoggedIn> {
  const buckets = terminalBuckets(terminal);
  const listing = (of: ListingOf) => ({ memory: listingMemory(terminal, of) });
  const homeVault = new HomeVault({ home: new Home(terminal.home), buckets, work: new PasswordWork(), listing });
  const { bucket, user } = await homeVault.settings();
  const password = terminal.password ?? (await askSecret(terminal, `Password of ${user}`, 'LATCHKEY_PASSWORD'));
  const vault = await homeVault.logIn(user, password).catch(async (error: unknown) => {
    if (!lacksCredentials(error) || !isInteractive(terminal)) throw error;
    await connect(terminal, buckets, bucket);
    return homeVault.logIn(user, password);
  });
  terminal.loggedIn?.(vault);
  terminal.atEnd?.(() => vault.catalog.atRest());
  await vault.catalog.refresh({ signal: terminal.signal });
  return vault;
}

/** What transfers share; to be closed, for it keeps threads and a database. */
export async function openEngine(terminal: Terminal): Promise<Engine & { close(): Promise<void> }> {
  const state = await openState(terminal.home);
  const engine = newEngine(state, terminal.now);
  const close = async () => {
    await engine.pool.close();
    await state.destroy();
  };
  return { ...engine, close };
}

/** The key file of `--key`, opened; its passphrase from the environment or a prompt. */
export async function openKey(terminal: Terminal, path: string): Promise<KeyFile> {
  const passphrase = async ({ name }: { name: string }) =>
    terminal.passphrase ?? (await askSecret(terminal, `Passphrase of the key file "${name}"`, 'LATCHKEY_PASSPHRASE'));
  return openKeyFile(resolve(terminal.folder, path), passphrase, new PasswordWork());
}
