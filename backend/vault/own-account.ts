import {
  accountBoxKey,
  MAX_ACCOUNT_RECORD_BYTES,
  openAccountRecord,
  parseAccountRecord,
  sealAccountRecord,
  unboxAccountRecord,
  type AccountRecord,
  type OpenAccount,
} from '../../keys/account-record.ts';
import type { BoxKey } from '../../keys/box.ts';
import { SealError } from '../../keys/errors.ts';
import type { Keyring } from '../../keys/keyring.ts';
import { newKdf, sameKdf, type PasswordKdf, type PasswordWork } from '../../keys/password.ts';
import { newestRevision, readAccount } from './account.ts';
import { VaultError } from './errors.ts';
import type { OwnKeys } from './own-keys.ts';
import { createOnce } from './small-object.ts';
import type { Vault } from './vault.ts';

/** Each failed try means that another client succeeded: so many in a row are no coincidence. */
const MAX_TRIES = 20;

export interface NewPasswordDeps {
  readonly work: PasswordWork;
  /** Scrypt's N; lowered by tests alone. */
  readonly cost?: number | undefined;
}

/** Told of each newer revision: it is remembered, so that an older one is found out. */
export type RevisionSeen = (record: AccountRecord) => Promise<void>;

/** The account somebody is logged in to: its keyring as it is now, and changes to it that lose nobody else's (format 5.2). */
export class OwnAccount implements OwnKeys {
  readonly #vault: Vault;
  readonly #seen: RevisionSeen;
  #open: OpenAccount;
  /** Changes of one process take turns: against each other they would only fail. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(vault: Vault, open: OpenAccount, seen: RevisionSeen = async () => undefined) {
    this.#vault = vault;
    this.#open = open;
    this.#seen = seen;
  }

  get id(): string {
    return this.#open.record.id;
  }

  get keyring(): Keyring {
    return this.#open.keyring;
  }

  /** What is open at this moment, to be given to {@link renew}. */
  get opened(): OpenAccount {
    return this.#open;
  }

  /** Another log-in opened the account: a newer record, or a newer password, counts from now on. */
  renew(opened: OpenAccount): void {
    if (opened.record.revision >= this.#open.record.revision) this.#open = opened;
  }

  /**
   * Takes in what other computers changed.
   * @throws VaultError `rolled-back`; `old-password` where it was changed there; SealError `tampered`; BucketError
   */
  refresh(): Promise<void> {
    return this.#inTurn(() => this.#read());
  }

  /**
   * Changes the keyring: reads the newest, applies, creates the next revision, and where somebody else was quicker does it again.
   * @param apply returns the same keyring where nothing is to be changed; called once for each try
   * @throws as `refresh` does
   */
  change(apply: (keyring: Keyring) => Keyring): Promise<void> {
    return this.#inTurn(async () => {
      await this.#read();
      await this.#write(apply);
    });
  }

  /**
   * Seals the keyring under a new password. No file is touched, and what is open stays open. Whoever knows the old password and kept an old
   * copy of the record still opens that copy.
   * @throws SealError `wrong-password`; PasswordError; as `refresh` does
   */
  changePassword({ work, cost }: NewPasswordDeps, current: string, next: string): Promise<void> {
    return this.#inTurn(async () => {
      const record = await readAccount(this.#vault, this.id);
      if (record === undefined || record.revision < this.#open.record.revision) throw this.#rolledBack();
      const kdf = newKdf(cost);
      this.renew(await openAccountRecord(record, this.#vault.id, current, work));
      await this.#write((keyring) => keyring, { kdf, boxKey: await accountBoxKey(next, kdf, work) });
    });
  }

  async #read(): Promise<void> {
    const revision = await newestRevision(this.#vault, this.id);
    const own = this.#open.record;
    if (revision < own.revision) throw this.#rolledBack();
    if (revision === own.revision) return;
    const record = await readAccount(this.#vault, this.id);
    if (record === undefined || record.revision < own.revision) throw this.#rolledBack();
    if (!sameKdf(record.members['kdf'], own.members['kdf'])) {
      const detail =
        'The password of this account was changed on another computer. Log out, and log in with the new one.';
      throw new VaultError('old-password', detail);
    }
    this.#open = this.#unbox(record);
    await this.#seen(record);
  }

  #unbox(record: AccountRecord): OpenAccount {
    try {
      return unboxAccountRecord(record, this.#vault.id, this.#open.boxKey);
    } catch (error) {
      // The same key as before: it is not the password that is wrong.
      if (error instanceof SealError && error.code === 'wrong-password') throw new SealError('tampered');
      throw error;
    }
  }

  async #write(
    apply: (keyring: Keyring) => Keyring,
    secret?: { readonly kdf: PasswordKdf; readonly boxKey: BoxKey },
  ): Promise<void> {
    const { bucket, layout, id: vaultId } = this.#vault;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const { record, keyring, boxKey: ownKey } = this.#open;
      const next = apply(keyring);
      if (next === keyring && secret === undefined) return;
      const { kdf, boxKey } = secret ?? { kdf: record.kdf, boxKey: ownKey };
      const revision = record.revision + 1;
      const body = Buffer.from(sealAccountRecord(vaultId, revision, next, kdf, boxKey, record.members));
      const present = await createOnce(bucket, layout.account(this.id, revision), body, MAX_ACCOUNT_RECORD_BYTES);
      if (present === undefined) {
        this.#open = { record: parseAccountRecord(body), keyring: next, boxKey };
        await this.#seen(this.#open.record);
        return;
      }
      await this.#read();
    }
    throw new VaultError('conflict', 'Other computers keep changing this account. Nothing was changed; try again.');
  }

  #rolledBack(): VaultError {
    const { place } = this.#vault.bucket;
    return new VaultError('rolled-back', `This account is older in ${place} than this computer has seen it.`);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
