import pMap from 'p-map';
import { BoxKey } from '../../keys/box.ts';
import { SealError } from '../../keys/errors.ts';
import type { KeyFile } from '../../keys/key-file.ts';
import {
  deriveLinkKeys,
  formatLink,
  MAX_LINK_BYTES,
  MAX_LINK_FILES,
  newLinkSecret,
  sealLinkBox,
  sha256,
  type LinkFile,
} from '../../keys/link.ts';
import { newKdf, type PasswordWork } from '../../keys/password.ts';
import type { Cancellable } from '../buckets/bucket.ts';
import type { Catalog } from './catalog.ts';
import type { Changes } from './changes.ts';
import type { Content } from './content.ts';
import { VaultError } from './errors.ts';
import { newRandomId } from './id.ts';
import { readLink } from './link-claims.ts';
import { openNote, sealNote, type LinkNote } from './link-note.ts';
import { DerivedKeys } from './name-keys.ts';
import { parentOf, type VaultPath } from './path.ts';
import type { AccountNames } from './record-box.ts';
import { formatRecord } from './record.ts';
import type { CatalogFile } from './settlement.ts';
import { createOnce } from './small-object.ts';
import type { Vault } from './vault.ts';

/** Objects read at once: enough to hide a bucket's delay. */
const CONCURRENCY = 8;
/** More are not looked at: a bucket can make up any number of them. */
const MAX_LINKS = 10_000;
/** A link that expired stays this long, so that its page and its maker can be told so, and a claim of its last minute ends well. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
/** A claim without its link was made while the link was withdrawn. One this old is nobody's. */
const STRAY_MS = 24 * 60 * 60 * 1000;

export interface NewLink extends Cancellable {
  /** Files and folders of the vault: the newest version of each file. */
  readonly paths: readonly VaultPath[];
  readonly keyFile: KeyFile;
  /** How long it lasts, milliseconds, by the bucket's clock. */
  readonly lasts: number;
  readonly downloads: number;
  readonly password?: string | undefined;
  readonly work: PasswordWork;
  /** Scrypt's N; lowered by tests alone. */
  readonly cost?: number | undefined;
}

/** A link of this account as it stands. Times are Unix milliseconds. */
export interface OwnLink extends LinkNote {
  readonly id: string;
  readonly expiry: number;
  readonly downloads: number;
  readonly used: number;
  readonly state: 'open' | 'used' | 'expired';
  readonly isProtected: boolean;
}

/** What a listing shows of a link: its claims, and those of them that are old. */
interface ListedLink {
  used: number;
  hasLink: boolean;
  readonly strays: string[];
}

type KnownLink = Omit<OwnLink, 'used' | 'state'>;

/** The download links of one account. Which are its own only its name keys tell (docs/decisions/0009-whose-a-link-is.md). */
export class Links {
  readonly #vault: Vault;
  readonly #catalog: Catalog;
  readonly #content: Content;
  readonly #changes: Changes;
  readonly #noteKeys: DerivedKeys;
  readonly #username: string;
  /** The keys with which was found whose links are. */
  #under: readonly BoxKey[] = [];
  /** What was read of links, none of which changes; null are those of others. */
  readonly #known = new Map<string, KnownLink | null>();

  constructor(
    vault: Vault,
    account: AccountNames & { readonly username: string },
    catalog: Catalog,
    content: Content,
    changes: Changes,
  ) {
    this.#vault = vault;
    this.#catalog = catalog;
    this.#content = content;
    this.#changes = changes;
    this.#username = account.username;
    this.#noteKeys = new DerivedKeys(account.nameKeys, (key) => new BoxKey(key));
  }

  /**
   * Makes a link. Reads each file once, whole, that was never handed to anybody: its record gets the digest of its content (format 2.3).
   * @returns its id and SECRET, which is kept nowhere
   * @throws VaultError `not-found` | `too-many` …; SealError `wrong-key` or any code of a reader; RangeError; BucketError
   */
  async create(link: NewLink): Promise<{ readonly id: string; readonly secret: string }> {
    const { paths, keyFile, downloads, password, work, signal } = link;
    const { bucket, layout, id: vaultId } = this.#vault;
    const files = await this.#digested(this.#newest(paths, keyFile), keyFile, { signal });
    const [id, secret, kdf] = [newRandomId(), newLinkSecret(), password === undefined ? null : newKdf(link.cost)];
    const keys = await deriveLinkKeys(secret, kdf, password ?? '', work);
    const made = (await bucket.now()).getTime();
    const terms = { vaultId, linkId: id, expiry: made + link.lasts, downloads };
    const base = commonFolder(paths);
    const open = (file: CatalogFile) => this.#handedOut(file, keyFile, base, { signal });
    const handed = await pMap(files, open, { concurrency: CONCURRENCY, ...(signal && { signal }) });
    const box = sealLinkBox(keys, terms, { files: handed, sender: this.#username });
    const bytes = files.reduce((sum, { record }) => sum + record.size, 0);
    const note = sealNote(this.#noteKeys.all[0]!, vaultId, id, { names: paths, count: files.length, bytes, made });
    const body = Buffer.from(formatLink({ ...terms, kdf, proofHash: sha256(keys.proof), box, note }));
    signal?.throwIfAborted();
    if ((await createOnce(bucket, layout.link(id), body, MAX_LINK_BYTES)) !== undefined) {
      throw new VaultError('exists', 'There is a link of this id already. Try again.');
    }
    return { id, secret };
  }

  /**
   * This account's links, the newest first; takes away those of its own that expired long ago.
   * @throws BucketError
   */
  async list(options: Cancellable = {}): Promise<OwnLink[]> {
    const { bucket, layout } = this.#vault;
    this.#lookAgainAtOthers();
    const found = new Map<string, ListedLink>();
    const stray = (await bucket.now()).getTime() - STRAY_MS;
    for await (const page of bucket.list({ prefix: layout.links, ...options })) {
      for (const { key, modified } of page) {
        const { id, n } = layout.parseLink(key) ?? {};
        if (id === undefined || (found.size >= MAX_LINKS && !found.has(id))) continue;
        const entry = found.get(id) ?? { used: 0, hasLink: false, strays: [] };
        found.set(id, entry);
        if (n === undefined) entry.hasLink = true;
        else entry.used += 1;
        if (n !== undefined && modified.getTime() < stray) entry.strays.push(key);
      }
    }
    const now = (await bucket.now()).getTime();
    const look = async ([id, { used, hasLink, strays }]: [string, ListedLink]) => {
      if (!hasLink) for (const key of strays) await bucket.delete(key, options);
      const own = hasLink ? await this.#own(id, used, now, options) : undefined;
      if (own === undefined || own.expiry + KEPT_MS > now) return own;
      await this.#remove(id, options);
      return undefined;
    };
    const links = await pMap(found, look, { concurrency: CONCURRENCY });
    return links.filter((link) => link !== undefined).toSorted((a, b) => b.made - a.made);
  }

  /**
   * Ends a link of this account: nobody can claim it or fetch anything by it any more.
   * @returns what it was about
   * @throws VaultError `link-gone`; BucketError
   */
  async withdraw(id: string, options: Cancellable = {}): Promise<LinkNote> {
    // Read anew: another computer may have been quicker.
    this.#known.delete(id);
    const link = await this.#read(id, options);
    if (link === null) throw new VaultError('link-gone', 'There is no such link of yours.');
    await this.#remove(id, options);
    return link;
  }

  /** With another name key what was somebody else's may be one's own. */
  #lookAgainAtOthers(): void {
    if (this.#noteKeys.all === this.#under) return;
    this.#under = this.#noteKeys.all;
    for (const [id, link] of this.#known) if (link === null) this.#known.delete(id);
  }

  async #own(id: string, used: number, now: number, options: Cancellable): Promise<OwnLink | undefined> {
    const read = this.#known.get(id);
    const known = read === undefined ? await this.#read(id, options) : read;
    if (known === null) return undefined;
    const state = used >= known.downloads ? 'used' : now >= known.expiry ? 'expired' : 'open';
    return { ...known, used, state };
  }

  /** @returns null for a link of somebody else's, and for one that is gone or is none */
  async #read(id: string, options: Cancellable): Promise<KnownLink | null> {
    const link = await readLink(this.#vault, id, options).catch((error: unknown) => {
      if (error instanceof VaultError && error.code === 'link-gone') return undefined;
      throw error;
    });
    if (link === undefined) return null;
    const { expiry, downloads, kdf } = link;
    const note = link.note && openNote(this.#noteKeys.all, this.#vault.id, id, link.note);
    const known = note === undefined ? null : { ...note, id, expiry, downloads, isProtected: kdf !== null };
    this.#known.set(id, known);
    return known;
  }

  /** The link first: without it no claim is of any use. */
  async #remove(id: string, options: Cancellable): Promise<void> {
    const { bucket, layout } = this.#vault;
    await bucket.delete(layout.link(id), options);
    for await (const page of bucket.list({ prefix: layout.linkObjects(id), ...options })) {
      for (const { key } of page) if (layout.parseLink(key) !== undefined) await bucket.delete(key, options);
    }
  }

  #newest(paths: readonly VaultPath[], keyFile: KeyFile): CatalogFile[] {
    const files = new Map<VaultPath, CatalogFile>();
    // Versions come oldest first: the newest is the one that stays.
    for (const path of paths) for (const file of this.#catalog.select(path)) files.set(file.record.path, file);
    for (const { record } of files.values()) {
      // All of them before the first is read, which can take long.
      if (record.keyId !== keyFile.id) throw new SealError('wrong-key', { needs: record.keyId, given: keyFile.id });
    }
    if (files.size <= MAX_LINK_FILES) return [...files.values()];
    throw new VaultError(
      'too-many',
      `One link opens at most ${MAX_LINK_FILES.toLocaleString('en')} files; these are more.`,
    );
  }

  /** The files as their records say after each has the digest of its content. */
  async #digested(files: CatalogFile[], keyFile: KeyFile, options: Cancellable): Promise<CatalogFile[]> {
    const { signal } = options;
    const digests = new Map<string, string>();
    const read = async (file: CatalogFile) => {
      const onDigest = (digest: Buffer) => void digests.set(file.id, digest.toString('hex'));
      const plain = this.#content.open(file, keyFile, { signal, onDigest });
      // What is opened is of no use here, but every byte is checked on the way.
      for await (const _ of plain as AsyncIterable<Buffer>);
    };
    const without = files.filter(({ record }) => record.digest === undefined);
    await pMap(without, read, { concurrency: CONCURRENCY, ...(signal && { signal }) });
    if (without.length > 0) await this.#changes.keepDigests(digests, options);
    return files.map((file) => {
      const { id, record } = file;
      if (this.#catalog.isGone(id) || this.#catalog.get(id)?.record.state === 'trash') {
        throw new VaultError('not-found', `${record.path} was deleted meanwhile; no link was made.`);
      }
      // What was renamed meanwhile goes under the name by which it was chosen.
      const digest = digests.get(id);
      return digest === undefined ? file : { ...file, record: { ...record, digest } };
    });
  }

  /** A folder's own name goes along, the folders above it do not: they are nobody's business. */
  async #handedOut(
    file: CatalogFile,
    keyFile: KeyFile,
    base: VaultPath | undefined,
    options: Cancellable,
  ): Promise<LinkFile> {
    const { path, size, modified, keyId, mediaType, digest } = file.record;
    const name = (base === undefined ? path : path.slice(base.length + 1)) as VaultPath;
    const record = { path: name, size, modified, keyId, mediaType, digest };
    return {
      objectKey: await this.#content.objectKey(file, keyFile, options),
      key: this.#vault.layout.bare(file.objectKey),
      record: JSON.parse(formatRecord(record)) as Record<string, unknown>,
    };
  }
}

/** The deepest folder in which all these paths lie; undefined for the top. */
function commonFolder([first, ...others]: readonly VaultPath[]): VaultPath | undefined {
  let folder = first === undefined ? undefined : parentOf(first);
  while (folder !== undefined && !others.every((path) => path.startsWith(`${folder}/`))) folder = parentOf(folder);
  return folder;
}
