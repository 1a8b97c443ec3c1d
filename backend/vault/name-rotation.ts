import { setImmediate } from 'node:timers/promises';
import pMap from 'p-map';
import { MAX_NAME_KEYS, withNewNameKey } from '../../keys/keyring.ts';
import type { Cancellable } from '../buckets/bucket.ts';
import type { Catalog } from './catalog.ts';
import type { Changes } from './changes.ts';
import { VaultError } from './errors.ts';
import { Ledger, type LedgerFile } from './ledger.ts';
import type { OwnKeys } from './own-keys.ts';
import { stateOf } from './settlement.ts';
import type { Vault } from './vault.ts';

/** Names sealed anew between two looks at what other computers do: a listing of what is new takes as long as some hundred names. */
const NAMES_AT_ONCE = 1000;
/** Names looked at before others get their turn, some 10 ms. */
const LOOKED_AT_ONCE = 500;
/** Outdated records taken away at once. */
const CONCURRENCY = 8;
/** After the first round only what other computers wrote meanwhile is left. */
const MAX_ROUNDS = 5;

interface RotationDeps {
  readonly vault: Vault;
  readonly accountId: string;
  readonly own: OwnKeys;
  readonly catalog: Catalog;
  readonly changes: Changes;
}

/** Names sealed anew, and files whose names were left as they are: damaged, or being deleted or changed by another computer. */
export interface RotationReport {
  readonly sealed: number;
  readonly left: number;
}

/**
 * Gives an account a new name key (format 5.2), and writes every name once more under it. No content is touched, and every moment of it is one
 * in which all files are there under their names: first the key is in the keyring, then each new record stands beside its older ones, then
 * those are taken away. The older keys stay in the keyring. What is sealed under them for good is the name each object was first stored under
 * (its key cannot change without its content), and an upload that another computer began before.
 */
export class NameRotation {
  readonly #deps: RotationDeps;

  constructor(deps: RotationDeps) {
    this.#deps = deps;
  }

  /** Draws a key: from now on it seals what this account's clients write. @throws VaultError `too-many`; as `OwnAccount.change` does */
  async drawKey(): Promise<void> {
    await this.#deps.own.change((keyring) => {
      if (keyring.nameKeys.length < MAX_NAME_KEYS) return withNewNameKey(keyring);
      throw new VaultError('too-many', `An account has at most ${MAX_NAME_KEYS.toLocaleString('en')} name keys.`);
    });
  }

  /**
   * Seals all names anew that are under an older key. Goes on where an earlier run was stopped.
   * @param onNames told how many of how many are done, after each step
   * @throws BucketError; the signal's reason
   */
  async sealNames(
    options: Cancellable & { readonly onNames?: ((done: number, all: number) => void) | undefined } = {},
  ): Promise<RotationReport> {
    const { own, catalog, changes } = this.#deps;
    const { signal, onNames } = options;
    // Not under a key that another computer has just replaced.
    await own.refresh();
    const sealed = new Set<string>();
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      await catalog.refresh({ signal, full: round === 1 });
      const { older } = await this.#look(signal);
      if (older.length === 0) break;
      const all = new Set([...sealed, ...older]).size;
      for (let at = 0; at < older.length; at += NAMES_AT_ONCE) {
        signal?.throwIfAborted();
        // As they are now: another computer may have renamed them while those before were written.
        const files = older.slice(at, at + NAMES_AT_ONCE).flatMap((id) => catalog.get(id) ?? []);
        await this.#removeOutdated(await changes.sealAnew(files, { signal }), signal);
        for (const { id } of files) sealed.add(id);
        onNames?.(sealed.size, all);
      }
    }
    await catalog.refresh({ signal });
    const { older, contested } = await this.#look(signal);
    return { sealed: sealed.size, left: older.length + contested + catalog.damage().length };
  }

  /** Files whose record that counts is under an older key; and how many of those somebody is deleting for good, whose records are left alone. */
  async #look(signal: AbortSignal | undefined): Promise<{ older: string[]; contested: number }> {
    const { box, ledger, files } = this.#deps.catalog;
    const older: string[] = [];
    let [looked, contested] = [0, 0];
    for (const { id } of files) {
      if (++looked % LOOKED_AT_ONCE === 0) await setImmediate();
      signal?.throwIfAborted();
      const file = ledger.get(id)!;
      const { revision, name } = Ledger.counting(file)!;
      if (await box.isNewest(id, revision, name)) continue;
      if (Ledger.isTied(file) && (await this.#isBeingDeleted(id, file))) contested += 1;
      else older.push(id);
    }
    return { older, contested };
  }

  /** A record above a "gone" would make a deletion look like a loss (format 3.7). */
  async #isBeingDeleted(id: string, { changes }: LedgerFile): Promise<boolean> {
    for (const change of changes.values()) {
      if ((await stateOf(this.#deps.catalog.box, id, change)) === 'gone') return true;
    }
    return false;
  }

  /**
   * Nothing is lost by it (format 3.3): the record just written is above them, and is the only one there. Where another one is beside it, each
   * of the two may still be taken back, and what is below is the name.
   * @param standing object keys of the records just written, by file id
   */
  async #removeOutdated(standing: ReadonlyMap<string, string>, signal: AbortSignal | undefined): Promise<void> {
    const { vault, accountId, catalog } = this.#deps;
    const { bucket, layout } = vault;
    const outdated = [...standing].flatMap(([id, ownKey]) => {
      const file = catalog.ledger.get(id);
      if (file === undefined || Ledger.isTied(file) || catalog.get(id) === undefined) return [];
      const { objectKey, revision } = Ledger.counting(file)!;
      if (objectKey !== ownKey) return [];
      return [...file.changes.values()]
        .filter((change) => change.revision < revision)
        .map((change) => ({ id, change }));
    });
    const remove = async ({ id, change: { objectKey, name } }: (typeof outdated)[number]) => {
      await bucket.delete(objectKey, { signal });
      catalog.ledger.removeChange(id, objectKey);
      if (name.startsWith('~')) await bucket.delete(layout.longName(accountId, id, name), { signal });
    };
    await pMap(outdated, remove, { concurrency: CONCURRENCY, ...(signal && { signal }) });
  }
}
