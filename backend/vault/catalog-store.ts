import { setImmediate } from 'node:timers/promises';
import type { CatalogMemory, ListingTimes, RememberedFile } from './catalog-memory.ts';
import type { Ledger } from './ledger.ts';
import type { SeenFiles } from './seen-files.ts';

/** Times alone are kept this often: each is a write to the disk, and a minute more to list costs nothing. */
const TIMES_MS = 60 * 1000;
/** Files taken in before others get their turn, some 10 ms. */
const TAKEN_AT_ONCE = 1000;

/** Brings what a catalog knows to its memory and back. Without a memory, or with one that fails, nothing else changes. */
export class CatalogStore {
  readonly #memory: CatalogMemory | undefined;
  readonly #seen: SeenFiles;
  #kept: ListingTimes | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(memory: CatalogMemory | undefined, seen: SeenFiles) {
    this.#memory = memory;
    this.#seen = seen;
  }

  /** Fills in what is remembered. @returns when it was listed; undefined where everything has to be listed first */
  async load(ledger: Ledger): Promise<ListingTimes | undefined> {
    if (this.#memory === undefined) return undefined;
    try {
      const listed: (readonly string[])[] = [];
      const times = await this.#memory.load((files) => {
        for (const { id, objectKeys, seen } of files) {
          if (seen !== undefined) this.#seen.remember(id, seen);
          listed.push(objectKeys);
        }
      });
      if (times === undefined) return undefined;
      for (const [index, objectKeys] of listed.entries()) {
        if (index % TAKEN_AT_ONCE === 0) await setImmediate();
        for (const key of objectKeys) if (ledger.addContent(key) === undefined) ledger.addChange(key);
      }
      this.#kept = times;
      return times;
    } catch {
      // It can be lost at any time (docs/architecture.md): the bucket is listed as if it had never been.
      return undefined;
    }
  }

  /** Keeps the files that changed and, from time to time, when the bucket was listed. Returns at once. */
  save(times: ListingTimes, ledger: Ledger, unsaved: Set<string>): void {
    const memory = this.#memory;
    const waited = times.listed.getTime() - (this.#kept?.listed.getTime() ?? 0);
    const isOld = Math.abs(waited) >= TIMES_MS || times.listedFully !== this.#kept?.listedFully;
    if (memory === undefined || (unsaved.size === 0 && !isOld)) return;
    const ids = [...unsaved];
    unsaved.clear();
    this.#kept = times;
    const save = async () => {
      try {
        await memory.save(times, this.#files(ids, ledger));
      } catch {
        for (const id of ids) unsaved.add(id);
        this.#kept = undefined;
      }
    };
    this.#saving = this.#saving.then(save);
  }

  /** All that was given to be kept is kept, or failed. */
  atRest(): Promise<void> {
    return this.#saving;
  }

  *#files(ids: readonly string[], ledger: Ledger): Generator<RememberedFile, void> {
    for (const id of ids) yield { id, objectKeys: ledger.objectKeys(id), seen: this.#seen.get(id) };
  }
}
