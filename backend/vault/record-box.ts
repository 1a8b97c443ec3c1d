import { BoxKey } from '../../keys/box.ts';
import { SealError } from '../../keys/errors.ts';
import { nameDigest, nameText, openName, parseNameText, sealName } from '../../keys/name.ts';
import { VaultError } from './errors.ts';
import { MAX_OBJECT_KEY_BYTES } from './layout.ts';
import { DerivedKeys, type NameKeys } from './name-keys.ts';
import { formatRecord, MAX_RECORD_BYTES, parseRecord, type FileRecord } from './record.ts';
import { readSmall } from './small-object.ts';
import type { Vault } from './vault.ts';

/** Box overhead (format 4) and base64url on top of the largest record. */
const MAX_BOX_BYTES = MAX_RECORD_BYTES + 128;
const MAX_NAME_CHARACTERS = Math.ceil((MAX_BOX_BYTES * 4) / 3);

/** An account as the vault needs it: its id (32 hex digits) and its name keys. */
export interface AccountNames {
  readonly accountId: string;
  readonly nameKeys: NameKeys;
}

/** Seals and opens the records of one account; knows where a name too long for an object key goes (format 3.1 to 3.5). */
export class RecordBox {
  readonly #vault: Vault;
  readonly #accountId: string;
  readonly #names: NameKeys;
  readonly #keys: DerivedKeys;
  #look: Promise<void> | undefined;

  constructor(vault: Vault, account: AccountNames) {
    this.#vault = vault;
    this.#accountId = account.accountId;
    this.#names = account.nameKeys;
    this.#keys = new DerivedKeys(account.nameKeys, (key) => new BoxKey(key));
  }

  /** What is opened from now on was listed just now: a name that no key opens is reason to look into the keyring again, once. */
  expectNews(): void {
    this.#look = undefined;
  }

  /**
   * Seals a record and, where its name is too long for the key, first writes the box under long/.
   * @param objectKey the key that a sealed name makes
   * @returns the key to write the object under
   * @throws RangeError for a record that no reader takes: it would make the file unreadable for good
   */
  async seal(
    fileId: string,
    revision: number,
    record: FileRecord,
    objectKey: (name: string) => string,
  ): Promise<string> {
    const { bucket, layout } = this.#vault;
    const text = formatRecord(record);
    refuseUnreadable(text);
    const box = sealName(this.#keys.all[0]!, this.#owner(fileId), revision, text);
    const key = objectKey(nameText(box));
    if (Buffer.byteLength(key) <= MAX_OBJECT_KEY_BYTES) return key;
    const digest = nameDigest(box);
    await bucket.put(layout.longName(this.#accountId, fileId, digest), box);
    return objectKey(digest);
  }

  /** @throws SealError `tampered`; BucketError; VaultError `old-password` where it may be under a key that this session cannot get */
  async open(fileId: string, revision: number, name: string): Promise<FileRecord> {
    const box = await this.#boxOf(fileId, name);
    const before = this.#keys.all;
    try {
      return parseRecord(openName(before, this.#owner(fileId), revision, box));
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      await (this.#look ??= this.#lookForKeys());
      if (this.#keys.all === before) throw error;
      return parseRecord(openName(this.#keys.all, this.#owner(fileId), revision, box));
    }
  }

  /** Whether a name opens under the newest of the keys that are known. @throws BucketError */
  async isNewest(fileId: string, revision: number, name: string): Promise<boolean> {
    try {
      openName(this.#keys.all.slice(0, 1), this.#owner(fileId), revision, await this.#boxOf(fileId, name));
      return true;
    } catch (error) {
      if (error instanceof SealError) return false;
      throw error;
    }
  }

  async #lookForKeys(): Promise<void> {
    try {
      await this.#names.look?.();
    } catch (error) {
      // A bucket that shows no good account says nothing about keys; the next log-in tells of it.
      if (error instanceof SealError || (error instanceof VaultError && error.code === 'rolled-back')) return;
      this.#look = undefined;
      throw error;
    }
  }

  async #boxOf(fileId: string, name: string): Promise<Buffer> {
    if (name.length > MAX_NAME_CHARACTERS) throw new SealError('tampered');
    return name.startsWith('~') ? this.#readLong(fileId, name) : parseNameText(name);
  }

  async #readLong(fileId: string, digest: string): Promise<Buffer> {
    const { bucket, layout } = this.#vault;
    if (!/^~[A-Za-z0-9_-]{22}$/.test(digest)) throw new SealError('tampered');
    const box = await readSmall(bucket, layout.longName(this.#accountId, fileId, digest), MAX_BOX_BYTES);
    if (box === undefined || nameDigest(box) !== digest) throw new SealError('tampered');
    return box;
  }

  #owner(fileId: string) {
    return { vaultId: this.#vault.id, accountId: this.#accountId, fileId };
  }
}

function refuseUnreadable(text: string): void {
  try {
    parseRecord(Buffer.from(text));
  } catch (error) {
    throw new RangeError('no record of format 3.2', { cause: error });
  }
}
