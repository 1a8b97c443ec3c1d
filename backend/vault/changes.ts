import pMap from 'p-map';
import type { Cancellable } from '../buckets/bucket.ts';
import type { Catalog } from './catalog.ts';
import { openedRecord, type CatalogFile } from './settlement.ts';
import { refuseShadowing } from './content.ts';
import { deleteObjects, rivalsOf, rivalStates } from './deletion.ts';
import { VaultError } from './errors.ts';
import { newTimedId } from './id.ts';
import { Ledger } from './ledger.ts';
import { isWithin, joinPath, parentOf, type VaultPath } from './path.ts';
import { formatRecord, type FileRecord } from './record.ts';
import type { Vault } from './vault.ts';

/** Records written at once: enough to hide a bucket's delay, few enough not to be throttled. */
const CONCURRENCY = 8;

/** Each failed try means that another computer has just sealed the same names anew, or shared the file first, which it does once. */
const MAX_TRIES = 5;

export interface Naming extends Cancellable {
  /** The folder is meant, also where a file has its name. */
  readonly isFolder?: boolean | undefined;
}

export interface Deleting extends Naming {
  readonly only?: 'trash' | undefined;
}

/** A file whose change lost: to a deletion for good, or to another change. */
interface Refusal {
  readonly file: CatalogFile;
  readonly passed: 'gone' | 'overtaken';
}

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
  async trash(path: VaultPath, { isFolder, ...options }: Naming = {}): Promise<void> {
    const files = this.#catalog.select(path, 'live', isFolder);
    await this.#rewrite(files, (record) => ({ ...record, state: 'trash' }), options);
  }

  /** Takes a file with its versions, or a folder, out of the trash. @throws as `move` does */
  async restore(path: VaultPath, { isFolder, ...options }: Naming = {}): Promise<void> {
    const files = this.#catalog.select(path, 'trash', isFolder);
    const targets = new Set(files.map((file) => file.record.path));
    for (const target of targets) {
      this.#refuseTaken(target);
      refuseBelow(targets, target);
    }
    await this.#rewrite(files, (record) => ({ ...record, state: undefined }), options);
  }

  /**
   * Writes the digest of their content into the records of files (format 2.3, "h"), as before a file is first shared. Content can take hours
   * to read: each record is made of what the file is called by now, and what is gone or in the trash by now is left as it is. It gives way to
   * every other change, as {@link sealAnew} does.
   * @param digests by file id, 64 hex digits
   * @throws BucketError; where another client was quicker, nothing: the catalog tells
   */
  async keepDigests(digests: ReadonlyMap<string, string>, options: Cancellable = {}): Promise<void> {
    const digested = (record: FileRecord, { id }: { readonly id: string }) => ({ ...record, digest: digests.get(id) });
    const without = (ids: Iterable<string>) =>
      [...ids]
        .flatMap((id) => this.#catalog.get(id) ?? [])
        .filter(({ record }) => record.state === undefined && record.digest === undefined);
    await this.#catalog.refresh(options);
    let files = without(digests.keys());
    for (let tries = 1; files.length > 0 && tries <= MAX_TRIES; tries += 1) {
      const written = await this.#write(files, digested, options);
      await this.#catalog.refresh(options);
      const standing = await this.#giveWay(written, digested, options);
      // Those that only their former record, sealed anew, won against are still without.
      files = without(standing.keys());
    }
  }

  /**
   * Writes the records of files once more as they are, sealed under the newest name key (format 5.2). It gives way to every other change: where
   * one was written meanwhile, this one is taken back.
   * @returns the object keys of the records that were not, by file id
   * @throws BucketError
   */
  async sealAnew(files: readonly CatalogFile[], options: Cancellable = {}): Promise<Map<string, string>> {
    const written = await this.#write(files, (record) => record, options);
    await this.#catalog.refresh(options);
    return this.#giveWay(written, (record) => record, options);
  }

  /**
   * Deletes for good what is live under the path, or else what is in the trash under it (format 3.7).
   * @param only `trash`: never what is live, for who means what they see in the trash
   * @throws VaultError `conflict` where another client changed a file meanwhile: that file stays. Others are deleted.
   */
  async deleteForGood(path: VaultPath, { only, isFolder, ...options }: Deleting = {}): Promise<void> {
    const state = only ?? (this.#isLive(path) ? 'live' : 'trash');
    const files = this.#catalog.select(path, state, isFolder);
    const gone = (record: FileRecord): FileRecord => ({ ...record, state: 'gone' });
    const keys = new Map(await this.#write(files, gone, options));
    // All of names/ is looked at: a rival's clock may be far from ours, and nothing mends a deletion.
    await this.#catalog.refresh({ ...options, full: true });
    const kept: VaultPath[] = [];
    for (const file of files) {
      const ownKey = keys.get(file)!;
      // One that does not open may say anything: better a file too many than one too few.
      const contested = (await rivalStates(this.#catalog, file, ownKey)).some((state) => state !== 'gone');
      if (contested) {
        await this.#vault.bucket.delete(ownKey, options);
        this.#catalog.ledger.removeChange(file.id, ownKey);
        kept.push(file.record.path);
      } else {
        await deleteObjects({ vault: this.#vault, accountId: this.#accountId, catalog: this.#catalog }, file, options);
      }
    }
    await this.#catalog.refresh(options);
    if (kept.length > 0) {
      const more = kept.length > 1 ? ` Of these files ${kept.length.toLocaleString('en')} were kept.` : '';
      throw new VaultError('conflict', `Another computer changed ${kept[0]} meanwhile; it was not deleted.${more}`);
    }
  }

  /**
   * Takes records back that say nothing new about a file where another one of their revision, or of a higher one, does. A "gone" is no reason:
   * whoever wrote it may see ours and take it back (format 3.7), and were both taken back, the file's revision would go back. A "gone" that
   * stays is told beside ours as well.
   * @param wanted what they say
   * @returns the object keys of those that stand, by file id
   */
  async #giveWay(
    written: readonly [CatalogFile, string][],
    wanted: (record: FileRecord, file: CatalogFile) => FileRecord,
    options: Cancellable,
  ): Promise<Map<string, string>> {
    const { box, ledger } = this.#catalog;
    const standing = new Map<string, string>();
    for (const [file, ownKey] of written) {
      const { id, record } = file;
      const alike = [record, wanted(record, file)].map((one) => formatRecord(one));
      const rivals = await Promise.all(
        rivalsOf(this.#catalog, file, ownKey).map((rival) => openedRecord(box, id, rival)),
      );
      const isPassed = rivals.some((says) => says?.state !== 'gone' && !(says && alike.includes(formatRecord(says))));
      if (!isPassed) {
        standing.set(id, ownKey);
        continue;
      }
      await this.#vault.bucket.delete(ownKey, options);
      ledger.removeChange(id, ownKey);
    }
    if (standing.size < written.length) await this.#catalog.refresh(options);
    return standing;
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
    const refused: Refusal[] = [];
    let waiting = files;
    for (let tries = 1; waiting.length > 0; tries += 1) {
      const written = await this.#write(waiting, change, options);
      await this.#catalog.refresh(options);
      const again: CatalogFile[] = [];
      for (const [file, ownKey] of written) {
        const passed = await this.#passedBy(file, ownKey, change(file.record));
        if (passed === undefined) continue;
        if (typeof passed === 'string') refused.push({ file, passed });
        else if (tries < MAX_TRIES) again.push(passed);
        else refused.push({ file, passed: 'overtaken' });
      }
      waiting = again;
    }
    // Only now: what one file met must not leave the others of its folder half moved.
    const [first, ...others] = refused;
    if (first !== undefined) throw conflict(first, others.length);
  }

  /**
   * A "gone" is told whichever record counts (format 3.7), and so is a change that lost against another one (format 3.3). One that says what
   * was wanted is no loss.
   * @returns why it is lost; or the file where all that passed this change was its former record, sealed anew or with the digest of its content
   *   (format 2.3): the change is to be made on top of that
   */
  async #passedBy(
    file: CatalogFile,
    ownKey: string,
    wanted: FileRecord,
  ): Promise<CatalogFile | Refusal['passed'] | undefined> {
    if ((await rivalStates(this.#catalog, file, ownKey)).includes('gone')) return 'gone';
    if (Ledger.counting(this.#catalog.ledger.get(file.id)!)!.objectKey === ownKey) return undefined;
    const now = this.#catalog.get(file.id);
    const says = now && formatRecord(now.record);
    if (says === formatRecord(wanted)) return undefined;
    const former = formatRecord({ ...file.record, digest: now?.record.digest });
    return says === former ? now : 'overtaken';
  }

  async #write(
    files: readonly CatalogFile[],
    change: (record: FileRecord, file: CatalogFile) => FileRecord,
    { signal }: Cancellable,
  ): Promise<[CatalogFile, string][]> {
    const { bucket, layout } = this.#vault;
    // All records before the first write: a path that comes out too long must not leave a folder half moved.
    const changed = files.map((file) => [file, change(file.record, file)] as const);
    const write = async ([file, record]: readonly [CatalogFile, FileRecord]): Promise<[CatalogFile, string]> => {
      // Each has the time of its own writing: with many files the first time would be too old to be listed (format 3.6).
      const [changeId, revision] = [newTimedId(await bucket.now()), file.revision + 1];
      const toKey = (name: string) => layout.change(this.#accountId, { changeId, fileId: file.id, revision, name });
      const key = await this.#catalog.box.seal(file.id, revision, record, toKey);
      await bucket.put(key, Buffer.alloc(0), { signal });
      this.#catalog.ledger.addChange(key);
      return [file, key];
    };
    return pMap(changed, write, { concurrency: CONCURRENCY, ...(signal && { signal }) });
  }
}

function conflict({ file: { record }, passed }: Refusal, others: number): VaultError {
  const what =
    passed === 'gone'
      ? `Another computer deleted ${record.path} for good meanwhile.`
      : `Another computer changed ${record.path} meanwhile; its change is the one that counts.`;
  if (others === 0) return new VaultError('conflict', what);
  const more = others === 1 ? 'One more of these files was' : `${others.toLocaleString('en')} more of these files were`;
  return new VaultError('conflict', `${what} ${more} changed or deleted there too.`);
}

/** A path cannot be a file and a folder at once, also where both come back together. */
function refuseBelow(targets: ReadonlySet<VaultPath>, target: VaultPath): void {
  for (let folder = parentOf(target); folder !== undefined; folder = parentOf(folder)) {
    if (targets.has(folder)) throw new VaultError('exists', `${folder} would be a file and a folder at once.`);
  }
}
