import type { NameKeys } from './name-keys.ts';
import type { OwnKeys } from './own-keys.ts';

/**
 * The name keys of files that log-ins and tokens of one account share. Whoever has ended leaves: nothing of it stays here but the name keys,
 * neither its private keys nor the account's own key.
 */
export class SharedNameKeys implements NameKeys {
  readonly #owners = new Set<OwnKeys>();
  /** As whoever left last had them. */
  #left: readonly Buffer[] = [];

  get all(): readonly Buffer[] {
    const [own] = this.#owners;
    return own?.keyring.nameKeys ?? this.#left;
  }

  async look(): Promise<void> {
    const [own] = this.#owners;
    await (own?.look?.() ?? own?.refresh());
  }

  join(own: OwnKeys): void {
    this.#owners.add(own);
  }

  leave(own: OwnKeys): void {
    this.#left = this.all;
    this.#owners.delete(own);
  }
}
