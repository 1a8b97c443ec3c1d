import type { AccountRecord } from '../../keys/account-record.ts';
import type { PasswordWork } from '../../keys/password.ts';
import { openBucket } from '../buckets/address.ts';
import type { Home, HomeSettings } from '../state/home.ts';
import { createAccount, findAccount, openAccount, toUsername, type AccountDeps } from '../vault/account.ts';
import { accountVault, type AccountVault } from '../vault/account-vault.ts';
import { VaultError } from '../vault/errors.ts';
import { makeOrJoinVault, openVault, type Vault } from '../vault/vault.ts';

export interface HomeVaultDeps {
  readonly home: Home;
  readonly work: PasswordWork;
  /** Scrypt's N for new accounts; lowered by tests alone. */
  readonly cost?: number | undefined;
}

/** The vault that this computer knows: opened by what the home folder remembers, never by a password kept anywhere. */
export class HomeVault {
  readonly #deps: HomeVaultDeps;
  /** Changes of the settings take turns: each reads, changes and writes the whole. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: HomeVaultDeps) {
    this.#deps = deps;
  }

  /** @throws VaultError `no-vault` before there is one */
  async settings(): Promise<HomeSettings> {
    const settings = await this.#deps.home.settings();
    if (settings !== undefined) return settings;
    throw new VaultError('no-vault', 'This computer knows no vault yet. Make or join one with "latchkey init".');
  }

  /** @throws VaultError `no-vault` | `rolled-back`; SealError `wrong-password` | `tampered`; BucketError */
  async logIn(username: string, password: string): Promise<AccountVault> {
    const settings = await this.settings();
    const deps = await this.#accountDeps(settings);
    const account = await openAccount(deps, username, password, settings.accounts);
    await this.#remember(account.record);
    return accountVault(deps.vault, account);
  }

  /**
   * Makes an account; where this computer knows no vault yet, one in its home folder, used by this name from now on.
   * @throws VaultError `exists` | `invalid-name`; PasswordError; BucketError
   */
  async createAccount(username: string, password: string): Promise<AccountVault> {
    const settings = await this.#deps.home.settings();
    if (settings === undefined) return this.#makeFirstAccount(username, password);
    const deps = await this.#accountDeps(settings);
    const account = await createAccount(deps, username, password);
    await this.#remember(account.record);
    return accountVault(deps.vault, account);
  }

  /**
   * Makes a vault at a place and an account in it, or joins the one that is there, and uses it on this computer from now on.
   * @param place `join`: whether a vault is expected there; `newName`: whether a name that is new to it gets an account. None of it happens
   *   by a slip
   * @throws VaultError `no-vault` | `no-account` | `exists` | `unsafe-bucket`; SealError `wrong-password`; BucketError; HomeError
   */
  adopt(
    place: { bucket: string; join: boolean; newName: boolean },
    username: string,
    password: string,
  ): Promise<AccountVault> {
    return this.#inTurn(async () => {
      const { home, work, cost } = this.#deps;
      const user = toUsername(username);
      const bucket = openBucket(place.bucket, { create: !place.join });
      const found = await openVault(bucket).catch((error: unknown) => {
        if (!place.join && error instanceof VaultError && error.code === 'no-vault') return undefined;
        throw error;
      });
      // One without accounts is left from an attempt that failed half way.
      if (found !== undefined && !place.join && (await hasAccounts(found))) {
        throw new VaultError(
          'exists',
          `There is a vault in ${place.bucket} already. Open it, or choose another folder.`,
        );
      }
      const seen = (await home.settings())?.accounts ?? {};
      const deps = { vault: await makeOrJoinVault(bucket), work, cost };
      const isKnown = place.join && (await findAccount(deps.vault, user)) !== undefined;
      if (place.join && !isKnown && !place.newName) {
        throw new VaultError('no-account', `Nobody is called ${user} in the vault in ${place.bucket}.`);
      }
      const account = isKnown
        ? await openAccount(deps, user, password, seen)
        : await createAccount(deps, user, password);
      const { id, revision } = account.record;
      await home.remember({ bucket: place.bucket, vault: deps.vault.id, user, accounts: { ...seen, [id]: revision } });
      return accountVault(deps.vault, account);
    });
  }

  async #accountDeps({ bucket, vault: known }: HomeSettings): Promise<AccountDeps> {
    const { work, cost } = this.#deps;
    const vault = await openVault(openBucket(bucket, { create: false }), undefined, known);
    return { vault, work, cost };
  }

  /** Vault and account are remembered together: a name whose password was refused must not become this computer's. */
  async #makeFirstAccount(username: string, password: string): Promise<AccountVault> {
    const user = toUsername(username);
    const made = await this.#inTurn(async () => {
      const { home } = this.#deps;
      if ((await home.settings()) !== undefined) return undefined;
      const bucket = home.defaultBucket;
      const { id: vault } = await makeOrJoinVault(openBucket(bucket, { create: true }));
      const settings: HomeSettings = { bucket, vault, user, accounts: {} };
      const deps = await this.#accountDeps(settings);
      try {
        const account = await createAccount(deps, username, password);
        const { id, revision } = account.record;
        await home.remember({ ...settings, accounts: { [id]: revision } });
        return accountVault(deps.vault, account);
      } catch (error) {
        // The vault stood there and was forgotten: it is known again, and its account can be logged in to.
        if ((error as { code?: unknown }).code === 'exists') await home.remember(settings);
        throw error;
      }
    });
    return made ?? this.createAccount(username, password);
  }

  /** Keeps the highest revision seen, so that an older record put in its place is found out. */
  #remember({ id, revision }: AccountRecord): Promise<void> {
    return this.#inTurn(async () => {
      const settings = await this.settings();
      if ((settings.accounts[id] ?? 0) >= revision) return;
      await this.#deps.home.remember({ ...settings, accounts: { ...settings.accounts, [id]: revision } });
    });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

async function hasAccounts({ bucket, layout }: Vault): Promise<boolean> {
  for await (const page of bucket.list({ prefix: layout.accounts })) if (page.length > 0) return true;
  return false;
}
