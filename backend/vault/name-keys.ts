import type { BoxKey } from '../../keys/box.ts';

/** An account's name keys as its keyring has them at this moment: another computer may add one at any time (format 5.2). */
export interface NameKeys {
  /** 32 bytes each, newest first. */
  readonly all: readonly Buffer[];
  /** Reads the keyring anew. @throws VaultError `rolled-back` | `old-password`; SealError `tampered`; BucketError */
  readonly look?: (() => Promise<void>) | undefined;
}

/** What is derived from an account's name keys, once for each, newest first: the first seals, each may open. */
export class DerivedKeys {
  readonly #names: NameKeys;
  readonly #derive: (key: Buffer) => BoxKey;
  #from: readonly Buffer[] = [];
  #keys: readonly BoxKey[] = [];

  constructor(names: NameKeys, derive: (key: Buffer) => BoxKey) {
    this.#names = names;
    this.#derive = derive;
  }

  /** The same list until the keyring is another one. */
  get all(): readonly BoxKey[] {
    const { all } = this.#names;
    if (all !== this.#from) {
      const [from, keys] = [this.#from, this.#keys];
      this.#keys = all.map((key) => keys[from.findIndex((known) => known.equals(key))] ?? this.#derive(key));
      this.#from = all;
    }
    return this.#keys;
  }
}
