import { randomBytes } from 'node:crypto';
import type { KeyFile } from '../../keys/key-file.ts';
import { DEFAULT_EXPONENT } from '../../keys/header.ts';
import type { SealedFile } from '../../keys/range-sealer.ts';
import { sealedBytes } from '../../keys/sealer.ts';
import type { Bucket, Multipart, Part } from '../buckets/bucket.ts';
import type { UploadEntry, UploadJournal, UploadPart } from '../state/upload-journal.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { Draft, NewVersion } from '../vault/content.ts';
import { FileSource, sameIdentity, type ContentSource, type SourceIdentity } from './content-source.ts';
import type { Engine } from './engine.ts';
import { isInterruption } from './interruption.ts';
import { planParts, stretchOf, type PartPlan } from './part-plan.ts';
import { PartSender } from './part-sender.ts';
import { keptChoice } from './seal-settings.ts';
import { plainDone, sealedFile, type SealChoice, type UploadOptions } from './sealed-version.ts';
import { UnfinishedUpload } from './unfinished-upload.ts';

export interface PartUploadDeps {
  readonly engine: Engine;
  readonly vault: AccountVault;
  readonly keyFile: KeyFile;
  readonly source: ContentSource;
  readonly version: NewVersion;
  /** For an upload that begins anew. */
  readonly plan: PartPlan;
  /** What was said for this upload alone; an earlier one that goes on keeps what it began with in the rest. */
  readonly asked: SealChoice;
}

/** An upload under way: new, or one that goes on. */
interface Begun {
  readonly draft: Draft;
  readonly plan: PartPlan;
  readonly sealing: SealChoice;
  readonly unfinished: UnfinishedUpload;
  readonly sender: PartSender;
  /** Parts that the bucket holds already. */
  readonly done: readonly UploadPart[];
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
    try {
      await this.#send(begun);
      return begun.draft.fileId;
    } catch (error) {
      // What can go on later stays; the rest leaves nothing. A stream cannot be gone on with.
      const goesOn = this.#deps.source instanceof FileSource && isInterruption(error, this.#options.signal);
      await (goesOn ? begun.unfinished.release() : begun.unfinished.discard());
      throw error;
    }
  }

  async #send({ draft, plan, sealing, unfinished, sender, done }: Begun): Promise<void> {
    const { source, vault, keyFile } = this.#deps;
    const { signal, onBytes } = this.#options;
    const file = sealedFile(keyFile, draft, sealing);
    const parts = new Map<number, Part>();
    const finish = ({ number, etag, size }: Part) => {
      const { start, end } = stretchOf(plan, number);
      parts.set(number, { number, etag, size });
      onBytes?.(plainDone(file, end) - plainDone(file, start));
    };
    for (const part of done) finish(part);
    const numbers = Array.from({ length: plan.count }, (_, index) => index + 1);
    const missing = numbers.filter((number) => !parts.has(number));
    await sender.send(missing, signal, async ({ number, etag, size, sha256 }) => {
      // The bucket has it: a journal that cannot be written costs only the memory of it.
      await this.#journal.note(draft.fileId, { number, etag, size, sha256 }).catch(() => undefined);
      finish({ number, etag, size });
    });
    signal?.throwIfAborted();
    await source.verify(signal);
    const inOrder = [...parts.values()].sort((a, b) => a.number - b.number);
    // From here on a cancellation comes too late: it would leave nobody knowing whether the file is there.
    const { size } = await this.#bucket.completeMultipart(unfinished.upload, inOrder);
    await vault.content.commit(draft, size, sealing);
    // The file is there: a journal that cannot be written is no failure of it, and the next sweep finds the row.
    await this.#journal.end(draft.fileId).catch(() => undefined);
  }

  async #begin(): Promise<Begun> {
    const { vault, keyFile, plan, source, version, engine } = this.#deps;
    const { suite = 1, exponent = DEFAULT_EXPONENT, signal } = this.#options;
    const draft = await vault.content.draft(keyFile.id, version);
    const salt = randomBytes(32);
    const sealing = { suite, exponent };
    const file = sealedFile(keyFile, draft, sealing, salt);
    const upload = await this.#bucket.beginMultipart(draft.objectKey, { signal });
    const isFile = source instanceof FileSource;
    const entry: UploadEntry = {
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
    };
    const unfinished = new UnfinishedUpload(this.#journal, vault, entry);
    try {
      await this.#journal.begin(entry);
    } catch (error) {
      await unfinished.discard();
      throw error;
    }
    return { draft, plan, sealing, unfinished, done: [], sender: this.#sender(file, plan, upload) };
  }

  /** @returns the upload that goes on; the file id of one that had only to be told of; undefined where there is none */
  async #goOn(): Promise<Begun | { readonly finished: string } | undefined> {
    const { source, vault, keyFile, version } = this.#deps;
    if (!(source instanceof FileSource)) return undefined;
    const choice = { local_path: source.localPath, key_id: keyFile.id };
    for (const entry of await this.#journal.unfinished(vault.accountId, choice)) {
      const unfinished = new UnfinishedUpload(this.#journal, vault, entry);
      const draft = unfinished.isHere ? await vault.content.reopenDraft(entry.object_key) : undefined;
      const isOther = !unfinished.isHere || (draft !== undefined && draft.record.path !== version.path);
      if (isOther || !(await this.#journal.claim(entry.file_id))) continue;
      try {
        const found = draft && (await this.#reopen(unfinished, draft, source));
        if (found !== undefined) return found;
      } catch (error) {
        await unfinished.release();
        throw error;
      }
      await unfinished.discard();
    }
    return undefined;
  }

  async #reopen(
    unfinished: UnfinishedUpload,
    draft: Draft,
    source: FileSource,
  ): Promise<Begun | { readonly finished: string } | undefined> {
    const { keyFile, asked } = this.#deps;
    const { onBytes, signal } = this.#options;
    const { entry, upload } = unfinished;
    const { suite, exponent } = keptChoice(entry);
    const isAsAsked =
      suite !== undefined &&
      exponent !== undefined &&
      (asked.suite ?? suite) === suite &&
      (asked.exponent ?? exponent) === exponent &&
      sameIdentity(entry, source.identity);
    const held = await unfinished.held(signal);
    if (held === undefined) {
      // The file is there, whatever is wanted now: it is told of before another version of it begins.
      if (!(await unfinished.finish(draft, signal)) || !isAsAsked) return undefined;
      onBytes?.(draft.record.size);
      return { finished: draft.fileId };
    }
    if (!isAsAsked) return undefined;
    const plan = planParts(sealedBytes(draft.record.size, suite, exponent), this.#bucket.partLimits);
    if (plan?.partBytes !== entry.part_bytes) return undefined;
    const sealing = { suite, exponent };
    const file = sealedFile(keyFile, draft, sealing, Buffer.from(entry.salt, 'hex'));
    const sender = this.#sender(file, plan, upload);
    const done = await this.#done(draft.fileId, { held, plan, sender });
    return done && { draft, plan, sealing, unfinished, sender, done };
  }

  /**
   * Which parts need not be sent again. One whose acknowledgement came too late to be noted counts as well: nobody else could have sent it
   * to this upload, and it was sealed from the same unchanged source. It is sealed once more for the journal's sake.
   * @returns undefined where the last finished part is sealed to other bytes now (format 2.7)
   */
  async #done(
    fileId: string,
    { held, plan, sender }: { readonly held: readonly Part[]; readonly plan: PartPlan; readonly sender: PartSender },
  ): Promise<UploadPart[] | undefined> {
    const { signal } = this.#options;
    const noted = new Map((await this.#journal.parts(fileId)).map((part) => [part.number, part]));
    const isWhole = ({ number, size }: Part) => {
      const { start, end } = stretchOf(plan, number);
      return number <= plan.count && size === end - start;
    };
    const whole = held.filter(isWhole);
    const done = whole.flatMap(({ number, etag }) => {
      const part = noted.get(number);
      return part !== undefined && part.etag === etag ? [part] : [];
    });
    const last = done.at(-1);
    if (last !== undefined && (await sender.digest(last.number, signal)) !== last.sha256) return undefined;
    for (const { number, etag, size } of whole.filter((part) => !noted.has(part.number))) {
      const part = { number, etag, size, sha256: await sender.digest(number, signal) };
      await this.#journal.note(fileId, part).catch(() => undefined);
      done.push(part);
    }
    return done;
  }

  #sender(file: SealedFile, plan: PartPlan, upload: Multipart): PartSender {
    const { engine, source } = this.#deps;
    return new PartSender(engine, { bucket: this.#bucket, upload, file, plan, source });
  }
}
