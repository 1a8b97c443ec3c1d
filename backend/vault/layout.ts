import { splitNameText } from '../../keys/name.ts';

/** Longest object key a writer makes, in bytes, prefix included; beyond it the name lies under long/ (format 3.5). */
export const MAX_OBJECT_KEY_BYTES = 1000;
const REVISION_DIGITS = 10;

/** The two ids and the sealed name (without its slashes) in the key of a sealed file. */
export interface ContentKey {
  readonly fileId: string;
  readonly name: string;
}

export interface ChangeKey extends ContentKey {
  readonly changeId: string;
  readonly revision: number;
}

/** The three ids in the key of a share. */
export interface ShareKey {
  readonly recipientId: string;
  readonly fileId: string;
  readonly senderId: string;
}

/** Where things lie in a bucket (format 3). Ids are 32 hex digits; a sealed name is base64url, or `~` and a digest. */
export class Layout {
  readonly #prefix: string;

  constructor(prefix = '') {
    this.#prefix = prefix;
  }

  get vault(): string {
    return `${this.#prefix}vault.json`;
  }

  probe(id: string): string {
    return `${this.#prefix}probes/${id}`;
  }

  account(id: string, revision: number): string {
    return `${this.accountPrefix(id)}${String(revision).padStart(REVISION_DIGITS, '0')}.json`;
  }

  get accounts(): string {
    return `${this.#prefix}accounts/`;
  }

  accountPrefix(id: string): string {
    return `${this.accounts}${id}.`;
  }

  contents(accountId: string): string {
    return `${this.#prefix}files/${accountId}/`;
  }

  content(accountId: string, key: ContentKey): string {
    return `${this.contents(accountId)}${key.fileId}.${splitNameText(key.name)}`;
  }

  changes(accountId: string): string {
    return `${this.#prefix}names/${accountId}/`;
  }

  change(accountId: string, key: ChangeKey): string {
    return `${this.changes(accountId)}${key.changeId}.${key.fileId}.${key.revision}.${splitNameText(key.name)}`;
  }

  /** @param digest as it stands in the object key, with its `~` */
  longName(accountId: string, fileId: string, digest: string): string {
    return `${this.longNames(accountId, fileId)}${digest.slice(1)}`;
  }

  longNames(accountId: string, fileId: string): string {
    return `${this.#prefix}long/${accountId}/${fileId}.`;
  }

  thumbnail(accountId: string, fileId: string): string {
    return `${this.#prefix}thumbs/${accountId}/${fileId}`;
  }

  get shares(): string {
    return `${this.#prefix}shares/`;
  }

  /** All that is shared with one account. */
  sharesWith(recipientId: string): string {
    return `${this.shares}${recipientId}/`;
  }

  share({ recipientId, fileId, senderId }: ShareKey): string {
    return `${this.sharesWith(recipientId)}${fileId}.${senderId}.json`;
  }

  parseShare(key: string): ShareKey | undefined {
    const match = /^([0-9a-f]{32})\/([0-9a-f]{32})\.([0-9a-f]{32})\.json$/.exec(key.slice(this.shares.length));
    return match ? { recipientId: match[1]!, fileId: match[2]!, senderId: match[3]! } : undefined;
  }

  /** Where a sealed file lies that another account names by its whole key; that may be of another place the vault lay in. */
  sharedContent(senderId: string, key: string): ContentKey | undefined {
    const at = key.lastIndexOf(`files/${senderId}/`);
    return at < 0 ? undefined : this.parseContent(senderId, `${this.#prefix}${key.slice(at)}`);
  }

  get links(): string {
    return `${this.#prefix}links/`;
  }

  link(id: string): string {
    return `${this.links}${id}.json`;
  }

  /** What the link and its claims begin with. */
  linkObjects(id: string): string {
    return `${this.links}${id}.`;
  }

  linkClaim(id: string, n: number): string {
    return `${this.linkObjects(id)}${n}.used`;
  }

  /** A key of the vault without the prefix, as a link hands it out: it holds wherever the vault is reached. */
  bare(key: string): string {
    return key.slice(this.#prefix.length);
  }

  /** The key of a sealed file that a link names, or undefined where it is none. */
  sealedFile(bareKey: string): string | undefined {
    const isFile = /^(files\/[0-9a-f]{32}\/[0-9a-f]{32}\.~?[\w/-]+|thumbs\/[0-9a-f]{32}\/[0-9a-f]{32})$/.test(bareKey);
    return isFile && !/\/(\/|$)/.test(bareKey) ? `${this.#prefix}${bareKey}` : undefined;
  }

  /** Whose key it is, and of which claim; `n` is undefined for the link itself. Undefined where the key is none. */
  parseLink(key: string): { readonly id: string; readonly n: number | undefined } | undefined {
    const match = /^([0-9a-f]{32})\.(?:json|(0|[1-9]\d{0,8})\.used)$/.exec(key.slice(this.links.length));
    return match ? { id: match[1]!, n: match[2] === undefined ? undefined : Number(match[2]) } : undefined;
  }

  /** The revision in an account record's key, or undefined where the key is none. */
  parseAccount(id: string, key: string): number | undefined {
    const match = /^(\d{10})\.json$/.exec(key.slice(this.accountPrefix(id).length));
    return match ? Number(match[1]) : undefined;
  }

  parseContent(accountId: string, key: string): ContentKey | undefined {
    const match = /^([0-9a-f]{32})\.(~?[\w/-]+)$/.exec(key.slice(this.contents(accountId).length));
    return match ? { fileId: match[1]!, name: match[2]!.replaceAll('/', '') } : undefined;
  }

  parseChange(accountId: string, key: string): ChangeKey | undefined {
    const pattern = /^([0-9a-f]{32})\.([0-9a-f]{32})\.([1-9]\d{0,9})\.(~?[\w/-]+)$/;
    const match = pattern.exec(key.slice(this.changes(accountId).length));
    if (match === null) return undefined;
    const [, changeId, fileId, revision, name] = match as unknown as [string, string, string, string, string];
    if (Number(revision) > 0xffffffff) return undefined;
    return { changeId, fileId, revision: Number(revision), name: name.replaceAll('/', '') };
  }
}
