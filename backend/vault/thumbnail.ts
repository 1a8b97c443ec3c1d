import { SealError } from '../../keys/errors.ts';
import type { KeyFile } from '../../keys/key-file.ts';
import { Opener } from '../../keys/opener.ts';
import { Sealer } from '../../keys/sealer.ts';
import type { Cancellable } from '../buckets/bucket.ts';
import { VaultError } from './errors.ts';
import type { CatalogFile } from './settlement.ts';
import { readSmall } from './small-object.ts';
import type { Vault } from './vault.ts';

/** A small picture of a picture; larger is none. Bytes of plaintext. */
export const MAX_THUMBNAIL_BYTES = 256 * 1024;
/** Header, padding and tags on top of it, at 64 KiB a segment. */
const MAX_SEALED_BYTES = MAX_THUMBNAIL_BYTES + 1024;
const EXPONENT = 16;

/** Thumbnails of one account: sealed files of kind 1 with the file id and under the key of what they show (format 3). */
export class Thumbnails {
  readonly #vault: Vault;
  readonly #accountId: string;

  constructor(vault: Vault, accountId: string) {
    this.#vault = vault;
    this.#accountId = accountId;
  }

  /** @throws RangeError over 256 KiB; SealError `wrong-key`; VaultError `not-found` for a file that was deleted meanwhile; BucketError */
  async put(file: CatalogFile, keyFile: KeyFile, picture: Uint8Array, options: Cancellable = {}): Promise<void> {
    if (picture.length > MAX_THUMBNAIL_BYTES) throw new RangeError('a thumbnail has at most 256 KiB');
    requireKey(file, keyFile);
    const sealer = new Sealer(keyFile, { fileId: file.id, kind: 1, exponent: EXPONENT });
    const sealed = Buffer.concat([...sealer.push(picture), ...sealer.finish()]);
    const { bucket, layout } = this.#vault;
    const key = layout.thumbnail(this.#accountId, file.id);
    await bucket.put(key, sealed, options);
    // Whoever deletes for good takes the content away first: while it stands, what was just put is still to be met.
    if ((await bucket.head(file.objectKey, options)) !== undefined) return;
    await bucket.delete(key);
    throw new VaultError('not-found', `${file.record.path} was deleted meanwhile.`);
  }

  /** @returns undefined where there is none. @throws SealError; BucketError */
  async open(file: CatalogFile, keyFile: KeyFile, options: Cancellable = {}): Promise<Buffer | undefined> {
    requireKey(file, keyFile);
    const key = this.#vault.layout.thumbnail(this.#accountId, file.id);
    const sealed = await readSmall(this.#vault.bucket, key, MAX_SEALED_BYTES, options);
    if (sealed === undefined) return undefined;
    const opener = new Opener(keyFile, { kind: 1, fileId: file.id, keyId: file.record.keyId });
    return Buffer.concat([...opener.push(sealed), ...opener.finish()]);
  }
}

function requireKey({ record }: CatalogFile, keyFile: KeyFile): void {
  if (record.keyId !== keyFile.id) throw new SealError('wrong-key', { needs: record.keyId, given: keyFile.id });
}
