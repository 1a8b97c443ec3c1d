import type { Layout } from './layout.ts';

/** One sealed name seen in a listing, not yet opened. */
export interface SealedRecord {
  readonly objectKey: string;
  readonly revision: number;
  readonly name: string;
}

/** All that a listing showed of one file id. */
export interface LedgerFile {
  readonly contents: Map<string, SealedRecord>;
  readonly changes: Map<string, SealedRecord>;
}

/**
 * What the bucket shows of an account, by file id, still sealed: pure bookkeeping. Keys that are none of Latchkey's (a `.DS_Store`, a copy
 * that a synchroniser made) are passed over: they can hide nothing, since a file without its own key is missing all the same.
 */
export class Ledger {
  readonly #layout: Layout;
  readonly #accountId: string;
  readonly #files = new Map<string, LedgerFile>();
  readonly #changed = new Set<string>();
  #log: ((ledger: Ledger) => void)[] | undefined;

  constructor(layout: Layout, accountId: string) {
    this.#layout = layout;
    this.#accountId = accountId;
  }

  /** @returns the file id it belongs to, or undefined for a foreign key */
  addContent(objectKey: string): string | undefined {
    const key = this.#layout.parseContent(this.#accountId, objectKey);
    if (key === undefined) return undefined;
    const { contents } = this.#file(key.fileId);
    this.#log?.push((other) => other.addContent(objectKey));
    if (!contents.has(objectKey)) this.#changed.add(key.fileId);
    contents.set(objectKey, { objectKey, revision: 0, name: key.name });
    return key.fileId;
  }

  addChange(objectKey: string): string | undefined {
    const key = this.#layout.parseChange(this.#accountId, objectKey);
    if (key === undefined) return undefined;
    const { fileId, revision, name } = key;
    const { changes } = this.#file(fileId);
    this.#log?.push((other) => other.addChange(objectKey));
    if (!changes.has(objectKey)) this.#changed.add(fileId);
    changes.set(objectKey, { objectKey, revision, name });
    return fileId;
  }

  removeChange(fileId: string, objectKey: string): void {
    this.#log?.push((other) => other.removeChange(fileId, objectKey));
    if (this.#files.get(fileId)?.changes.delete(objectKey) === true) this.#changed.add(fileId);
  }

  removeContent(fileId: string, objectKey: string): void {
    this.#log?.push((other) => other.removeContent(fileId, objectKey));
    if (this.#files.get(fileId)?.contents.delete(objectKey) === true) this.#changed.add(fileId);
  }

  removeContents(fileId: string): void {
    for (const objectKey of this.#files.get(fileId)?.contents.keys() ?? []) this.removeContent(fileId, objectKey);
  }

  /** Keeps what is added and taken away from now on: a listing of everything that is under way may have passed its place. */
  beginLog(): void {
    this.#log = [];
  }

  /** Does the same to another ledger, and keeps what comes after. @returns whether there was anything */
  passLog(other: Ledger): boolean {
    const log = this.#log ?? [];
    this.#log = [];
    for (const act of log) act(other);
    return log.length > 0;
  }

  endLog(): void {
    this.#log = undefined;
  }

  /** Files of which something was added or taken away since they were last settled. */
  get changed(): ReadonlySet<string> {
    return this.#changed;
  }

  /** To be called before a file is settled: what comes meanwhile marks it again. */
  clearChanged(fileId: string): void {
    this.#changed.delete(fileId);
  }

  /** A file that could not be settled is still to be. */
  markChanged(fileId: string): void {
    this.#changed.add(fileId);
  }

  get(fileId: string): LedgerFile | undefined {
    return this.#files.get(fileId);
  }

  /** Every object of one kind, file by file. */
  *keysOf(kind: 'contents' | 'changes'): Generator<string, void> {
    for (const file of this.#files.values()) yield* file[kind].keys();
  }

  /** Every object of a file. */
  objectKeys(fileId: string): string[] {
    const file = this.#files.get(fileId);
    return file === undefined ? [] : [...file.contents.keys(), ...file.changes.keys()];
  }

  /** The record that counts: the highest revision, between equal ones the bytewise smallest sealed name (format 3.3). */
  static counting(file: LedgerFile): SealedRecord | undefined {
    let best: SealedRecord | undefined;
    for (const records of [file.contents, file.changes]) {
      for (const record of records.values()) {
        const better =
          best === undefined ||
          record.revision > best.revision ||
          (record.revision === best.revision && record.name < best.name);
        if (better) best = record;
      }
    }
    return best;
  }

  /** Whether several records share the revision that counts: two clients wrote at once. */
  static isTied(file: LedgerFile): boolean {
    if (file.changes.size < 2) return false;
    const revision = Ledger.counting(file)?.revision;
    return [...file.changes.values()].filter((change) => change.revision === revision).length > 1;
  }

  #file(fileId: string): LedgerFile {
    let file = this.#files.get(fileId);
    if (file === undefined) this.#files.set(fileId, (file = { contents: new Map(), changes: new Map() }));
    return file;
  }
}
