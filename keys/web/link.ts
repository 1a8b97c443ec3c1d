import { openBox } from './box.ts';
import {
  concat,
  fromBase64,
  fromBase64Url,
  fromHex,
  isHex,
  isObject,
  parseJsonObject,
  u32be,
  u64be,
  utf8,
} from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { expand, extract } from './derivation.ts';
import { SealError } from './errors.ts';
import { parseRecord, type FileRecord } from './record.ts';

const SECRET_BYTES = 32;
const OBJECT_KEY_BYTES = 32;
/** More files than anybody puts into one link; a page has to show each. */
export const MAX_LINK_FILES = 1000;
/** Longer names are nobody's. UTF-16 units. */
const MAX_SENDER = 100;
const READABLE = /^ ?[\p{L}\p{M}\p{N}\p{P}\p{S}]+(?: [\p{L}\p{M}\p{N}\p{P}\p{S}]+)* ?$/u;
/** Format 3.5. */
const MAX_BUCKET_KEY = 1024;

/** What a link's box is bound to (format 5.4). */
export interface LinkTerms {
  /** 32 hex digits each. */
  readonly vaultId: string;
  readonly linkId: string;
  /** Unix milliseconds. */
  readonly expiry: number;
  readonly downloads: number;
}

export interface LinkKeys {
  /** 32 bytes: whoever shows them may use the link. */
  readonly proof: Bytes;
  /** 32 bytes. */
  readonly boxKey: Bytes;
}

/** A file of a link, and all that is needed to fetch and open it. */
export interface LinkFile {
  /** 32 bytes. */
  readonly objectKey: Bytes;
  /** The object's key in the bucket. */
  readonly key: string;
  /** Out of the object's key, 32 hex digits; undefined where the key is of another form. */
  readonly fileId: string | undefined;
  readonly record: FileRecord;
}

/** What a link opens. */
export interface LinkContent {
  readonly files: readonly LinkFile[];
  /** What whoever made the link goes by, in their own words: no proof of it. Undefined where nothing fit to be read stands there. */
  readonly sender: string | undefined;
}

/** The secret out of a link's fragment, or undefined where it is none. */
export function parseLinkSecret(text: string): Bytes | undefined {
  return fromBase64Url(text, SECRET_BYTES);
}

/** @param passwordKey 32 bytes of scrypt where the link has a password (format 5.4) */
export async function linkKeys(secret: Bytes, passwordKey?: Bytes): Promise<LinkKeys> {
  const root = await extract(passwordKey ?? new Uint8Array(32), secret);
  const [proof, boxKey] = await Promise.all([
    expand(root, 'latchkey/v1/link/claim'),
    expand(root, 'latchkey/v1/link/box'),
  ]);
  return { proof, boxKey };
}

/**
 * The files of a link, and who sent them.
 * @param refusal `wrong-password` where the link has one
 * @throws SealError `refusal` where the box does not open under these terms, `tampered` for what no careful writer puts into it
 */
export async function openLinkBox(
  boxKey: Bytes,
  terms: LinkTerms,
  box: Bytes,
  refusal: 'tampered' | 'wrong-password',
): Promise<LinkContent> {
  const ids = fromHex(terms.vaultId + terms.linkId);
  const ad = concat(utf8('latchkey/v1/link'), ids, u64be(terms.expiry), u32be(terms.downloads));
  const { files, sender } = parseJsonObject(await openBox(boxKey, ad, box, refusal)) ?? {};
  if (!Array.isArray(files) || files.length === 0 || files.length > MAX_LINK_FILES) throw new SealError('tampered');
  return { files: files.map(parseFile), sender: isReadable(sender) ? sender.trim() : undefined };
}

/** Letters, digits, signs and single spaces: nothing that hides or turns the words around it. */
function isReadable(name: unknown): name is string {
  return typeof name === 'string' && name.length <= MAX_SENDER && READABLE.test(name);
}

function parseFile(value: unknown): LinkFile {
  if (!isObject(value)) throw new SealError('tampered');
  const { objectKey, key, record } = value as Record<'objectKey' | 'key' | 'record', unknown>;
  const keyBytes = fromBase64(objectKey, OBJECT_KEY_BYTES);
  const isKey = typeof key === 'string' && key.length > 0 && key.length <= MAX_BUCKET_KEY;
  if (keyBytes === undefined || !isKey || !isObject(record)) throw new SealError('tampered');
  return { objectKey: keyBytes, key, fileId: fileIdOf(key), record: parseRecord(record) };
}

/** `<prefix>files/<account id>/<file id>.<sealed name>` (format 3). */
function fileIdOf(key: string): string | undefined {
  const id = /(?:^|\/)files\/[0-9a-f]{32}\/([0-9a-f]{32})\./.exec(key)?.[1];
  return isHex(id, 16) ? id : undefined;
}
