import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { isHex, parseJsonObject } from '../../keys/encoding.ts';
import { SealError } from '../../keys/errors.ts';
import { MAX_LINK_BYTES, parseLink, provesLink, sha256, type LinkRecord } from '../../keys/link.ts';
import type { ByteRange, Cancellable, ObjectInfo } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import { VaultError } from './errors.ts';
import { createOnce, readSmall } from './small-object.ts';
import type { Vault } from './vault.ts';

const TYPE = 'latchkey link claim';
/** A claim's object holds four short members. Bytes. */
const MAX_CLAIM_BYTES = 4096;
/** How long a claim is good at least, and how many bytes of content make it good for a second more (format 5.4). */
const CLAIM_MS = 10 * 60 * 1000;
const BYTES_A_SECOND = 256 * 1024;

/** What anybody may see of a link who knows its id. */
export interface LinkState {
  readonly link: LinkRecord;
  readonly state: 'open' | 'used' | 'expired';
  /** Claims that are left. */
  readonly left: number;
}

/** One of a link's downloads, taken. `time` is the bucket's own, Unix milliseconds. */
export interface LinkClaim {
  readonly n: number;
  readonly time: number;
}

/** When a claim is over, Unix milliseconds. @param bytes of what it fetches */
export function endOfClaim({ time }: LinkClaim, bytes: number): number {
  return time + CLAIM_MS + Math.ceil(bytes / BYTES_A_SECOND) * 1000;
}

/** Looks at a link; changes nothing. @throws VaultError `link-gone`; BucketError */
export async function lookAtLink(vault: Vault, id: string, options: Cancellable = {}): Promise<LinkState> {
  const link = await readLink(vault, id, options);
  const { size } = await claimsOf(vault, id, options);
  const left = Math.max(0, link.downloads - size);
  const isExpired = (await vault.bucket.now()).getTime() >= link.expiry;
  return { link, left, state: left === 0 ? 'used' : isExpired ? 'expired' : 'open' };
}

/**
 * Takes one of a link's downloads, of many at once each for one (format 3.9). The same token is the same claim while it lasts, also after
 * the link has expired.
 * @param token random bytes of whoever claims
 * @param bytes how much was asked for under this token before
 * @throws VaultError `link-gone` | `wrong-proof` | `link-used` | `link-expired`; BucketError
 */
export async function claimLink(
  vault: Vault,
  id: string,
  { proof, token, bytes = 0 }: { readonly proof: Uint8Array; readonly token: Uint8Array; readonly bytes?: number },
): Promise<LinkClaim> {
  const link = await readLink(vault, id);
  if (!provesLink(link, proof))
    throw new VaultError('wrong-proof', 'This is not the whole link, or its password is wrong.');
  const taken = await claimsOf(vault, id);
  const now = (await vault.bucket.now()).getTime();
  const hash = sha256(token).toString('hex');
  for (let n = 0; n < link.downloads; n += 1) {
    if (!taken.has(n) && now >= link.expiry) throw new VaultError('link-expired', 'This link has expired.');
    const claim = await takeOrRead(vault, id, n, hash, now, taken.has(n));
    if (claim?.hash !== hash) continue;
    if (now < endOfClaim(claim, bytes)) return claim;
    break;
  }
  throw new VaultError('link-used', 'This link was used as often as it may be.');
}

/** The claim that was made with this token. @throws VaultError `no-claim`; BucketError */
export async function findClaim(vault: Vault, id: string, token: Uint8Array): Promise<LinkClaim> {
  const hash = sha256(token).toString('hex');
  for (const n of await claimsOf(vault, id)) {
    const claim = await readClaim(vault, id, n);
    if (claim?.hash === hash) return claim;
  }
  throw new VaultError('no-claim', 'Nobody claimed this link with that token.');
}

/** @throws VaultError `link-gone`, also for what is there and is no link: nobody is told which */
export async function readLink({ bucket, layout }: Vault, id: string, options: Cancellable = {}): Promise<LinkRecord> {
  try {
    const bytes = await readSmall(bucket, layout.link(id), MAX_LINK_BYTES, options);
    if (bytes !== undefined) return parseLink(bytes);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
  }
  throw new VaultError('link-gone', 'There is no such link, or it was withdrawn.');
}

/**
 * A sealed file that a link opens, or a part of it: as it lies in the bucket.
 * @param key as the link's box names it
 * @throws VaultError `no-claim` for a key that no link names, `object-gone`; BucketError `out-of-range`
 */
export async function openLinkObject(
  { bucket, layout }: Vault,
  key: string,
  options: Cancellable & { readonly range?: ByteRange | undefined },
): Promise<{ info: ObjectInfo; body: Readable }> {
  const objectKey = layout.sealedFile(key);
  if (objectKey === undefined) throw new VaultError('no-claim', 'No link opens that.');
  try {
    return await bucket.get(objectKey, options);
  } catch (error) {
    if (!(error instanceof BucketError) || error.code !== 'not-found') throw error;
    throw new VaultError('object-gone', 'The file was deleted by whoever made this link.');
  }
}

/** Numbers of the claims of a link, lowest first. */
async function claimsOf(
  { bucket, layout }: Vault,
  id: string,
  options: Cancellable = {},
): Promise<ReadonlySet<number>> {
  const numbers: number[] = [];
  for await (const page of bucket.list({ prefix: layout.linkObjects(id), ...options })) {
    for (const { key } of page) {
      const n = layout.parseLink(key)?.n;
      if (n !== undefined) numbers.push(n);
    }
  }
  return new Set(numbers.toSorted((a, b) => a - b));
}

type KnownClaim = LinkClaim & { readonly hash: string };

/** @returns whose claim `n` is now; undefined where it cannot be read, so that it is nobody's */
async function takeOrRead(
  vault: Vault,
  id: string,
  n: number,
  token: string,
  time: number,
  isTaken: boolean,
): Promise<KnownClaim | undefined> {
  if (isTaken) return readClaim(vault, id, n);
  const nonce = randomBytes(16).toString('hex');
  const body = Buffer.from(`${JSON.stringify({ type: TYPE, version: 1, token, time, nonce })}\n`);
  const key = vault.layout.linkClaim(id, n);
  const present = await createOnce(vault.bucket, key, body, MAX_CLAIM_BYTES).catch((error: unknown) => {
    // Withdrawn between the refusal and the look at who was first.
    if (!(error instanceof BucketError) || error.code !== 'exists') throw error;
    throw new VaultError('link-gone', 'There is no such link, or it was withdrawn.');
  });
  return present === undefined ? { n, time, hash: token } : parseClaim(n, present);
}

async function readClaim({ bucket, layout }: Vault, id: string, n: number): Promise<KnownClaim | undefined> {
  try {
    const bytes = await readSmall(bucket, layout.linkClaim(id, n), MAX_CLAIM_BYTES);
    return bytes && parseClaim(n, bytes);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

function parseClaim(n: number, bytes: Buffer): KnownClaim | undefined {
  const json = parseJsonObject(bytes);
  if (json === undefined || json['type'] !== TYPE || json['version'] !== 1) return undefined;
  const { token, time } = json;
  return isHex(token, 32) && Number.isSafeInteger(time) ? { n, time: time as number, hash: token } : undefined;
}
