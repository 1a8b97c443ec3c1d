import { Readable } from 'node:stream';
import { SealError } from '../../keys/errors.ts';
import type { Suite } from '../../keys/header.ts';
import type { KeyFile } from '../../keys/key-file.ts';
import { Sealer, sealedBytes } from '../../keys/sealer.ts';
import type { Cancellable } from '../buckets/bucket.ts';
import type { Catalog } from './catalog.ts';
import type { CatalogFile } from './settlement.ts';
import { contentRanges, openStart, type ContentRanges } from './content-ranges.ts';
import { damageError } from './damage.ts';
import { VaultError } from './errors.ts';
import { newTimedId, timeOfId } from './id.ts';
import { parentOf, type VaultPath } from './path.ts';
import { plainContent } from './plain-content.ts';
import type { FileRecord } from './record.ts';
import type { Vault } from './vault.ts';

/** An upload that ends later than this after its id was drawn repeats its record, so that no listing misses it (format 3.6). */
export const LATE_UPLOAD_MS = 10 * 60 * 1000;

/** What a new version is to be called and how long it is. */
export interface NewVersion {
  readonly path: VaultPath;
  readonly size: number;
  /** Unix milliseconds. */
  readonly modified: number;
  readonly mediaType?: string | undefined;
}

/** What goes in: exactly `size` bytes from `bytes`. */
export interface NewContent extends NewVersion, Cancellable {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Called when all bytes were read and before anything becomes visible; throw to withdraw. */
  readonly verify?: (() => Promise<void>) | undefined;
  readonly suite?: Suite | undefined;
  readonly exponent?: number | undefined;
}

export interface DigestOptions extends Cancellable {
  /** Told of the digest over all of it (format 2.3, "h"), 32 bytes, once its end was checked. */
  readonly onDigest?: ((digest: Buffer) => void) | undefined;
}

/** A version to be: its id and its sealed name are drawn, its content is still to be stored under `objectKey`. */
export interface Draft {
  readonly fileId: string;
  readonly objectKey: string;
  readonly record: FileRecord;
}

/** Stores and opens the content of one account's files. */
export class Content {
  readonly #vault: Vault;
  readonly #accountId: string;
  readonly #catalog: Catalog;

  constructor(vault: Vault, accountId: string, catalog: Catalog) {
    this.#vault = vault;
    this.#accountId = accountId;
    this.#catalog = catalog;
  }

  /**
   * Seals content and stores it as a new version of its path (format 3.8). All or nothing: complete means visible. Returns the file id.
   * @throws VaultError `exists` where a folder has that name or a file stands where a folder would; `source-changed`; BucketError
   */
  async put(keyFile: KeyFile, content: NewContent): Promise<string> {
    const { suite, exponent, signal } = content;
    const draft = await this.draft(keyFile.id, content);
    const bytes = seal(keyFile, draft.fileId, content);
    const stored = await this.#vault.bucket.put(draft.objectKey, bytes, { signal });
    await this.commit(draft, stored.size, { suite, exponent });
    return draft.fileId;
  }

  /**
   * Draws a file id and seals the name of a new version (format 2.7, 3.8).
   * @throws VaultError `exists` where a folder has that name or a file stands where a folder would; BucketError
   */
  async draft(keyId: string, { path, size, modified, mediaType }: NewVersion): Promise<Draft> {
    refuseShadowing(this.#catalog, path);
    const fileId = newTimedId(this.#afterNewest(path, await this.#vault.bucket.now()));
    const record: FileRecord = { path, size, modified, keyId, mediaType };
    const toKey = (name: string) => this.#vault.layout.content(this.#accountId, { fileId, name });
    return { fileId, record, objectKey: await this.#catalog.box.seal(fileId, 0, record, toKey) };
  }

  /**
   * The draft of an upload that was interrupted, by its object key; also where its content is complete and was only not told of.
   * @returns undefined where it cannot be gone on with: it is none of this account's, its path was taken since by a newer version or by a
   *   folder, or it was completed, and moved or deleted after that
   * @throws BucketError
   */
  async reopenDraft(objectKey: string): Promise<Draft | undefined> {
    const key = this.#vault.layout.parseContent(this.#accountId, objectKey);
    if (key === undefined) return undefined;
    const { fileId, name } = key;
    const record = await this.#catalog.box.open(fileId, 0, name).catch((error: unknown) => {
      if (error instanceof SealError) return undefined;
      throw error;
    });
    if (record === undefined) return undefined;
    const newest = this.#catalog.index('live').versions(record.path).at(-1);
    const isPassed = newest !== undefined && newest.id > fileId;
    const known = this.#catalog.get(fileId);
    const isElsewhere = known !== undefined && known !== newest;
    if (isPassed || isElsewhere || this.#catalog.isGone(fileId) || isShadowed(this.#catalog, record.path))
      return undefined;
    return { fileId, objectKey, record };
  }

  /**
   * To be called once the whole content stands under the draft's key: complete means visible.
   * @param storedBytes what the bucket says it holds
   * @throws SealError `tampered` where that is not the file's length: it is taken away again; BucketError
   */
  async commit(
    { fileId, objectKey, record }: Draft,
    storedBytes: number,
    { suite, exponent }: { readonly suite?: Suite | undefined; readonly exponent?: number | undefined },
  ): Promise<void> {
    const { bucket } = this.#vault;
    if (storedBytes !== sealedBytes(record.size, suite, exponent)) {
      await bucket.delete(objectKey);
      throw new SealError('tampered');
    }
    const ended = await bucket.now();
    if (ended.getTime() - timeOfId(fileId).getTime() > LATE_UPLOAD_MS) await this.#repeat(fileId, record, ended);
    await this.#catalog.note(objectKey);
  }

  /**
   * The content of a file as a stream. What came out is the file only when the stream ends without an error (format 2.6).
   * @throws SealError `wrong-key` at once where the record names another key; in the stream any code of a reader; BucketError
   */
  open(file: CatalogFile, keyFile: KeyFile, options: DigestOptions = {}): Readable {
    this.requireKey(file, keyFile);
    return Readable.from(this.#plain(file, keyFile, options), { objectMode: false });
  }

  /**
   * The key that opens this one file (format 2.3), 32 bytes.
   * @throws SealError; VaultError `vanished` where it is not there; BucketError
   */
  async objectKey(file: CatalogFile, keyFile: KeyFile, options: Cancellable = {}): Promise<Buffer> {
    this.requireKey(file, keyFile);
    const start = await openStart(this.#vault.bucket, file, keyFile, options);
    if (start === undefined) throw damageError({ id: file.id, code: 'vanished', path: file.record.path });
    return start.objectKey;
  }

  /**
   * The content in stretches, to be opened in any order.
   * @returns undefined where it has to be read with `open`, which also tells what is wrong with it
   * @throws SealError; BucketError
   */
  ranges(file: CatalogFile, keyFile: KeyFile, options: Cancellable = {}): Promise<ContentRanges | undefined> {
    this.requireKey(file, keyFile);
    return contentRanges(this.#vault.bucket, file, keyFile, options);
  }

  /** @throws SealError `wrong-key` where the file's record names another key */
  requireKey({ record }: CatalogFile, { id }: Pick<KeyFile, 'id'>): void {
    if (record.keyId !== id) throw new SealError('wrong-key', { needs: record.keyId, given: id });
  }

  /** The newest version is the greatest file id (format 3.8), also where the clock of whoever put the last one was ahead. */
  #afterNewest(path: VaultPath, now: Date): Date {
    const newest = this.#catalog.index('live').versions(path).at(-1);
    return new Date(Math.max(now.getTime(), newest === undefined ? 0 : timeOfId(newest.id).getTime() + 1));
  }

  async *#plain(file: CatalogFile, keyFile: KeyFile, { onDigest, ...options }: DigestOptions): AsyncGenerator<Buffer> {
    const { body } = await this.#get(file, options);
    yield* plainContent(body, keyFile, file, onDigest);
  }

  async #get(file: CatalogFile, options: Cancellable) {
    try {
      return await this.#vault.bucket.get(file.objectKey, options);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'not-found') throw error;
      await this.#catalog.refresh(options);
      const { path } = file.record;
      if (this.#catalog.isGone(file.id)) {
        throw new VaultError('not-found', `Another computer deleted ${path} for good meanwhile.`);
      }
      throw damageError({ id: file.id, code: 'vanished', path });
    }
  }

  async #repeat(fileId: string, record: FileRecord, now: Date): Promise<void> {
    const changeId = newTimedId(now);
    const toKey = (name: string) => this.#vault.layout.change(this.#accountId, { changeId, fileId, revision: 1, name });
    const key = await this.#catalog.box.seal(fileId, 1, record, toKey);
    await this.#vault.bucket.put(key, Buffer.alloc(0));
    this.#catalog.ledger.addChange(key);
  }
}

function isShadowed(catalog: Catalog, path: VaultPath): boolean {
  try {
    refuseShadowing(catalog, path);
    return false;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'exists') return true;
    throw error;
  }
}

/** A path cannot be a file and a folder at once. @throws VaultError `exists` */
export function refuseShadowing(catalog: Catalog, path: VaultPath): void {
  const live = catalog.index('live');
  if (live.isFolder(path)) throw new VaultError('exists', `${path} is a folder.`);
  for (let folder = parentOf(path); folder !== undefined; folder = parentOf(folder)) {
    if (live.isFile(folder)) throw new VaultError('exists', `${folder} is a file, not a folder.`);
  }
}

async function* seal(keyFile: KeyFile, fileId: string, content: NewContent): AsyncGenerator<Buffer> {
  const { suite, exponent } = content;
  const sealer = new Sealer(keyFile, { fileId, suite, exponent });
  const changed = () => new VaultError('source-changed', `${content.path} changed while it was read.`);
  for await (const chunk of content.bytes) {
    if (sealer.plainBytes + chunk.length > content.size) throw changed();
    yield* sealer.push(chunk);
  }
  if (sealer.plainBytes !== content.size) throw changed();
  await content.verify?.();
  yield* sealer.finish();
}
