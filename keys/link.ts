import { createHash, randomBytes } from 'node:crypto';
import { BoxKey } from './box.ts';
import { expand, extract } from './derivation.ts';
import {
  equalBytes,
  fromBase64,
  fromBase64Url,
  idBytes,
  isHex,
  isObject,
  parseJsonObject,
  u32be,
  u64be,
} from './encoding.ts';
import { SealError } from './errors.ts';
import { kdfMembers, parseKdf, type PasswordKdf, type PasswordWork } from './password.ts';

const TYPE = 'latchkey link';
const SECRET_BYTES = 32;
/** What a page has to fetch before it knows a single name; room for {@link MAX_LINK_FILES} files of long names. Bytes. */
export const MAX_LINK_BYTES = 4 * 2 ** 20;
/** Files of one link: each has a key of its own in the box, and a page lists them all. */
export const MAX_LINK_FILES = 1_000;
/** Each claim is an object of its own, and all are looked at to find a free one. */
export const MAX_LINK_DOWNLOADS = 1_000;
/** Unix milliseconds as a Date takes them (ECMA-262, 21.4.1.1). */
const MAX_TIME = 8.64e15;

/** What the box of a link is bound to: ids of 32 hex digits, `expiry` in Unix milliseconds. Editing any of it closes the box. */
export interface LinkTerms {
  readonly vaultId: string;
  readonly linkId: string;
  readonly expiry: number;
  readonly downloads: number;
}

/** One file that a link opens: its object key (32 bytes), the key of its object, its record as JSON (format 3.2). */
export interface LinkFile {
  readonly objectKey: Buffer;
  readonly key: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** What the box of a link holds. */
export interface LinkContent {
  readonly files: readonly LinkFile[];
  /** What whoever made the link goes by, in their own words: no proof of it. */
  readonly sender?: string | undefined;
}

/** A link as it lies in the bucket, not opened (format 5.4). `note` is for whoever made it and says so to nobody else. */
export interface LinkRecord {
  readonly expiry: number;
  readonly downloads: number;
  readonly kdf: PasswordKdf | null;
  /** SHA-256 of the proof. */
  readonly proofHash: Buffer;
  readonly box: Buffer;
  readonly note?: Buffer | undefined;
}

/** What SECRET, and the password where there is one, come to. */
export interface LinkKeys {
  /** 32 bytes, shown to the server to claim a download. */
  readonly proof: Buffer;
  readonly boxKey: BoxKey;
}

/** 32 random bytes as base64url: the part of a link's address behind the `#`. */
export function newLinkSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/**
 * @param secret base64url of 32 bytes
 * @param password where the link has a kdf
 * @throws SealError `tampered` for a secret that is none; PasswordError
 */
export async function deriveLinkKeys(
  secret: string,
  kdf: PasswordKdf | null,
  password: string,
  work: PasswordWork,
): Promise<LinkKeys> {
  const bytes = fromBase64Url(secret);
  if (bytes?.length !== SECRET_BYTES) throw new SealError('tampered');
  const salt = kdf === null ? Buffer.alloc(32) : await work.derive(password, kdf);
  const root = extract(salt, bytes);
  const boxKey = new BoxKey(expand(root, 'latchkey/v1/link/box'), kdf === null ? 'tampered' : 'wrong-password');
  return { proof: expand(root, 'latchkey/v1/link/claim'), boxKey };
}

/** Whether a proof of a page is the one whose hash lies in the link. Constant time. */
export function provesLink({ proofHash }: Pick<LinkRecord, 'proofHash'>, proof: Uint8Array): boolean {
  return equalBytes(proofHash, sha256(proof));
}

/** @param iv 16 bytes; only a test passes them */
export function sealLinkBox(
  { boxKey }: LinkKeys,
  terms: LinkTerms,
  { files, sender }: LinkContent,
  iv?: Uint8Array,
): Buffer {
  const json = files.map(({ objectKey, key, record }) => ({ objectKey: objectKey.toString('base64'), key, record }));
  return boxKey.seal(associatedData(terms), Buffer.from(JSON.stringify({ files: json, sender }), 'utf8'), iv);
}

/** @throws SealError `tampered`, or `wrong-password` where the link has one */
export function openLinkBox({ boxKey }: LinkKeys, terms: LinkTerms, box: Uint8Array): LinkContent {
  const { files, sender } = parseJsonObject(boxKey.open(associatedData(terms), box)) ?? {};
  if (!Array.isArray(files) || files.length > MAX_LINK_FILES) throw new SealError('tampered');
  const opened = files.map((file: unknown) => {
    const objectKey = isObject(file) ? fromBase64(file['objectKey'], [32]) : undefined;
    if (!isObject(file) || objectKey === undefined) throw new SealError('tampered');
    const { key, record } = file;
    if (typeof key !== 'string' || !isObject(record)) throw new SealError('tampered');
    return { objectKey, key, record };
  });
  return { files: opened, sender: typeof sender === 'string' ? sender : undefined };
}

/** The JSON text of `links/<id>.json`, with a fresh nonce (format 3.9). @throws RangeError for what no reader would take */
export function formatLink({ expiry, downloads, kdf, proofHash, box, note }: LinkRecord): string {
  if (!isTime(expiry) || !isCount(downloads)) throw new RangeError('a link has a time and 1 to 1,000 downloads');
  const text = `${JSON.stringify({
    type: TYPE,
    version: 1,
    expiry,
    downloads,
    kdf: kdf && { name: 'scrypt', ...kdfMembers(kdf) },
    nonce: randomBytes(16).toString('hex'),
    proofHash: proofHash.toString('hex'),
    box: box.toString('base64'),
    note: note?.toString('base64'),
  })}\n`;
  if (Buffer.byteLength(text) > MAX_LINK_BYTES) throw new RangeError('a link has at most 4 MiB');
  return text;
}

/** @throws SealError `tampered`; `unsupported` for a version to come or work outside format 1.4, before anything is derived */
export function parseLink(bytes: Uint8Array): LinkRecord {
  const json = bytes.length <= MAX_LINK_BYTES ? parseJsonObject(bytes) : undefined;
  if (json === undefined || json['type'] !== TYPE) throw new SealError('tampered');
  if (json['version'] !== 1) throw new SealError('unsupported');
  const { expiry, downloads, proofHash } = json;
  const [box, note] = [fromBase64(json['box']), fromBase64(json['note'])];
  if (!isTime(expiry) || !isCount(downloads) || !isHex(proofHash, 32) || box === undefined) {
    throw new SealError('tampered');
  }
  const kdf = isObject(json['kdf']) ? parseKdf(json['kdf'], 'name') : json['kdf'];
  if (kdf === undefined) throw new SealError('unsupported');
  if (kdf !== null && !isObject(kdf)) throw new SealError('tampered');
  return { expiry, downloads, kdf: kdf as PasswordKdf | null, proofHash: Buffer.from(proofHash, 'hex'), box, note };
}

/** A claim's object and a proof at rest show SHA-256 alone (format 5.4). */
export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function associatedData({ vaultId, linkId, expiry, downloads }: LinkTerms): Buffer {
  if (!isTime(expiry) || !isCount(downloads)) throw new SealError('tampered');
  const ids = idBytes(vaultId, linkId);
  return Buffer.concat([Buffer.from('latchkey/v1/link', 'ascii'), ids, u64be(expiry), u32be(downloads)]);
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_TIME;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MAX_LINK_DOWNLOADS;
}
