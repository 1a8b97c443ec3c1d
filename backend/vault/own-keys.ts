import type { Keyring, PrivateKeys } from '../../keys/keyring.ts';

/** What is open of an account: of a log-in all of its keyring, of a token for scripts what its scope needs. */
export type HeldKeyring = Omit<Keyring, 'privateKeys' | 'unknown'> & {
  readonly privateKeys: { readonly [Use in keyof PrivateKeys]?: Buffer | undefined };
};

/** The keys of one's own account, and whether they are still what the bucket has. */
export interface OwnKeys {
  readonly id: string;
  readonly keyring: HeldKeyring;
  /**
   * Takes in what other computers changed.
   * @throws VaultError `rolled-back`; `old-password` where it was changed there; SealError `tampered`; BucketError
   */
  refresh(): Promise<void>;
  /**
   * Looks for the key of a name that none of its name keys opens; left out, `refresh` does.
   * @throws VaultError `old-keys` where there may be one that it cannot get; as `refresh` does
   */
  look?(): Promise<void>;
  /** @throws VaultError `out-of-scope` where they are lent; as `refresh` does */
  change(apply: (keyring: Keyring) => Keyring): Promise<void>;
}
