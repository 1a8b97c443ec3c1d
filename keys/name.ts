import { createHash } from 'node:crypto';
import type { BoxKey } from './box.ts';
import { fromBase64Url, idBytes, u32be } from './encoding.ts';
import { SealError } from './errors.ts';

/** Where a name belongs: 32 hex digits each. A name opens nowhere else (format 3.1). */
export interface NameOwner {
  readonly vaultId: string;
  readonly accountId: string;
  readonly fileId: string;
}

const PADDING_BYTES = 64;
const PART_CHARACTERS = 160;
const DIGEST_BYTES = 16;
const SPACE = 0x20;

/**
 * Seals a record's JSON, padded with spaces to a multiple of 64 bytes so that its length tells little (format 3.2).
 * @param revision 0 under files/, 1 and up under names/
 * @returns the box; in an object key it stands as `nameText(box)`
 */
export function sealName(key: BoxKey, owner: NameOwner, revision: number, record: string, iv?: Uint8Array): Buffer {
  const message = Buffer.from(record, 'utf8');
  const padded = Buffer.alloc(Math.ceil(message.length / PADDING_BYTES) * PADDING_BYTES, SPACE);
  message.copy(padded);
  return key.seal(associatedData(owner, revision), padded, iv);
}

/**
 * Opens a box under whichever of the account's name keys fits (format 5.2).
 * @returns the record's JSON with its padding
 * @throws SealError `tampered`
 */
export function openName(keys: readonly BoxKey[], owner: NameOwner, revision: number, box: Uint8Array): Buffer {
  const ad = associatedData(owner, revision);
  for (const key of keys) {
    try {
      return key.open(ad, box);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
  }
  throw new SealError('tampered');
}

/** A box as text for an object key: base64url. */
export function nameText(box: Uint8Array): string {
  return Buffer.from(box.buffer, box.byteOffset, box.length).toString('base64url');
}

/** @throws SealError `tampered` where it is no canonical base64url */
export function parseNameText(text: string): Buffer {
  const box = fromBase64Url(text);
  if (box === undefined) throw new SealError('tampered');
  return box;
}

/** Puts a "/" between each 160 characters and the next: stores limit what stands between slashes (format 3.1). */
export function splitNameText(text: string): string {
  return text.match(new RegExp(`.{1,${PART_CHARACTERS}}`, 'g'))?.join('/') ?? '';
}

/** What stands for a name too long for an object key (format 3.5): `~` and 22 characters. */
export function nameDigest(box: Uint8Array): string {
  const digest = createHash('sha256').update(box).digest().subarray(0, DIGEST_BYTES);
  return `~${digest.toString('base64url')}`;
}

function associatedData(owner: NameOwner, revision: number): Buffer {
  const ids = idBytes(owner.vaultId, owner.accountId, owner.fileId);
  return Buffer.concat([Buffer.from('latchkey/v1/name', 'ascii'), ids, u32be(revision)]);
}
