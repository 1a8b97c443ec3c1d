import { SealError } from '../../keys/errors.ts';
import { sameKdf } from '../../keys/password.ts';
import { newestRevision, readAccount } from './account.ts';
import { VaultError } from './errors.ts';
import type { HeldKeyring, OwnKeys } from './own-keys.ts';
import type { Vault } from './vault.ts';

/** A part of an account as it was at a revision of its record, under the password of then. */
export interface HeldAccount {
  readonly id: string;
  readonly revision: number;
  /** The record's member "kdf": another one means another password (format 5.2). */
  readonly kdf: unknown;
  readonly keyring: HeldKeyring;
}

/** An account without its password: what is held of it works for as long as that password holds, and changes nothing of the account itself. */
export class LentAccount implements OwnKeys {
  readonly #vault: Vault;
  #held: HeldAccount;
  readonly #seen: number;
  /** A newer revision that was looked at: its box is for the password, but what stands outside tells whether that is still the same. */
  #looked = 0;

  /** @param seen the highest revision that this computer remembers of it */
  constructor(vault: Vault, held: HeldAccount, seen = 0) {
    this.#vault = vault;
    this.#held = held;
    this.#seen = seen;
  }

  get id(): string {
    return this.#held.id;
  }

  get keyring(): HeldKeyring {
    return this.#held.keyring;
  }

  /** The same account as a log-in saw it later. */
  renew(held: HeldAccount): void {
    if (held.id === this.id && held.revision >= this.#held.revision) this.#held = held;
  }

  async refresh(): Promise<void> {
    const { kdf, keyring } = this.#held;
    const revision = Math.max(this.#held.revision, this.#seen);
    const newest = await newestRevision(this.#vault, this.id);
    if (newest < revision) throw this.#rolledBack();
    if (newest === this.#held.revision || newest === this.#looked) return;
    const record = await readAccount(this.#vault, this.id);
    if (record === undefined || record.revision < revision) throw this.#rolledBack();
    if (!sameKdf(record.members['kdf'], kdf)) {
      throw new VaultError(
        'old-password',
        'The password of this account was changed. Its tokens ended with the old one.',
      );
    }
    const { encryption, signing } = record.publicKeys;
    const isSame = encryption.equals(keyring.publicKeys.encryption) && signing.equals(keyring.publicKeys.signing);
    if (!isSame) throw new SealError('tampered');
    this.#looked = record.revision;
  }

  /** A listing without the names it cannot open would look like one of fewer files. */
  async look(): Promise<void> {
    await this.refresh();
    if (this.#looked <= this.#held.revision) return;
    throw new VaultError(
      'old-keys',
      'This account got newer keys on another computer. Log in to it once on this one; then its tokens know them too.',
    );
  }

  async change(): Promise<never> {
    throw new VaultError('out-of-scope', 'A token changes nothing of the account itself.');
  }

  #rolledBack(): VaultError {
    const { place } = this.#vault.bucket;
    return new VaultError('rolled-back', `This account is gone from ${place}, or older there than it was.`);
  }
}
