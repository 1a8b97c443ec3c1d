import { setImmediate } from 'node:timers/promises';
import type { Cancellable } from '../buckets/bucket.ts';
import { damageError, type Damage } from './damage.ts';
import { VaultError } from './errors.ts';
import { timedIdPrefix } from './id.ts';
import { Ledger, type LedgerFile } from './ledger.ts';
import { isWithin, type VaultPath } from './path.ts';
import { PathIndex } from './path-index.ts';
import { RecordBox, type AccountNames } from './record-box.ts';
import { settle, type CatalogFile } from './settlement.ts';
import type { Vault } from './vault.ts';

/** A listing begins this much before the last complete one: uploads and changes may become visible late (format 3.6). */
export const OVERLAP_MS = 15 * 60 * 1000;
/** After this long everything is listed again (format 3.6). */
export const FULL_PASS_MS = 24 * 60 * 60 * 1000;

/** A clock that was set back by more than this makes everything be listed again: ids drawn meanwhile may lie before any overlap. */
const CLOCK_SLACK_MS = 60 * 1000;

/** Records opened before others get their turn, about 20 ms: a hundred thousand at once would hold up a server for seconds. */
const OPENED_AT_ONCE = 500;

export type CatalogState = 'live' | 'trash';

/** What one pass over the bucket showed, opened. */
class Snapshot {
  readonly ledger: Ledger;
  readonly files = new Map<string, CatalogFile>();
  readonly damage = new Map<string, Damage>();
  readonly gone = new Set<string>();
  readonly live = new PathIndex();
  readonly trash = new PathIndex();

  constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  set(id: string, settled: CatalogFile | Damage | 'gone'): void {
    const before = this.files.get(id);
    if (before !== undefined) this.#index(before).remove(before);
    for (const kind of [this.files, this.damage, this.gone]) kind.delete(id);
    if (settled === 'gone') {
      this.gone.add(id);
    } else if ('record' in settled) {
      this.files.set(id, settled);
      this.#index(settled).add(settled);
    } else {
      this.damage.set(id, settled);
    }
  }

  #index(file: CatalogFile): PathIndex {
    return file.record.state === 'trash' ? this.trash : this.live;
  }
}

/** The files of one account as the bucket shows them. Names are opened in memory only. */
export class Catalog {
  readonly box: RecordBox;
  readonly #vault: Vault;
  readonly #accountId: string;
  #now: Snapshot;
  /** When the last complete listing and the last full one began, by the bucket's clock. */
  #listed: Date | undefined;
  #listedFully: Date | undefined;
  /** The highest revision seen of each file, and what it was called: so that it is told where the bucket goes back (format 3.7). */
  readonly #seen = new Map<string, { readonly revision: number; readonly path: VaultPath | undefined }>();
  /** Content that this client wrote since the last listing began, which may have passed its place already. */
  #noted: string[] = [];
  /** Listings take turns: two at once could settle the same file from different moments. */
  #turn: Promise<void> = Promise.resolve();

  constructor(vault: Vault, account: AccountNames) {
    this.#vault = vault;
    this.#accountId = account.accountId;
    this.box = new RecordBox(vault, account);
    this.#now = new Snapshot(new Ledger(vault.layout, account.accountId));
  }

  /**
   * Brings the catalog up to date: everything at first, daily and when asked to, else what came since the last listing.
   * @throws BucketError; what was known before stays
   */
  refresh(options: Cancellable & { full?: boolean } = {}): Promise<void> {
    const turn = this.#turn.then(() => this.#refresh(options));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Takes in content that this client wrote itself, without a listing. */
  async note(objectKey: string): Promise<void> {
    this.#noted.push(objectKey);
    const snapshot = this.#now;
    const id = snapshot.ledger.addContent(objectKey);
    if (id === undefined) return;
    await this.#settling(snapshot, id, () => settle(snapshot.ledger, this.box, id));
  }

  get ledger(): Ledger {
    return this.#now.ledger;
  }

  get(id: string): CatalogFile | undefined {
    return this.#now.files.get(id);
  }

  isGone(id: string): boolean {
    return this.#now.gone.has(id);
  }

  index(state: CatalogState): PathIndex {
    return this.#now[state];
  }

  /** Damaged files below a folder; with the top, also those whose path is not known. */
  damage(folder?: VaultPath): Damage[] {
    const all = [...this.#now.damage.values()];
    return all.filter(({ path }) => folder === undefined || (path !== undefined && isWithin(path, folder)));
  }

  /**
   * What a path names: the versions of the file of that path or, where there is none, all files below the folder.
   * @throws VaultError `not-found`; `tampered` | `vanished` | `rolled-back` where it names a damaged file
   */
  select(path: VaultPath, state: CatalogState = 'live'): readonly CatalogFile[] {
    const versions = this.#now[state].versions(path);
    const newest = versions.at(-1)?.id ?? '';
    const hurt = this.damage().find((damage) => damage.path === path && damage.id > newest);
    // The newest version is the damaged one: an older one is no answer.
    if (hurt !== undefined && state === 'live') throw damageError(hurt);
    const chosen = versions.length > 0 ? versions : this.#now[state].within(path);
    if (chosen.length > 0) return chosen;
    const [below] = this.damage(path);
    if (below !== undefined) throw damageError(below);
    throw new VaultError('not-found', `There is no ${path} in the ${state === 'live' ? 'vault' : 'trash'}.`);
  }

  async #refresh(options: Cancellable & { full?: boolean }): Promise<void> {
    const { signal } = options;
    const began = await this.#vault.bucket.now();
    const full = options.full === true || this.#isStale(began);
    const known = [...(full ? this.#seen : [])];
    if (!full) await this.#recheckGone(signal);
    this.#noted = [];
    const snapshot = full ? new Snapshot(new Ledger(this.#vault.layout, this.#accountId)) : this.#now;
    const touched = await this.#list(snapshot, full ? undefined : this.#listed, signal);
    for (const objectKey of this.#noted) snapshot.ledger.addContent(objectKey);
    for (const id of snapshot.ledger.changed) touched.add(id);
    let opened = 0;
    for (const id of touched) {
      if (++opened % OPENED_AT_ONCE === 0) await setImmediate();
      await this.#settling(snapshot, id, () => this.#settle(snapshot.ledger, id, signal));
    }
    for (const [id, { revision, path }] of known) {
      const now = snapshot.ledger.get(id);
      if (now === undefined) snapshot.set(id, { id, code: 'vanished', path });
      else if (Ledger.counting(now)!.revision < revision) snapshot.set(id, { id, code: 'rolled-back', path });
    }
    this.#now = snapshot;
    this.#listed = began;
    if (full) this.#listedFully = began;
  }

  #isStale(now: Date): boolean {
    if (this.#listed === undefined || this.#listedFully === undefined) return true;
    const setBack = this.#listed.getTime() - now.getTime() > CLOCK_SLACK_MS;
    return setBack || now.getTime() - this.#listedFully.getTime() > FULL_PASS_MS;
  }

  async #settling(snapshot: Snapshot, id: string, work: () => Promise<CatalogFile | Damage | 'gone'>): Promise<void> {
    snapshot.ledger.clearChanged(id);
    try {
      this.#settled(snapshot, id, await work());
    } catch (error) {
      snapshot.ledger.markChanged(id);
      throw error;
    }
  }

  #settled(snapshot: Snapshot, id: string, settled: CatalogFile | Damage | 'gone'): void {
    snapshot.set(id, settled);
    const { revision } = Ledger.counting(snapshot.ledger.get(id)!)!;
    const before = this.#seen.get(id);
    // A record that does not open is no state of the file: whoever puts it there must not make the true one look older.
    if (settled !== 'gone' && !('record' in settled)) return;
    const path = settled === 'gone' ? before?.path : settled.record.path;
    if (before === undefined || revision >= before.revision) this.#seen.set(id, { revision, path });
  }

  /** A change may be newer than the listing of contents, and its content older than where that began (format 3.6). */
  async #settle(ledger: Ledger, id: string, signal: AbortSignal | undefined): Promise<CatalogFile | Damage | 'gone'> {
    const file = ledger.get(id)!;
    // One of the two may be a deletion for good, and no listing of what is new shows that its content went.
    if (Ledger.isTied(file)) await this.#dropMissing(file, signal);
    const settled = await settle(ledger, this.box, id);
    if (file.contents.size > 0 || settled === 'gone') return settled;
    const prefix = `${this.#vault.layout.contents(this.#accountId)}${id}.`;
    for await (const page of this.#vault.bucket.list({ prefix, signal })) {
      for (const { key } of page) ledger.addContent(key);
    }
    return settle(ledger, this.box, id);
  }

  /**
   * A deletion for good that was still under way when last listed may have been taken back since (format 3.7), which no listing of what is
   * new shows.
   */
  async #recheckGone(signal: AbortSignal | undefined): Promise<void> {
    const { bucket } = this.#vault;
    const { ledger, gone } = this.#now;
    const underWay = [...gone].filter((id) => ledger.get(id)!.contents.size > 0);
    for (const id of underWay) {
      const file = ledger.get(id)!;
      await this.#dropMissing(file, signal);
      if (file.contents.size === 0) continue;
      const { objectKey } = Ledger.counting(file)!;
      if ((await bucket.head(objectKey, { signal })) !== undefined) continue;
      ledger.removeChange(id, objectKey);
      this.#settled(this.#now, id, await settle(ledger, this.box, id));
    }
  }

  async #dropMissing(file: LedgerFile, signal: AbortSignal | undefined): Promise<void> {
    for (const key of file.contents.keys()) {
      if ((await this.#vault.bucket.head(key, { signal })) === undefined) file.contents.delete(key);
    }
  }

  /**
   * Lists into the ledger, which knows what is new.
   * @returns files it met that may look different though no key of theirs is new: a part that was missing may have come, and of two records
   *   of one revision one may have gone
   */
  async #list(snapshot: Snapshot, since: Date | undefined, signal: AbortSignal | undefined): Promise<Set<string>> {
    const { bucket, layout } = this.#vault;
    const { ledger, damage } = snapshot;
    const from = since && timedIdPrefix(new Date(since.getTime() - OVERLAP_MS));
    const unsure = new Set<string>();
    const note = (id: string | undefined) => {
      if (id !== undefined && (damage.has(id) || Ledger.isTied(ledger.get(id)!))) unsure.add(id);
    };
    const listing = (prefix: string) =>
      bucket.list({ prefix, signal, after: from === undefined ? undefined : `${prefix}${from}` });
    for await (const page of listing(layout.contents(this.#accountId))) {
      for (const { key } of page) note(ledger.addContent(key));
    }
    for await (const page of listing(layout.changes(this.#accountId))) {
      for (const { key } of page) note(ledger.addChange(key));
    }
    return unsure;
  }
}
