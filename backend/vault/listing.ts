import type { Cancellable } from '../buckets/bucket.ts';
import type { CatalogMemory, ListingTimes } from './catalog-memory.ts';
import { CatalogStore } from './catalog-store.ts';
import type { Damage } from './damage.ts';
import { timedIdPrefix } from './id.ts';
import { Ledger } from './ledger.ts';
import { listRanges } from './range-listing.ts';
import type { RecordBox } from './record-box.ts';
import { SeenFiles } from './seen-files.ts';
import { Settler } from './settler.ts';
import { Snapshot } from './snapshot.ts';
import type { Vault } from './vault.ts';

/** A listing begins this much before the last complete one: uploads and changes may become visible late (format 3.6). */
export const OVERLAP_MS = 15 * 60 * 1000;
/** After this long everything is listed again (format 3.6). */
export const FULL_PASS_MS = 24 * 60 * 60 * 1000;

/** A clock that was set back by more than this makes everything be listed again: ids drawn meanwhile may lie before any overlap. */
const CLOCK_SLACK_MS = 60 * 1000;

export interface ListingOptions {
  /** What this computer remembers from earlier; without it everything is listed first. */
  readonly memory?: CatalogMemory | undefined;
  /**
   * Called where a listing found that something looks different now. Where it is given, nobody waits for a listing of everything, unless
   * nothing is known yet: it runs by itself behind what was asked.
   */
  readonly onNews?: (() => void) | undefined;
}

/** Keeps a snapshot of one account's files up to date by listing the bucket (format 3.6). */
export class Listing {
  readonly #vault: Vault;
  readonly #accountId: string;
  readonly #seen: SeenFiles;
  readonly #settler: Settler;
  readonly #store: CatalogStore;
  readonly #onNews: (() => void) | undefined;
  #now: Snapshot;
  #times: ListingTimes | undefined;
  #isLoaded = false;
  /** Everything was listed since this program started. */
  #isComplete = false;
  /** Snapshots are changed in turns: two at once could settle the same file from different moments. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Listings of everything, one after the other. They hold no turn while they list, for they can take long. */
  #pass: Promise<unknown> = Promise.resolve();
  #behind: Promise<void> | undefined;

  constructor(vault: Vault, accountId: string, box: RecordBox, { memory, onNews }: ListingOptions) {
    this.#vault = vault;
    this.#accountId = accountId;
    this.#seen = new SeenFiles(vault.layout, accountId, box);
    this.#settler = new Settler(vault, accountId, box, this.#seen);
    this.#store = new CatalogStore(memory, this.#seen);
    this.#onNews = onNews;
    this.#now = new Snapshot(new Ledger(vault.layout, accountId));
  }

  /** What the last listing showed. */
  get now(): Snapshot {
    return this.#now;
  }

  /** @throws BucketError; what was known before stays */
  async refresh({ full = false, signal }: Cancellable & { full?: boolean }): Promise<void> {
    await this.#inTurn(() => this.#load(signal));
    if (full) return this.#inPass(() => this.#listAll(signal));
    if ((await this.#inTurn(() => this.#listNew(signal))) === 'done') return;
    if (this.#onNews !== undefined && this.#times !== undefined) return this.#listBehind();
    await this.#inPass(async () => {
      // Another caller may have waited for the same.
      if ((await this.#inTurn(() => this.#listNew(signal))) !== 'done') await this.#listAll(signal);
    });
  }

  /** Whether there is something to show, listed now or remembered. */
  get isListed(): boolean {
    return this.#times !== undefined;
  }

  /** Files that vanished, or went back, and that this client remembers otherwise (format 3.7). */
  alarms(): Damage[] {
    return this.#now.alarms().filter(({ id }) => this.#seen.get(id) !== undefined);
  }

  /** Takes in content that this client wrote itself, without a listing. */
  async note(objectKey: string): Promise<void> {
    const snapshot = this.#now;
    const id = snapshot.ledger.addContent(objectKey);
    if (id !== undefined) await this.#settler.settleKnown(snapshot, id);
  }

  /**
   * The user knows of a file that vanished or went back, and takes what is there now for right. One that vanished is forgotten; where a record
   * of it is left in the bucket it is still listed as missing, and alarms nobody here any more.
   */
  acknowledge(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const snapshot = this.#now;
      if (snapshot.damage.get(id)?.code === 'tampered') return;
      this.#seen.forget(id);
      if (snapshot.ledger.get(id) === undefined) snapshot.drop(id);
      else await this.#settler.settleKnown(snapshot, id);
      this.#settler.unsaved.add(id);
      this.#save();
    });
  }

  /** Nothing goes on behind what was asked, and all that is to be kept is kept. */
  async atRest(): Promise<void> {
    await this.#behind;
    await this.#store.atRest();
  }

  async #load(signal: AbortSignal | undefined): Promise<void> {
    if (this.#isLoaded) return;
    const snapshot = this.#now;
    const times = await this.#store.load(snapshot.ledger);
    const ids = [...snapshot.ledger.changed];
    await this.#settler.settleIn(snapshot, ids, signal);
    for (const id of ids) this.#settler.unsaved.delete(id);
    if (times !== undefined) await this.#settler.findVanished(snapshot, snapshot);
    this.#times = times;
    this.#isLoaded = true;
  }

  /** Lists what came since the last listing, unless everything is due and has to be waited for. */
  async #listNew(signal: AbortSignal | undefined): Promise<'done' | 'due'> {
    const began = await this.#vault.bucket.now();
    const times = this.#times;
    if (times === undefined || times.listed.getTime() - began.getTime() > CLOCK_SLACK_MS) {
      this.#times = undefined;
      return 'due';
    }
    const isDue = !this.#isComplete || began.getTime() - times.listedFully.getTime() > FULL_PASS_MS;
    if (isDue && this.#onNews === undefined) return 'due';
    const snapshot = this.#now;
    const newsBefore = this.#settler.news;
    await this.#settler.recheckGone(snapshot, signal);
    const touched = await this.#listSince(snapshot, times.listed, signal);
    for (const id of snapshot.ledger.changed) touched.add(id);
    await this.#settler.settleIn(snapshot, touched, signal);
    this.#times = { ...times, listed: began };
    this.#save();
    if (this.#settler.news > newsBefore) this.#onNews?.();
    return isDue ? 'due' : 'done';
  }

  /**
   * Lists into the ledger, which knows what is new.
   * @returns files it met that may look different though no key of theirs is new: a part that was missing may have come, and of two records
   *   of one revision one may have gone
   */
  async #listSince(snapshot: Snapshot, since: Date, signal: AbortSignal | undefined): Promise<Set<string>> {
    const { bucket, layout } = this.#vault;
    const { ledger, damage } = snapshot;
    const from = timedIdPrefix(new Date(since.getTime() - OVERLAP_MS));
    const unsure = new Set<string>();
    const note = (id: string | undefined) => {
      if (id !== undefined && (damage.has(id) || Ledger.isTied(ledger.get(id)!))) unsure.add(id);
    };
    const [contents, changes] = [layout.contents(this.#accountId), layout.changes(this.#accountId)];
    for await (const page of bucket.list({ prefix: contents, after: `${contents}${from}`, signal })) {
      for (const { key } of page) note(ledger.addContent(key));
    }
    for await (const page of bucket.list({ prefix: changes, after: `${changes}${from}`, signal })) {
      for (const { key } of page) note(ledger.addChange(key));
    }
    return unsure;
  }

  async #listAll(signal: AbortSignal | undefined): Promise<void> {
    const { layout, bucket } = this.#vault;
    const shown = this.#now;
    shown.ledger.beginLog();
    try {
      const began = await bucket.now();
      const ledger = new Ledger(layout, this.#accountId);
      // One after the other: a file that is deleted for good meanwhile has its "gone" before its content goes (format 3.7).
      await this.#listContents(ledger, began, signal);
      await this.#listChanges(ledger, began, signal);
      await this.#inTurn(() => this.#show(new Snapshot(ledger), shown, { began, signal }));
    } finally {
      shown.ledger.endLog();
    }
  }

  async #listContents(ledger: Ledger, until: Date, signal: AbortSignal | undefined): Promise<void> {
    const { bucket, layout } = this.#vault;
    const listing = { prefix: layout.contents(this.#accountId), known: this.#now.ledger.keysOf('contents') };
    await listRanges(bucket, { ...listing, until, signal }, (page) => {
      for (const { key } of page) ledger.addContent(key);
    });
  }

  async #listChanges(ledger: Ledger, until: Date, signal: AbortSignal | undefined): Promise<void> {
    const { bucket, layout } = this.#vault;
    const listing = { prefix: layout.changes(this.#accountId), known: this.#now.ledger.keysOf('changes') };
    await listRanges(bucket, { ...listing, until, signal }, (page) => {
      for (const { key } of page) ledger.addChange(key);
    });
  }

  /** Settles a snapshot of everything and puts it in the place of the one that is shown. */
  async #show(
    snapshot: Snapshot,
    shown: Snapshot,
    { began, signal }: { readonly began: Date; readonly signal: AbortSignal | undefined },
  ): Promise<void> {
    const newsBefore = this.#settler.news;
    const settleAll = async () => {
      // What this client itself wrote or took away meanwhile may lie where the listing had passed.
      while (shown.ledger.passLog(snapshot.ledger) || snapshot.ledger.changed.size > 0) {
        await this.#settler.settleAnew(snapshot, shown, signal);
      }
    };
    await settleAll();
    let forgettable = await this.#settler.findVanished(snapshot, shown);
    const isNew = (id: string) => !shown.damage.has(id) && this.#seen.get(id) !== undefined;
    if (snapshot.alarms().some(({ id }) => isNew(id))) {
      // Before an alarm: a record written, or taken away as outdated, while the names were listed can look like lost ones.
      await this.#listChanges(snapshot.ledger, began, signal);
      await settleAll();
      forgettable = await this.#settler.findVanished(snapshot, shown);
      await settleAll();
    }
    for (const id of forgettable) {
      if (snapshot.ledger.get(id) !== undefined) continue;
      this.#seen.forget(id);
      this.#settler.unsaved.add(id);
    }
    const isFirst = this.#times === undefined;
    this.#now = snapshot;
    this.#times = { listed: began, listedFully: began };
    this.#isComplete = true;
    this.#save();
    if (!isFirst && this.#settler.news > newsBefore) this.#onNews?.();
  }

  #listBehind(): void {
    // What fails is tried again behind the next listing.
    this.#behind ??= this.#inPass(() => this.#listAll(undefined))
      .catch(() => undefined)
      .finally(() => (this.#behind = undefined));
  }

  #save(): void {
    if (this.#times !== undefined) this.#store.save(this.#times, this.#now.ledger, this.#settler.unsaved);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #inPass<T>(act: () => Promise<T>): Promise<T> {
    const pass = this.#pass.then(act);
    this.#pass = pass.catch(() => undefined);
    return pass;
  }
}
