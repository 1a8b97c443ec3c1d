import type { AccountRecord, OpenAccount } from '../../keys/account-record.ts';
import type { PasswordWork } from '../../keys/password.ts';
import { isS3Address } from '../buckets/s3-address.ts';
import type { BucketAccess } from '../state/bucket-access.ts';
import type { Home, HomeSettings } from '../state/home.ts';
import type { ListingOf } from '../state/name-cache.ts';
import { createAccount, findAccount, openAccount, toUsername, type AccountDeps } from '../vault/account.ts';
import { accountFiles, accountVault, withKeys, type AccountFiles, type AccountVault } from '../vault/account-vault.ts';
import { VaultError } from '../vault/errors.ts';
import { LentAccount, type HeldAccount } from '../vault/lent-account.ts';
import type { ListingOptions } from '../vault/listing.ts';
import type { OwnAccount } from '../vault/own-account.ts';
import { requireStrongPassword } from '../vault/password-rule.ts';
import { makeOrJoinVault, openVault, type Vault } from '../vault/vault.ts';
import { changePassword } from './change-password.ts';
import type { OpenBuckets } from './open-buckets.ts';

export interface HomeVaultDeps {
  readonly home: Home;
  readonly buckets: OpenBuckets;
  readonly work: PasswordWork;
  /** How accounts that are logged in to are listed; without it nothing is remembered of it. */
  readonly listing?: ((account: ListingOf) => ListingOptions) | undefined;
  /** Scrypt's N for new accounts; lowered by tests alone. */
  readonly cost?: number | undefined;
}

/** An account that its password opened. */
export type LoggedIn = AccountVault<OwnAccount>;

/** A vault to be made or joined. */
export interface AdoptedPlace {
  /** Its address. */
  readonly bucket: string;
  /** What opens the bucket, to be kept; without it what is kept already, or what the computer's own settings say. */
  readonly access?: BucketAccess | undefined;
  /** Whether a vault is expected there. */
  readonly join: boolean;
  /** Whether a name that is new to it gets an account. */
  readonly newName: boolean;
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

  /** The vault itself, without any account: all that a download link needs. @throws VaultError `no-vault` | `rolled-back`; BucketError */
  async vault(): Promise<Vault> {
    return (await this.#accountDeps(await this.settings())).vault;
  }

  /** @throws VaultError `no-vault` | `rolled-back`; SealError `wrong-password` | `tampered`; BucketError */
  async logIn(username: string, password: string): Promise<LoggedIn> {
    const settings = await this.settings();
    const deps = await this.#accountDeps(settings);
    const account = await openAccount(deps, username, password, settings.accounts);
    await this.#remember(account.record);
    return this.#accountVault(deps.vault, account);
  }

  /**
   * Opens what is held of an account without its password, if that is still the one it was held under.
   * @param known files of the account that are open already, under the same name keys: they are shared
   * @throws VaultError `no-vault`, also for another vault; as `LentAccount.refresh` does; BucketError
   */
  async lend(vaultId: string, held: HeldAccount, known?: AccountFiles): Promise<AccountVault<LentAccount>> {
    const settings = await this.settings();
    const { vault } = await this.#accountDeps(settings);
    if (vault.id !== vaultId) throw new VaultError('no-vault', 'This computer uses another vault now.');
    const own = new LentAccount(vault, held, settings.accounts[held.id]);
    await own.refresh();
    // A vault that moved to another place has kept its id.
    const isHere = known?.vault.id === vault.id && known.vault.bucket.place === vault.bucket.place;
    return withKeys(isHere ? known : accountFiles(vault, own, this.#listing(vault, held.id)), own);
  }

  /**
   * Makes an account; where this computer knows no vault yet, one in its home folder, used by this name from now on.
   * @throws VaultError `exists` | `invalid-name`; PasswordError; BucketError
   */
  async createAccount(username: string, password: string): Promise<LoggedIn> {
    const settings = await this.#deps.home.settings();
    if (settings === undefined) return this.#makeFirstAccount(username, password);
    const deps = await this.#accountDeps(settings);
    await requireStrongPassword(password, toUsername(username));
    const account = await createAccount(deps, username, password);
    await this.#remember(account.record);
    return this.#accountVault(deps.vault, account);
  }

  /**
   * Makes a vault at a place and an account in it, or joins the one that is there, and uses it on this computer from now on. The
   * place says which of it is meant: none of it happens by a slip.
   * @throws VaultError `no-vault` | `no-account` | `exists` | `unsafe-bucket`; SealError `wrong-password`; BucketError; HomeError
   */
  adopt(place: AdoptedPlace, username: string, password: string): Promise<LoggedIn> {
    return this.#inTurn(async () => {
      const { home, buckets, work, cost } = this.#deps;
      const user = toUsername(username);
      const isGiven = place.access !== undefined && isS3Address(place.bucket);
      const access = isGiven ? await buckets.merged(place.bucket, place.access) : undefined;
      const bucket =
        access === undefined
          ? await buckets.open(place.bucket, { create: !place.join })
          : buckets.attempt(place.bucket, access);
      const found = await openVault(bucket).catch((error: unknown) => {
        if (!place.join && error instanceof VaultError && error.code === 'no-vault') return undefined;
        throw error;
      });
      // One without accounts is left from an attempt that failed half way.
      if (found !== undefined && !place.join && (await hasAccounts(found))) {
        throw new VaultError(
          'exists',
          `There is a vault in ${bucket.place} already. Open it, or choose another place.`,
        );
      }
      const seen = (await home.settings())?.accounts ?? {};
      // Before anything is made: who has to think of another password leaves no empty vault.
      const isNew = found === undefined || (await findAccount(found, user)) === undefined;
      if (isNew && (!place.join || place.newName)) await requireStrongPassword(password, user);
      const vault = await makeOrJoinVault(bucket);
      const deps = { vault, work, cost };
      const isKnown = place.join && (await findAccount(vault, user)) !== undefined;
      if (place.join && !isKnown && !place.newName) {
        throw new VaultError('no-account', `Nobody is called ${user} in the vault in ${bucket.place}.`);
      }
      const account = isKnown
        ? await openAccount(deps, user, password, seen)
        : await createAccount(deps, user, password);
      if (access !== undefined) await buckets.keep(place.bucket, access);
      const { id, revision } = account.record;
      await home.remember({ bucket: place.bucket, vault: vault.id, user, accounts: { ...seen, [id]: revision } });
      return this.#accountVault({ ...vault, bucket: await buckets.open(place.bucket, { create: false }) }, account);
    });
  }

  /**
   * Opens the vault of this computer with another access, and keeps that if it is still the same vault. What is left out stays.
   * @throws VaultError `no-vault` | `rolled-back`; BucketError
   */
  async changeAccess(change: BucketAccess, signal?: AbortSignal): Promise<void> {
    const { buckets } = this.#deps;
    const { bucket, vault } = await this.settings();
    const access = await buckets.merged(bucket, change);
    await buckets.prove(bucket, access, signal);
    await openVault(buckets.attempt(bucket, access), undefined, vault);
    await buckets.keep(bucket, access);
  }

  /**
   * Changes the password of an account that somebody is logged in to; the log-in goes on.
   * @throws SealError `wrong-password`; PasswordError; as `OwnAccount.changePassword` does
   */
  async changePassword({ own }: Pick<LoggedIn, 'own'>, current: string, next: string): Promise<void> {
    const { work, cost } = this.#deps;
    await changePassword({ work, cost }, own, current, next);
  }

  #accountVault(vault: Vault, account: OpenAccount): LoggedIn {
    return accountVault(vault, account, this.#listing(vault, account.record.id), (record) => this.#remember(record));
  }

  #listing({ id: vaultId, bucket: { place } }: Vault, accountId: string): ListingOptions | undefined {
    return this.#deps.listing?.({ vaultId, accountId, place });
  }

  async #accountDeps({ bucket, vault: known }: HomeSettings): Promise<AccountDeps> {
    const { buckets, work, cost } = this.#deps;
    // Who logs in waits for the answer, which a bucket on a network can take long to give.
    if (isS3Address(bucket)) await buckets.hasVault(bucket);
    const vault = await openVault(await buckets.open(bucket, { create: false }), undefined, known);
    return { vault, work, cost };
  }

  /** Vault and account are remembered together: a name whose password was refused must not become this computer's. */
  async #makeFirstAccount(username: string, password: string): Promise<LoggedIn> {
    const user = toUsername(username);
    await requireStrongPassword(password, user);
    const made = await this.#inTurn(async () => {
      const { home, buckets } = this.#deps;
      if ((await home.settings()) !== undefined) return undefined;
      const bucket = home.defaultBucket;
      const { id: vault } = await makeOrJoinVault(await buckets.open(bucket, { create: true }));
      const settings: HomeSettings = { bucket, vault, user, accounts: {} };
      const deps = await this.#accountDeps(settings);
      try {
        const account = await createAccount(deps, username, password);
        const { id, revision } = account.record;
        await home.remember({ ...settings, accounts: { [id]: revision } });
        return this.#accountVault(deps.vault, account);
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
