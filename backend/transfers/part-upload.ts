import { randomBytes } from 'node:crypto';
import type { KeyFile } from '../../keys/key-file.ts';
import { DEFAULT_EXPONENT } from '../../keys/header.ts';
import { sealedBytes } from '../../keys/sealer.ts';
import type { Bucket, Multipart, Part } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import { RENEW_MS } from '../state/holding.ts';
import type { UploadEntry, UploadJournal, UploadPart } from '../state/upload-journal.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { Draft, NewVersion } from '../vault/content.ts';
import { FileSource, sameIdentity, type ContentSource, type SourceIdentity } from './content-source.ts';
import { isPaused, type Engine } from './engine.ts';
import type { PartPlan } from './part-plan.ts';
import { PartSender } from './part-sender.ts';
import { plainDone, sealedFile, type UploadOptions } from './sealed-version.ts';

export interface PartUploadDeps {
  readonly engine: Engine;
  readonly vault: AccountVault;
  readonly keyFile: KeyFile;
  readonly plan: PartPlan;
  readonly source: ContentSource;
  readonly version: NewVersion;
}

/** An upload under way: new, or one that goes on. */
interface Begun {
  readonly draft: Draft;
  readonly upload: Multipart;
  readonly sender: PartSender;
  readonly done: ReadonlyMap<number, UploadPart>;
  readonly salt: Buffer;
}

const NO_FILE: SourceIdentity = { size: 0, mtime_ns: '', ctime_ns: '', inode: '', device: '' };

/** One large file on its way: sealed and sent in parts, journalled, gone on with after whatever stopped it (format 2.7). */
export class PartUpload {
  readonly #deps: PartUploadDeps;
  readonly #options: UploadOptions;
  readonly #bucket: Bucket;
  readonly #journal: UploadJournal;

  constructor(deps: PartUploadDeps, options: UploadOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#bucket = deps.vault.vault.bucket;
    this.#journal = deps.engine.uploads;
  }

  /** @returns the file id */
  async run(): Promise<string> {
    const begun = (await this.#goOn()) ?? (await this.#begin());
    if ('finished' in begun) return begun.finished;
    const { fileId } = begun.draft;
    const renewal = setInterval(() => void this.#journal.renew(fileId).catch(() => undefined), RENEW_MS);
    try {
      await this.#send(begun);
      return fileId;
    } catch (error) {
      await this.#settle(begun, error);
      throw error;
    } finally {
      clearInterval(renewal);
    }
  }

  async #send({ draft, upload, sender, done, salt }: Begun): Promise<void> {
    const { keyFile, plan, source, vault } = this.#deps;
    const { signal, onBytes, suite, exponent } = this.#options;
    const file = sealedFile(keyFile, draft, this.#options, salt);
    const parts = new Map<number, Part>(done);
    const advance = (start: number, end: number) => onBytes?.(plainDone(file, end) - plainDone(file, start));
    for (const { number, size } of done.values())
      advance((number - 1) * plan.partBytes, (number - 1) * plan.partBytes + size);
    const missing = Array.from({ length: plan.count }, (_, index) => index + 1).filter((number) => !done.has(number));
    await sender.send(missing, signal, async ({ number, etag, size, sha256 }, { start, end }) => {
      await this.#journal.note(draft.fileId, { number, etag, size, sha256 });
      parts.set(number, { number, etag, size });
      advance(start, end);
    });
    signal?.throwIfAborted();
    await source.verify();
    const inOrder = [...parts.values()].sort((a, b) => a.number - b.number);
    // From here on a cancellation comes too late: it would leave nobody knowing whether the file is there.
    const { size } = await this.#bucket.completeMultipart(upload, inOrder);
    await vault.content.commit(draft, size, { suite, exponent });
    await this.#journal.end(draft.fileId);
  }

  async #begin(): Promise<Begun> {
    const { vault, keyFile, plan, source, version, engine } = this.#deps;
    const { suite = 1, exponent = DEFAULT_EXPONENT, signal } = this.#options;
    const draft = await vault.content.draft(keyFile.id, version);
    const salt = randomBytes(32);
    const upload = await this.#bucket.beginMultipart(draft.objectKey, { signal });
    const isFile = source instanceof FileSource;
    await this.#journal.begin({
      file_id: draft.fileId,
      place: this.#bucket.place,
      vault_id: vault.vault.id,
      account_id: vault.accountId,
      object_key: draft.objectKey,
      upload_id: upload.uploadId,
      salt: salt.toString('hex'),
      key_id: keyFile.id,
      suite,
      exponent,
      local_path: isFile ? source.localPath : null,
      ...(isFile ? source.identity : { ...NO_FILE, size: source.size }),
      part_bytes: plan.partBytes,
      began: engine.now().getTime(),
    });
    return { draft, upload, salt, done: new Map(), sender: this.#sender(draft, upload, salt) };
  }

  /** @returns the upload that goes on; the file id of one that had only to be told of; undefined where there is none */
  async #goOn(): Promise<Begun | { readonly finished: string } | undefined> {
    const { source, vault, keyFile, version } = this.#deps;
    if (!(source instanceof FileSource)) return undefined;
    let found: Begun | { readonly finished: string } | undefined;
    for (const entry of await this.#journal.claim(vault.accountId, source.localPath, keyFile.id)) {
      const isHere = entry.vault_id === vault.vault.id && entry.place === this.#bucket.place;
      const draft = isHere ? await vault.content.reopenDraft(entry.object_key) : undefined;
      if (!isHere || found !== undefined || (draft !== undefined && draft.record.path !== version.path)) {
        await this.#journal.release(entry.file_id);
        continue;
      }
      found = draft && (await this.#reopen(entry, draft, source));
      if (found === undefined) await this.#discard(entry.file_id, { key: entry.object_key, uploadId: entry.upload_id });
    }
    return found;
  }

  async #reopen(
    entry: UploadEntry,
    draft: Draft,
    source: FileSource,
  ): Promise<Begun | { readonly finished: string } | undefined> {
    const { suite = 1, exponent = DEFAULT_EXPONENT, onBytes, signal } = this.#options;
    const { plan, vault } = this.#deps;
    const isSame = entry.suite === suite && entry.exponent === exponent && entry.part_bytes === plan.partBytes;
    if (!isSame || !sameIdentity(entry, source.identity)) return undefined;
    const upload = { key: entry.object_key, uploadId: entry.upload_id };
    const salt = Buffer.from(entry.salt, 'hex');
    const held = await this.#heldParts(upload);
    if (held === undefined) {
      // Ended, or completed by a call whose answer nobody waited for.
      const size = (await this.#bucket.head(entry.object_key, { signal }))?.size;
      if (size !== sealedBytes(draft.record.size, suite, exponent)) return undefined;
      await vault.content.commit(draft, size, { suite, exponent });
      await this.#journal.end(draft.fileId);
      onBytes?.(draft.record.size);
      return { finished: draft.fileId };
    }
    const sender = this.#sender(draft, upload, salt);
    const noted = await this.#journal.parts(draft.fileId);
    const isHeld = ({ number, size, etag }: UploadPart) =>
      held.get(number)?.size === size && held.get(number)?.etag === etag;
    const done = noted.filter(isHeld);
    const last = done.at(-1);
    if (last !== undefined && (await sender.digest(last.number, signal)) !== last.sha256) return undefined;
    return { draft, upload, salt, sender, done: new Map(done.map((part) => [part.number, part])) };
  }

  /** @returns undefined where the bucket knows no such upload any more */
  async #heldParts(upload: Multipart): Promise<Map<number, Part> | undefined> {
    try {
      const parts = await this.#bucket.listParts(upload, { signal: this.#options.signal });
      return new Map(parts.map((part) => [part.number, part]));
    } catch (error) {
      if (error instanceof BucketError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  /** What can go on later stays; the rest leaves nothing. A stream cannot be gone on with. */
  async #settle({ draft, upload }: Begun, error: unknown): Promise<void> {
    const { signal } = this.#options;
    const isSilence = error instanceof BucketError && (error.code === 'unreachable' || error.code === 'incomplete');
    const goesOn = this.#deps.source instanceof FileSource && (isPaused(signal) || isSilence);
    if (goesOn) await this.#journal.release(draft.fileId);
    else await this.#discard(draft.fileId, upload);
  }

  /** Where the bucket cannot be asked now, the journal keeps what is to be cleaned. */
  async #discard(fileId: string, upload: Multipart): Promise<void> {
    try {
      await this.#bucket.abortMultipart(upload);
      await this.#journal.end(fileId);
    } catch {
      await this.#journal.release(fileId);
    }
  }

  #sender(draft: Draft, upload: Multipart, salt: Buffer): PartSender {
    const { engine, keyFile, plan, source } = this.#deps;
    const file = sealedFile(keyFile, draft, this.#options, salt);
    return new PartSender(engine, { bucket: this.#bucket, upload, file, plan, source });
  }
}
