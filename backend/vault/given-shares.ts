import pMap from 'p-map';
import type { KeyFile } from '../../keys/key-file.ts';
import { sealShare } from '../../keys/share.ts';
import type { Cancellable } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import type { Catalog } from './catalog.ts';
import type { Changes } from './changes.ts';
import type { Content } from './content.ts';
import { VaultError } from './errors.ts';
import type { ShareKey } from './layout.ts';
import type { OwnKeys } from './own-keys.ts';
import type { VaultPath } from './path.ts';
import type { People, Person } from './people.ts';
import { formatRecord } from './record.ts';
import type { CatalogFile } from './settlement.ts';
import type { Vault } from './vault.ts';

/** Files read at once for their digest: each is opened in this thread. */
const READ_AT_ONCE = 4;
/** More are not listed: a bucket can make up any number of them. */
export const MAX_SHARES = 10_000;

/** A file on its way to somebody, and what it is called there. */
export interface SharedFile {
  readonly file: CatalogFile;
  /** The end of its path that the recipient sees. */
  readonly path: VaultPath;
}

/** What this account shares with another. */
export interface GivenShare {
  readonly fileId: string;
  readonly recipientId: string;
  /** Undefined where this account never compared theirs. */
  readonly recipient: string | undefined;
  /** Undefined where the file was deleted since. */
  readonly file: CatalogFile | undefined;
  /** By the bucket's clock. */
  readonly shared: Date;
}

export interface GivenSharesDeps {
  readonly vault: Vault;
  readonly own: OwnKeys;
  readonly people: People;
  readonly catalog: Catalog;
  readonly content: Content;
  readonly changes: Changes;
}

/** What this account hands over to others, file by file; never a key file (format 5.3). */
export class GivenShares {
  readonly #deps: GivenSharesDeps;

  constructor(deps: GivenSharesDeps) {
    this.#deps = deps;
  }

  /**
   * Sees to it that records hold the digest of their content (format 2.3, "h"): reads what has none, whole, and checks it.
   * @param options `onBytes` is told of content as it is read, by file id
   * @returns what failed, by file id
   * @throws BucketError; the signal's reason
   */
  async seal(
    files: readonly CatalogFile[],
    keyFile: KeyFile,
    options: Cancellable & { readonly onBytes?: ((id: string, bytes: number) => void) | undefined } = {},
  ): Promise<Map<string, unknown>> {
    const { catalog, content, changes } = this.#deps;
    const { signal, onBytes } = options;
    // As they are now: a record may have got its digest since.
    const current = files.map((file) => catalog.get(file.id) ?? file);
    const without = current.filter(({ record }) => record.digest === undefined);
    const digests = new Map<string, string>();
    const failed = new Map<string, unknown>();
    const read = async (file: CatalogFile) => {
      const onDigest = (digest: Buffer) => void digests.set(file.id, digest.toString('hex'));
      try {
        const plain = content.open(file, keyFile, { signal, onDigest });
        for await (const chunk of plain as AsyncIterable<Buffer>) onBytes?.(file.id, chunk.length);
      } catch (error) {
        if (signal?.aborted === true || error instanceof BucketError) throw error;
        failed.set(file.id, error);
      }
    };
    await pMap(without, read, { concurrency: READ_AT_ONCE, ...(signal && { signal }) });
    for (const id of failed.keys()) digests.delete(id);
    if (digests.size > 0) await changes.keepDigests(digests, { signal });
    return failed;
  }

  /**
   * Hands one file over. Its record must hold its digest: see {@link seal}. Sharing again replaces what was shared before.
   * @throws VaultError `new-fingerprint` | `changed-fingerprint` | `not-found` | `conflict` | `out-of-scope`; SealError `wrong-key` | `tampered`; BucketError
   */
  async give(
    { file: { id, record: before }, path }: SharedFile,
    to: Person,
    keyFile: KeyFile,
    options: Cancellable = {},
  ) {
    const { vault, own, people, catalog, content } = this.#deps;
    people.requireKnown(to);
    if (to.id === own.id) throw new VaultError('invalid-name', 'That is you. Choose somebody else.');
    // As the bucket shows it after the digest was written.
    const file = catalog.get(id);
    if (catalog.isGone(id) || file?.record.state === 'trash') {
      throw new VaultError('not-found', `${before.path} was deleted meanwhile; it was not shared.`);
    }
    if (file?.record.digest === undefined) {
      throw new VaultError('conflict', `Another computer changed ${before.path} meanwhile; it was not shared.`);
    }
    const objectKey = await content.objectKey(file, keyFile, options);
    const record = JSON.parse(formatRecord({ ...file.record, path })) as Record<string, unknown>;
    const parties = { vaultId: vault.id, fileId: id, senderId: own.id, recipientId: to.id };
    const { username: sender, privateKeys } = own.keyring;
    if (privateKeys.signing === undefined) throw new VaultError('out-of-scope', 'This token signs no shares.');
    const text = sealShare(
      { ...parties, recipientKey: to.publicKeys.encryption },
      { objectKey, key: file.objectKey, record, sender },
      privateKeys.signing,
    );
    objectKey.fill(0);
    await vault.bucket.put(vault.layout.share(parties), Buffer.from(text), options);
  }

  /** What is shared with others, newest last; `more` where there is more than is listed. @throws BucketError */
  async list(options: Cancellable = {}): Promise<{ shares: GivenShare[]; more: boolean }> {
    const { vault, own, people, catalog } = this.#deps;
    const shares: GivenShare[] = [];
    for await (const page of vault.bucket.list({ ...options, prefix: vault.layout.shares })) {
      for (const { key, modified } of page) {
        const parsed = vault.layout.parseShare(key);
        if (parsed?.senderId !== own.id) continue;
        if (shares.length === MAX_SHARES) return { shares, more: true };
        const { fileId, recipientId } = parsed;
        const [recipient, file] = [people.nameOf(recipientId), catalog.get(fileId)];
        shares.push({ fileId, recipientId, recipient, file, shared: modified });
      }
    }
    return { shares: shares.sort((a, b) => a.shared.getTime() - b.shared.getTime()), more: false };
  }

  /** Takes shares back. What was opened or copied before stays with whoever did. @throws BucketError */
  async withdraw(shares: readonly Omit<ShareKey, 'senderId'>[], options: Cancellable = {}): Promise<void> {
    const { vault, own } = this.#deps;
    for (const share of shares) {
      await vault.bucket.delete(vault.layout.share({ ...share, senderId: own.id }), options);
    }
  }
}

/** What a path of the vault is called where it is shared: from its own name on. The folders it lies in are nobody's business. */
export function sharedPath(path: VaultPath, chosen: VaultPath): VaultPath {
  return path.slice(chosen.lastIndexOf('/') + 1) as VaultPath;
}
