import { setImmediate } from 'node:timers/promises';
import type { Vault } from './vault.ts';
import { Ledger, type LedgerFile, type SealedRecord } from './ledger.ts';
import type { RecordBox } from './record-box.ts';
import type { SeenFiles } from './seen-files.ts';
import { settle } from './settlement.ts';
import { isAlike, type Settled, type Snapshot } from './snapshot.ts';

/** Files settled before others get their turn, about 10 ms: a hundred thousand at once would hold up a server for seconds. */
const SETTLED_AT_ONCE = 500;
/** Looks for names that took the place of others while these were opened; whoever writes them may go on. */
const MAX_ROUNDS = 5;

/** Files whose record that counts was taken away since it was listed, with that record: what took its place is to be looked for. */
type Taken = Map<string, SealedRecord>;

interface Pass {
  readonly snapshot: Snapshot;
  readonly shown: Snapshot;
  /** Undefined where there is no other look. */
  readonly taken: Taken | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Opens what a listing showed, asks the bucket for what it did not show, and compares it with what was seen before. */
export class Settler {
  readonly #vault: Vault;
  readonly #accountId: string;
  readonly #box: RecordBox;
  readonly #seen: SeenFiles;
  /** Files that are not as they were last kept. */
  readonly unsaved = new Set<string>();
  /** Counts what came to something else than was shown. */
  news = 0;

  constructor(vault: Vault, accountId: string, box: RecordBox, seen: SeenFiles) {
    this.#vault = vault;
    this.#accountId = accountId;
    this.#box = box;
    this.#seen = seen;
  }

  /** Settles files of a snapshot that is shown. @throws BucketError; what is left is still marked as changed */
  async settleIn(snapshot: Snapshot, ids: Iterable<string>, signal: AbortSignal | undefined): Promise<void> {
    const settleOne = (id: string, taken: Taken | undefined) =>
      this.#settleOne({ snapshot, shown: snapshot, taken, signal }, id);
    await this.#settleAll(snapshot.ledger, ids, settleOne, signal);
  }

  /** Settles what changed in a snapshot that will take the place of one that is shown. @throws BucketError */
  async settleAnew(snapshot: Snapshot, shown: Snapshot, signal: AbortSignal | undefined): Promise<void> {
    const settleOne = async (id: string, taken: Taken | undefined) => {
      const alike = shown.settledAlike(id, snapshot.ledger.get(id)!);
      if (alike === undefined) return this.#settleOne({ snapshot, shown, taken, signal }, id);
      snapshot.ledger.clearChanged(id);
      snapshot.set(id, alike);
    };
    await this.#settleAll(snapshot.ledger, snapshot.ledger.changed, settleOne, signal);
  }

  /** Settles by what the ledger knows, and asks nobody. */
  async settleKnown(snapshot: Snapshot, id: string): Promise<void> {
    await this.#settling(snapshot, snapshot, id, () => settle(snapshot.ledger, this.#box, id));
  }

  /**
   * A deletion for good that was still under way when last listed may have been taken back since (format 3.7), which no listing of what is
   * new shows.
   */
  async recheckGone(snapshot: Snapshot, signal: AbortSignal | undefined): Promise<void> {
    const { ledger, gone } = snapshot;
    const underWay = [...gone].filter((id) => hasContent(ledger.get(id)!));
    for (const id of underWay) {
      const file = ledger.get(id)!;
      await this.#dropMissing(ledger, id, signal);
      if (!hasContent(file)) continue;
      const { objectKey } = Ledger.counting(file)!;
      if ((await this.#vault.bucket.head(objectKey, { signal })) !== undefined) continue;
      ledger.removeChange(id, objectKey);
      await this.settleKnown(snapshot, id);
    }
  }

  /** Marks as vanished what was seen and has no object at all. @returns files that were deleted for good, of which nothing is left to remember */
  async findVanished(snapshot: Snapshot, shown: Snapshot): Promise<string[]> {
    const forgettable: string[] = [];
    for (const id of this.#seen.ids()) {
      if (snapshot.ledger.get(id) !== undefined) continue;
      const { path, wasGone } = await this.#seen.last(id);
      // What was deleted by intent is not lost.
      if (wasGone) forgettable.push(id);
      else this.#set(snapshot, shown, id, { id, code: 'vanished', path });
    }
    return forgettable;
  }

  /** @param settleOne puts a file into the map it is given, instead of settling it, where its record was taken away */
  async #settleAll(
    ledger: Ledger,
    ids: Iterable<string>,
    settleOne: (id: string, taken: Taken | undefined) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    this.#box.expectNews();
    const lost = new Set<string>();
    for (let round = 1, now = ids; ; round += 1) {
      const taken: Taken = new Map();
      let done = 0;
      for (const id of now) {
        if (++done % SETTLED_AT_ONCE === 0) await setImmediate();
        await settleOne(id, round < MAX_ROUNDS && !lost.has(id) ? taken : undefined);
      }
      if (taken.size === 0) return;
      for (const id of taken.keys()) ledger.markChanged(id);
      await this.#lookAgain(ledger, signal);
      for (const [id, record] of taken) if (!dropTaken(ledger, id, record)) lost.add(id);
      now = [...ledger.changed];
    }
  }

  /** The key of a name does not begin with the id of its file: all are listed, once for all files that want it. */
  async #lookAgain(ledger: Ledger, signal: AbortSignal | undefined): Promise<void> {
    const { bucket, layout } = this.#vault;
    for await (const page of bucket.list({ prefix: layout.changes(this.#accountId), signal })) {
      for (const { key } of page) ledger.addChange(key);
    }
  }

  #settleOne({ snapshot, shown, taken, signal }: Pass, id: string): Promise<void> {
    return this.#settling(snapshot, shown, id, async () => {
      const settled = await this.#settle(snapshot.ledger, id, signal);
      const isDamaged = settled !== 'gone' && 'code' in settled && settled.code === 'tampered';
      const record = isDamaged && taken ? await this.#takenRecord(snapshot.ledger, id, signal) : undefined;
      if (record === undefined) return settled;
      taken?.set(id, record);
      return undefined;
    });
  }

  /**
   * A long name and then its box are taken away once a newer record stands beside it (format 3.3): whoever listed the name before finds no
   * box, which is no damage.
   * @returns the record that counts, if it is not in the bucket any more, nor its box
   */
  async #takenRecord(ledger: Ledger, id: string, signal: AbortSignal | undefined): Promise<SealedRecord | undefined> {
    const { bucket, layout } = this.#vault;
    const record = Ledger.counting(ledger.get(id)!)!;
    if (!record.name.startsWith('~')) return undefined;
    for (const key of [layout.longName(this.#accountId, id, record.name), record.objectKey]) {
      if ((await bucket.head(key, { signal })) !== undefined) return undefined;
    }
    return record;
  }

  /** @param work undefined leaves what is shown of the file as it is, for now */
  async #settling(
    snapshot: Snapshot,
    shown: Snapshot,
    id: string,
    work: () => Promise<Settled | undefined>,
  ): Promise<void> {
    const { ledger } = snapshot;
    ledger.clearChanged(id);
    try {
      const settled = await work();
      if (settled !== undefined) await this.#judge(snapshot, shown, id, settled);
    } catch (error) {
      ledger.markChanged(id);
      throw error;
    }
  }

  async #judge(snapshot: Snapshot, shown: Snapshot, id: string, settled: Settled): Promise<void> {
    const counting = Ledger.counting(snapshot.ledger.get(id)!)!;
    if (this.#seen.isOlder(id, counting)) {
      const { path } = await this.#seen.last(id);
      return this.#set(snapshot, shown, id, { id, code: 'rolled-back', path });
    }
    this.#set(snapshot, shown, id, settled);
    if (settled === 'gone') {
      const { path } = await this.#seen.last(id);
      this.#seen.note(id, counting, path === undefined ? undefined : { path, state: 'gone' });
    } else if ('record' in settled) {
      this.#seen.note(id, counting, settled.record);
    }
    // A record that does not open is no state of the file: whoever puts it there must not make the true one look older.
  }

  #set(snapshot: Snapshot, shown: Snapshot, id: string, settled: Settled): void {
    if (!isAlike(shown.get(id), settled)) this.news += 1;
    this.unsaved.add(id);
    snapshot.set(id, settled);
  }

  /** A change may be newer than the listing of contents, and its content older than where that began (format 3.6). */
  async #settle(ledger: Ledger, id: string, signal: AbortSignal | undefined): Promise<Settled> {
    const file = ledger.get(id)!;
    // One of the two may be a deletion for good, and no listing of what is new shows that its content went.
    if (Ledger.isTied(file)) await this.#dropMissing(ledger, id, signal);
    const settled = await settle(ledger, this.#box, id);
    if (hasContent(file) || settled === 'gone') return settled;
    const prefix = `${this.#vault.layout.contents(this.#accountId)}${id}.`;
    for await (const page of this.#vault.bucket.list({ prefix, signal })) {
      for (const { key } of page) ledger.addContent(key);
    }
    ledger.clearChanged(id);
    return settle(ledger, this.#box, id);
  }

  async #dropMissing(ledger: Ledger, id: string, signal: AbortSignal | undefined): Promise<void> {
    for (const key of ledger.get(id)!.contents.keys()) {
      if ((await this.#vault.bucket.head(key, { signal })) === undefined) ledger.removeContent(id, key);
    }
  }
}

/**
 * Forgets a record that is gone, if what took its place is there. One that nothing took the place of still counts: to pass it over for an older
 * one would be a rollback (format 3.7).
 */
function dropTaken(ledger: Ledger, id: string, { objectKey, revision }: SealedRecord): boolean {
  const { contents, changes } = ledger.get(id)!;
  const others = [...contents.values(), ...changes.values()].filter((record) => record.objectKey !== objectKey);
  if (!others.some((record) => record.revision >= revision)) return false;
  ledger.removeChange(id, objectKey);
  ledger.removeContent(id, objectKey);
  return true;
}

function hasContent(file: LedgerFile): boolean {
  return file.contents.size > 0;
}
