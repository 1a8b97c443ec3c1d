import pMap from 'p-map';
import { SealError } from '../../keys/errors.ts';
import type { Cancellable } from '../buckets/bucket.ts';
import type { Catalog } from './catalog.ts';
import type { CatalogFile } from './settlement.ts';
import { refuseShadowing } from './content.ts';
import { VaultError } from './errors.ts';
import { newTimedId } from './id.ts';
import type { SealedRecord } from './ledger.ts';
import { isWithin, joinPath, type VaultPath } from './path.ts';
import type { FileRecord } from './record.ts';
import type { Vault } from './vault.ts';

/** Records written at once: enough to hide a bucket's delay, few enough not to be throttled. */
const CONCURRENCY = 8;

/** Changes to what one account's files are called and whether they are there (format 3.2 to 3.8). */
export class Changes {
  readonly #vault: Vault;
  readonly #accountId: string;
  readonly #catalog: Catalog;

  constructor(vault: Vault, accountId: string, catalog: Catalog) {
    this.#vault = vault;
    this.#accountId = accountId;
    this.#catalog = catalog;
  }

  /**
   * Renames or moves a file with its versions, or a folder with all that is in it, to exactly this path.
   * @throws VaultError `not-found` | `exists` | `invalid-path` | `conflict`; BucketError
   */
  async move(from: VaultPath, to: VaultPath, options: Cancellable = {}): Promise<void> {
    const files = this.#catalog.select(from);
    if (from === to) return;
    if (isWithin(to, from)) throw new VaultError('invalid-path', `${from} cannot be moved into itself.`);
    const isFile = files[0]!.record.path === from;
    this.#refuseTaken(to);
    const target = (path: VaultPath) => (isFile ? to : joinPath(to, path.slice(from.length + 1)));
    await this.#rewrite(files, (record) => ({ ...record, path: target(record.path) }), options);
  }

  /** Puts a file with its versions, or a folder, into the trash. @throws as `move` does */
  async trash(path: VaultPath, options: Cancellable = {}): Promise<void> {
    await this.#rewrite(this.#catalog.select(path), (record) => ({ ...record, state: 'trash' }), options);
  }

  /** Takes a file with its versions, or a folder, out of the trash. @throws as `move` does */
  async restore(path: VaultPath, options: Cancellable = {}): Promise<void> {
    const files = this.#catalog.select(path, 'trash');
    for (const target of new Set(files.map((file) => file.record.path))) this.#refuseTaken(target);
    await this.#rewrite(files, ({ state: _, ...record }) => record, options);
  }

  /**
   * Deletes for good what is live under the path, or else what is in the trash under it (format 3.7).
   * @throws VaultError `conflict` where another client changed a file meanwhile: that file stays. Others are deleted.
   */
  async deleteForGood(path: VaultPath, options: Cancellable = {}): Promise<void> {
    const files = this.#isLive(path) ? this.#catalog.select(path) : this.#catalog.select(path, 'trash');
    const gone = (record: FileRecord): FileRecord => ({ ...record, state: 'gone' });
    const keys = new Map(await this.#write(files, gone, options));
    await this.#catalog.refresh(options);
    const kept: VaultPath[] = [];
    for (const file of files) {
      const ownKey = keys.get(file)!;
      if (await this.#contested(file.id, file.revision + 1, ownKey)) {
        await this.#vault.bucket.delete(ownKey, options);
        this.#catalog.ledger.removeChange(file.id, ownKey);
        kept.push(file.record.path);
      } else {
        await this.#deleteObjects(file, ownKey, options);
      }
    }
    await this.#catalog.refresh(options);
    if (kept.length > 0) {
      throw new VaultError('conflict', `Another computer changed ${kept[0]} meanwhile; it was not deleted.`);
    }
  }

  #isLive(path: VaultPath): boolean {
    const live = this.#catalog.index('live');
    return live.isFile(path) || live.isFolder(path);
  }

  #refuseTaken(path: VaultPath): void {
    if (this.#catalog.index('live').isFile(path)) throw new VaultError('exists', `${path} exists already.`);
    refuseShadowing(this.#catalog, path);
  }

  async #rewrite(
    files: readonly CatalogFile[],
    change: (record: FileRecord) => FileRecord,
    options: Cancellable,
  ): Promise<void> {
    await this.#write(files, change, options);
    await this.#catalog.refresh(options);
    const gone = files.find((file) => this.#catalog.isGone(file.id));
    if (gone === undefined) return;
    throw new VaultError('conflict', `Another computer deleted ${gone.record.path} for good meanwhile.`);
  }

  async #write(
    files: readonly CatalogFile[],
    change: (record: FileRecord) => FileRecord,
    { signal }: Cancellable,
  ): Promise<[CatalogFile, string][]> {
    const { bucket, layout } = this.#vault;
    const now = await bucket.now();
    const write = async (file: CatalogFile): Promise<[CatalogFile, string]> => {
      const [changeId, revision] = [newTimedId(now), file.revision + 1];
      const toKey = (name: string) => layout.change(this.#accountId, { changeId, fileId: file.id, revision, name });
      const key = await this.#catalog.box.seal(file.id, revision, change(file.record), toKey);
      await bucket.put(key, Buffer.alloc(0), { signal });
      this.#catalog.ledger.addChange(key);
      return [file, key];
    };
    return pMap(files, write, { concurrency: CONCURRENCY, ...(signal && { signal }) });
  }

  /** Whether another record of this revision or a higher one says anything but "gone" (format 3.7). */
  async #contested(fileId: string, revision: number, ownKey: string): Promise<boolean> {
    const { changes } = this.#catalog.ledger.get(fileId)!;
    const rivals = [...changes.values()].filter((rival) => rival.revision >= revision && rival.objectKey !== ownKey);
    const states = await Promise.all(rivals.map((rival) => this.#stateOf(fileId, rival)));
    return states.some((state) => state !== 'gone');
  }

  async #stateOf(fileId: string, { revision, name }: SealedRecord): Promise<string | undefined> {
    try {
      return (await this.#catalog.box.open(fileId, revision, name)).state;
    } catch (error) {
      // A rival that does not open may say anything: better a file too many than one too few.
      if (error instanceof SealError) return undefined;
      throw error;
    }
  }

  async #deleteObjects(file: CatalogFile, ownKey: string, options: Cancellable): Promise<void> {
    const { bucket, layout } = this.#vault;
    const { ledger } = this.#catalog;
    const { changes, contents } = ledger.get(file.id)!;
    const keep = [...changes.values()].filter(({ objectKey }) => objectKey === ownKey);
    // The content goes first: were we killed here, the "gone" record would still say that this was meant.
    const doomed = [...contents.keys(), layout.thumbnail(this.#accountId, file.id)];
    for (const key of doomed) await bucket.delete(key, options);
    ledger.removeContents(file.id);
    for (const { objectKey } of [...changes.values()]) {
      if (keep.some((kept) => kept.objectKey === objectKey)) continue;
      await bucket.delete(objectKey, options);
      ledger.removeChange(file.id, objectKey);
    }
    const keptDigest = keep[0]?.name.startsWith('~') ? layout.longName(this.#accountId, file.id, keep[0].name) : '';
    for await (const page of bucket.list({ prefix: layout.longNames(this.#accountId, file.id) })) {
      for (const { key } of page) if (key !== keptDigest) await bucket.delete(key, options);
    }
  }
}
