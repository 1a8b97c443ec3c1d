import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { SealError } from '../../keys/errors.ts';
import { MAX_DROPPED } from '../../keys/keyring.ts';
import { MAX_SHARE_BYTES, openShare } from '../../keys/share.ts';
import type { Cancellable, ObjectInfo } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import { VaultError } from './errors.ts';
import { MAX_SHARES } from './given-shares.ts';
import type { OwnKeys } from './own-keys.ts';
import type { People, Person, Standing } from './people.ts';
import { plainContent } from './plain-content.ts';
import { parseRecord, type FileRecord } from './record.ts';
import { readSmall } from './small-object.ts';
import type { Vault } from './vault.ts';

/** What somebody shares with this account: verified, and opened as far as its record. */
export interface ReceivedShare {
  /** File id and sender id, each 32 hex digits, with a dot between them. */
  readonly id: string;
  readonly fileId: string;
  readonly senderId: string;
  readonly sender: string | undefined;
  /** `new` until the sender's words were compared: then it opens. */
  readonly standing: Extract<Standing, 'new' | 'known'>;
  readonly record: FileRecord;
  /** By the bucket's clock. */
  readonly shared: Date;
  /** Where its content lies. */
  readonly contentKey: string;
  readonly objectKey: Buffer;
}

/** A share that cannot be trusted, or whose sender cannot. */
export interface RefusedShare extends Pick<ReceivedShare, 'id' | 'fileId' | 'senderId' | 'sender' | 'shared'> {
  readonly error: VaultError | SealError;
}

export interface ReceivedList {
  readonly shares: readonly ReceivedShare[];
  readonly refused: readonly RefusedShare[];
  /** There are more than are listed. */
  readonly more: boolean;
}

type ShareContents = Omit<ReceivedShare, 'standing' | 'shared'>;

/** What opening an object came to. */
interface Opened {
  /** What of the bucket's answer it was opened from. */
  readonly stamp: string;
  readonly digest: string;
  readonly content: ShareContents | SealError;
}

/** What others share with this account (format 5.3). */
export class ReceivedShares {
  readonly #vault: Vault;
  readonly #own: OwnKeys;
  readonly #people: People;
  /** What the last listing opened, or could not: RSA takes a thousandth of a second for each, and reading them more. */
  #opened = new Map<string, Opened>();

  constructor(vault: Vault, own: OwnKeys, people: People) {
    this.#vault = vault;
    this.#own = own;
    this.#people = people;
  }

  /**
   * All that is shared with this account. A share that does not verify is in `refused`: never passed over, never trusted.
   * @throws BucketError; as `OwnAccount.refresh` does
   */
  async list(options: Cancellable = {}): Promise<ReceivedList> {
    const { bucket, layout } = this.#vault;
    await this.#own.refresh();
    const senders = new Map<string, Promise<Person>>();
    const opened = new Map<string, Opened>();
    const [shares, refused]: [ReceivedShare[], RefusedShare[]] = [[], []];
    let more = false;
    for await (const page of bucket.list({ ...options, prefix: layout.sharesWith(this.#own.id) })) {
      for (const object of page) {
        if (layout.parseShare(object.key) === undefined) continue;
        more = shares.length + refused.length === MAX_SHARES;
        if (more) break;
        const found = await this.#look(object, { senders, opened, options });
        if (found === undefined) continue;
        if ('error' in found) refused.push(found);
        else shares.push(found);
      }
      if (more) break;
    }
    this.#opened = opened;
    const byTime = (a: { shared: Date }, b: { shared: Date }) => a.shared.getTime() - b.shared.getTime();
    return { shares: shares.sort(byTime), refused: refused.sort(byTime), more };
  }

  /**
   * Some of them, freshly looked at, all of which open.
   * @throws VaultError `not-found` | `new-fingerprint`, or what is wrong with the first that is refused; BucketError
   */
  async choose(ids: readonly string[], options: Cancellable = {}): Promise<ReceivedShare[]> {
    const { shares, refused } = await this.list(options);
    const [whole, bad] = [new Map(shares.map((one) => [one.id, one])), new Map(refused.map((one) => [one.id, one]))];
    return [...new Set(ids)].map((id) => {
      const share = whole.get(id);
      if (share === undefined) {
        throw bad.get(id)?.error ?? new VaultError('not-found', 'This is not shared with you any more.');
      }
      requireKnown(share);
      return share;
    });
  }

  /**
   * The content as a stream: no key file is needed. What came out is the file only once the stream ends without an error.
   * @throws VaultError `new-fingerprint` at once; in the stream SealError, VaultError `not-found`, BucketError
   */
  open(share: ReceivedShare, options: Cancellable = {}): Readable {
    requireKnown(share);
    return Readable.from(this.#plain(share, options), { objectMode: false });
  }

  /**
   * Stops seeing shares: they are deleted, and do not come back unless they are shared anew.
   * @param ids as in {@link ReceivedShare}; refused ones too
   * @throws BucketError; as `OwnAccount.change` does
   */
  async drop(ids: readonly string[], options: Cancellable = {}): Promise<void> {
    const { bucket, layout } = this.#vault;
    const digests: string[] = [];
    const keys = ids.map((id) => layout.share(this.#partiesOf(id)));
    for (const key of keys) {
      // One too large to be read is refused wherever it comes back.
      const bytes = await readSmall(bucket, key, MAX_SHARE_BYTES, options).catch(ignoreTampered);
      if (bytes !== undefined) digests.push(digestOf(bytes));
    }
    await this.#own.change((keyring) => {
      const dropped = [...new Set([...digests, ...keyring.dropped])].slice(0, MAX_DROPPED);
      return digests.every((one) => keyring.dropped.includes(one)) ? keyring : { ...keyring, dropped };
    });
    for (const key of keys) await bucket.delete(key, options);
  }

  async *#plain(share: ReceivedShare, options: Cancellable): AsyncGenerator<Buffer> {
    const { body } = await this.#vault.bucket.get(share.contentKey, options).catch((error: unknown) => {
      if (!(error instanceof BucketError) || error.code !== 'not-found') throw error;
      const detail = `The content of ${share.record.path} is not in the bucket any more. Whoever shared it may have deleted it.`;
      throw new VaultError('not-found', detail);
    });
    yield* plainContent(body, { objectKey: share.objectKey }, { id: share.fileId, record: share.record });
  }

  async #look(
    object: ObjectInfo,
    seen: { senders: Map<string, Promise<Person>>; opened: Map<string, Opened>; options: Cancellable },
  ): Promise<ReceivedShare | RefusedShare | undefined> {
    const { fileId, senderId } = this.#vault.layout.parseShare(object.key)!;
    const id = `${fileId}.${senderId}`;
    const named = { id, fileId, senderId, sender: this.#people.nameOf(senderId), shared: object.modified };
    try {
      const person = await getOrAdd(seen.senders, senderId, () => this.#people.get(senderId));
      const opened = await this.#open(object, person, seen.options);
      if (opened === undefined) return undefined;
      seen.opened.set(object.key, opened);
      const { content } = opened;
      if (content instanceof SealError) throw content;
      const standing = person.standing === 'known' ? 'known' : 'new';
      return { ...content, ...named, sender: named.sender ?? content.sender, standing };
    } catch (error) {
      if (error instanceof VaultError || error instanceof SealError) return { ...named, error };
      throw error;
    }
  }

  /** @returns undefined for one that was dropped, or is not there any more */
  async #open(object: ObjectInfo, person: Person, options: Cancellable): Promise<Opened | undefined> {
    const { key, size, modified } = object;
    const stamp = `${size} ${modified.getTime()} ${person.fingerprint}`;
    const before = this.#opened.get(key);
    const { dropped } = this.#own.keyring;
    const refuseChanged = () => person.standing === 'changed' && this.#people.requireKnown(person);
    if (before?.stamp === stamp) {
      if (dropped.includes(before.digest)) return undefined;
      refuseChanged();
      return before;
    }
    const bytes = await readSmall(this.#vault.bucket, key, MAX_SHARE_BYTES, options);
    if (bytes === undefined) return undefined;
    const digest = digestOf(bytes);
    if (dropped.includes(digest)) return undefined;
    refuseChanged();
    return { stamp, digest, content: this.#contentOf(bytes, key, person) };
  }

  #contentOf(bytes: Buffer, shareKey: string, { standing, publicKeys }: Person): ShareContents | SealError {
    const { layout, id: vaultId } = this.#vault;
    const own = this.#own.keyring;
    const { encryption } = own.privateKeys;
    if (encryption === undefined) throw new VaultError('out-of-scope', 'This token opens nothing that is shared.');
    const parties = { vaultId, ...layout.parseShare(shareKey)!, recipientKey: own.publicKeys.encryption };
    try {
      if (standing === 'self') throw new SealError('tampered');
      const content = openShare(bytes, parties, publicKeys.signing, encryption);
      const { fileId, senderId } = parties;
      const at = layout.sharedContent(senderId, content.key);
      const record = parseRecord(Buffer.from(JSON.stringify(content.record)));
      const sender = this.#people.nameThatIs(senderId, content.sender);
      // A sender who writes no digest, names a file of another id, or goes by another's name, is no honest client.
      const isHonest = record.digest !== undefined && at?.fileId === fileId && sender === content.sender;
      if (!isHonest) throw new SealError('tampered');
      const { objectKey } = content;
      const contentKey = layout.content(senderId, at);
      return { id: `${fileId}.${senderId}`, fileId, senderId, sender, record, contentKey, objectKey };
    } catch (error) {
      if (error instanceof SealError) return error;
      throw error;
    }
  }

  #partiesOf(id: string) {
    const { layout } = this.#vault;
    const parsed = layout.parseShare(`${layout.sharesWith(this.#own.id)}${id}.json`);
    if (parsed === undefined) throw new VaultError('not-found', 'This is not shared with you.');
    return parsed;
  }
}

function requireKnown({ standing, sender = 'whoever shared it' }: ReceivedShare): void {
  if (standing === 'known') return;
  throw new VaultError('new-fingerprint', `Compare the six words of ${sender} before you open what they share.`);
}

/** By its bytes: the same file shared anew has others (format 5.3: a random K). */
function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

function ignoreTampered(error: unknown): undefined {
  if (!(error instanceof SealError)) throw error;
}

function getOrAdd<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
