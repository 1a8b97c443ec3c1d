import type { Cancellable } from '../buckets/bucket.ts';
import { damageError, type Damage } from './damage.ts';
import { VaultError } from './errors.ts';
import type { Ledger } from './ledger.ts';
import { Listing, type ListingOptions } from './listing.ts';
import { isWithin, type VaultPath } from './path.ts';
import type { PathIndex } from './path-index.ts';
import { RecordBox, type AccountNames } from './record-box.ts';
import type { CatalogFile } from './settlement.ts';
import type { Vault } from './vault.ts';

export type CatalogState = 'live' | 'trash';

/** The files of one account as the bucket shows them. Names are opened in memory only. */
export class Catalog {
  readonly box: RecordBox;
  readonly #listing: Listing;

  constructor(vault: Vault, account: AccountNames, options: ListingOptions = {}) {
    this.box = new RecordBox(vault, account);
    this.#listing = new Listing(vault, account.accountId, this.box, options);
  }

  /**
   * Brings the catalog up to date: everything at first, at each start, daily and when asked to, else what came since the last listing.
   * @throws BucketError; what was known before stays
   */
  refresh(options: Cancellable & { full?: boolean } = {}): Promise<void> {
    return this.#listing.refresh(options);
  }

  /** Resolves when nothing is listed behind what was asked, and all that is to be remembered is. */
  atRest(): Promise<void> {
    return this.#listing.atRest();
  }

  /** Takes in content that this client wrote itself, without a listing. */
  note(objectKey: string): Promise<void> {
    return this.#listing.note(objectKey);
  }

  /** The user knows that a file vanished or went back: what is there now is right from now on (format 3.7). */
  acknowledge(id: string): Promise<void> {
    return this.#listing.acknowledge(id);
  }

  /** Whether the bucket was listed, now or by what is remembered. */
  get isListed(): boolean {
    return this.#listing.isListed;
  }

  get ledger(): Ledger {
    return this.#listing.now.ledger;
  }

  get(id: string): CatalogFile | undefined {
    return this.#listing.now.files.get(id);
  }

  /** Every file that is whole, in the trash or not. */
  get files(): IterableIterator<CatalogFile> {
    return this.#listing.now.files.values();
  }

  /** Ids of files that were deleted for good, or are about to be. */
  get gone(): ReadonlySet<string> {
    return this.#listing.now.gone;
  }

  isGone(id: string): boolean {
    return this.#listing.now.gone.has(id);
  }

  index(state: CatalogState): PathIndex {
    return this.#listing.now[state];
  }

  /** Damaged files below a folder; with the top, also those whose path is not known. */
  damage(folder?: VaultPath): Damage[] {
    const all = [...this.#listing.now.damage.values()];
    return all.filter(({ path }) => folder === undefined || (path !== undefined && isWithin(path, folder)));
  }

  /** Files that vanished, or whose revision went back: told until the user acknowledges them, or they are back (format 3.7). */
  alarms(): Damage[] {
    return this.#listing.alarms();
  }

  /**
   * What a path names: the versions of the file of that path or, where there is none or a folder is meant, all files below the folder. In the
   * trash both can be there: a file of that name, and later a folder.
   * @throws VaultError `not-found`; `tampered` | `vanished` | `rolled-back` where it names a damaged file
   */
  select(path: VaultPath, state: CatalogState = 'live', isFolder = false): readonly CatalogFile[] {
    const index = this.index(state);
    const versions = isFolder ? [] : index.versions(path);
    const newest = versions.at(-1)?.id ?? '';
    const hurt = this.damage().find((damage) => damage.path === path && damage.id > newest);
    // The newest version is the damaged one: an older one is no answer.
    if (hurt !== undefined && state === 'live' && !isFolder) throw damageError(hurt);
    const chosen = versions.length > 0 ? versions : index.within(path);
    if (chosen.length > 0) return chosen;
    const [below] = this.damage(path);
    if (below !== undefined) throw damageError(below);
    throw new VaultError('not-found', `There is no ${path} in the ${state === 'live' ? 'vault' : 'trash'}.`);
  }
}
