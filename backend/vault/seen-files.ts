import { SealError } from '../../keys/errors.ts';
import type { Layout } from './layout.ts';
import type { SealedRecord } from './ledger.ts';
import type { VaultPath } from './path.ts';
import type { RecordBox } from './record-box.ts';
import type { FileRecord } from './record.ts';

/** The newest state that was ever seen of a file. */
export interface Seen {
  readonly revision: number;
  readonly objectKey: string;
  /** What its record says; undefined where it was not opened since this computer started. */
  readonly record: Pick<FileRecord, 'path' | 'state'> | undefined;
}

/** What a file was when it was last seen: `path` where that can still be told. */
export interface LastSeen {
  readonly path: VaultPath | undefined;
  readonly wasGone: boolean;
}

/** The highest revision seen of each file, so that it is told where the bucket goes back (format 3.7). */
export class SeenFiles {
  readonly #layout: Layout;
  readonly #accountId: string;
  readonly #box: RecordBox;
  readonly #files = new Map<string, Seen>();

  constructor(layout: Layout, accountId: string, box: RecordBox) {
    this.#layout = layout;
    this.#accountId = accountId;
    this.#box = box;
  }

  get(id: string): Seen | undefined {
    return this.#files.get(id);
  }

  ids(): IterableIterator<string> {
    return this.#files.keys();
  }

  /** A state that was remembered from earlier, not opened yet. */
  remember(id: string, { revision, objectKey }: Omit<Seen, 'record'>): void {
    this.#files.set(id, { revision, objectKey, record: undefined });
  }

  /** A record was opened, and counts. What is older than what was seen changes nothing. */
  note(id: string, { revision, objectKey }: SealedRecord, record: Seen['record']): void {
    const before = this.#files.get(id);
    if (before === undefined || revision >= before.revision) this.#files.set(id, { revision, objectKey, record });
  }

  forget(id: string): void {
    this.#files.delete(id);
  }

  /** Whether the record that counts is older than one that was seen. */
  isOlder(id: string, counting: SealedRecord): boolean {
    return counting.revision < (this.#files.get(id)?.revision ?? 0);
  }

  /** @throws BucketError where the name lies under long/ and cannot be asked for */
  async last(id: string): Promise<LastSeen> {
    const seen = this.#files.get(id);
    const record = seen?.record ?? (seen && (await this.#open(id, seen.objectKey)));
    return { path: record?.path, wasGone: record?.state === 'gone' };
  }

  async #open(id: string, objectKey: string): Promise<Seen['record']> {
    const change = this.#layout.parseChange(this.#accountId, objectKey);
    const key = change ?? this.#layout.parseContent(this.#accountId, objectKey);
    if (key?.fileId !== id) return undefined;
    try {
      return await this.#box.open(id, change?.revision ?? 0, key.name);
    } catch (error) {
      if (error instanceof SealError) return undefined;
      throw error;
    }
  }
}
