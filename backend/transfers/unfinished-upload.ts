import { sealedBytes } from '../../keys/sealer.ts';
import type { Suite } from '../../keys/header.ts';
import type { Multipart, Part } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import type { UploadEntry, UploadJournal } from '../state/upload-journal.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { Draft } from '../vault/content.ts';

/** An upload that an earlier run left, between its journal and its bucket. */
export class UnfinishedUpload {
  readonly entry: UploadEntry;
  readonly upload: Multipart;
  readonly #vault: AccountVault;
  readonly #journal: UploadJournal;

  constructor(journal: UploadJournal, vault: AccountVault, entry: UploadEntry) {
    this.#journal = journal;
    this.#vault = vault;
    this.entry = entry;
    this.upload = { key: entry.object_key, uploadId: entry.upload_id };
  }

  /** Whether it was begun in this vault and this bucket: another place's uploads are not to be asked for here. */
  get isHere(): boolean {
    const { vault } = this.#vault;
    return this.entry.vault_id === vault.id && this.entry.place === vault.bucket.place;
  }

  /** What the bucket holds of it. @returns undefined where it knows no such upload any more: completed or aborted */
  async held(signal?: AbortSignal): Promise<readonly Part[] | undefined> {
    try {
      return await this.#vault.vault.bucket.listParts(this.upload, { signal });
    } catch (error) {
      if (error instanceof BucketError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  /**
   * Makes an end where the upload was completed by a call whose answer nobody waited for.
   * @param draft as `reopenDraft` gives it
   * @returns whether the object stands there, whole
   */
  async finish(draft: Draft, signal?: AbortSignal): Promise<boolean> {
    const { vault, content } = this.#vault;
    const [suite, exponent] = [this.entry.suite as Suite, this.entry.exponent];
    const size = (await vault.bucket.head(this.entry.object_key, { signal }))?.size;
    if (size !== sealedBytes(draft.record.size, suite, exponent)) return false;
    await content.commit(draft, size, { suite, exponent });
    await this.#journal.end(draft.fileId);
    return true;
  }

  /** Leaves nothing of it. Where the bucket, or the journal, cannot be asked now, the journal keeps what is to be cleaned. */
  async discard(): Promise<void> {
    try {
      await this.#vault.vault.bucket.abortMultipart(this.upload);
      await this.#journal.end(this.entry.file_id);
    } catch {
      await this.release();
    }
  }

  /** Leaves it to be gone on with. What led here is told, not that the journal could not be written as well: its hold ends by itself. */
  async release(): Promise<void> {
    await this.#journal.release(this.entry.file_id).catch(() => undefined);
  }
}
