import { isHex, parseJsonObject } from '../../keys/encoding.ts';
import { SealError } from '../../keys/errors.ts';
import type { Bucket } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import { VaultError } from './errors.ts';
import { newRandomId } from './id.ts';
import { Layout } from './layout.ts';
import { createOnce, readSmall } from './small-object.ts';

const TYPE = 'latchkey vault';
const MAX_VAULT_BYTES = 64 * 1024;

/** A vault: a bucket, where things lie in it, and the id that everything in it is bound to (32 hex digits). */
export interface Vault {
  readonly bucket: Bucket;
  readonly layout: Layout;
  readonly id: string;
}

/**
 * Opens the vault that lies in a bucket.
 * @param known the id this computer remembers; another one there means that the vault was exchanged
 * @throws VaultError `no-vault` | `rolled-back`; SealError `tampered` | `unsupported`; BucketError
 */
export async function openVault(bucket: Bucket, layout = new Layout(bucket.prefix), known?: string): Promise<Vault> {
  const bytes = await readSmall(bucket, layout.vault, MAX_VAULT_BYTES);
  if (bytes === undefined) throw new VaultError('no-vault', `There is no vault in ${bucket.place}.`);
  const id = parseVault(bytes);
  if (known !== undefined && known !== id) {
    throw new VaultError('rolled-back', `The vault in ${bucket.place} is not the one this computer knows.`);
  }
  return { bucket, layout, id };
}

/**
 * Makes a vault where there is none, or opens the one that is there. First proves that the bucket keeps its promise of
 * conditional creation (format 3.9).
 * @throws VaultError `unsafe-bucket`; SealError `tampered` | `unsupported`; BucketError
 */
export async function makeOrJoinVault(
  bucket: Bucket,
  layout = new Layout(bucket.prefix),
): Promise<Vault & { made: boolean }> {
  await proveConditionalCreate(bucket, layout);
  const body = Buffer.from(`${JSON.stringify({ type: TYPE, version: 1, id: newRandomId() }, null, 1)}\n`);
  const present = await createOnce(bucket, layout.vault, body, MAX_VAULT_BYTES);
  return { bucket, layout, id: parseVault(present ?? body), made: present === undefined };
}

async function proveConditionalCreate(bucket: Bucket, layout: Layout): Promise<void> {
  const key = layout.probe(newRandomId());
  try {
    await bucket.put(key, Buffer.from('first'), { ifAbsent: true });
    if (await refusesToCreate(bucket, key)) return;
  } finally {
    // Also where the first answer was lost: the probe may be there all the same.
    await bucket.delete(key);
  }
  const detail = `${bucket.place} overwrites where it was told only to create; two computers could undo each other there.`;
  throw new VaultError('unsafe-bucket', detail);
}

async function refusesToCreate(bucket: Bucket, key: string): Promise<boolean> {
  try {
    await bucket.put(key, Buffer.from('second'), { ifAbsent: true });
    return false;
  } catch (error) {
    if (error instanceof BucketError && error.code === 'exists') return true;
    throw error;
  }
}

function parseVault(bytes: Buffer): string {
  const json = parseJsonObject(bytes);
  if (json === undefined || json['type'] !== TYPE) throw new SealError('tampered');
  if (json['version'] !== 1) throw new SealError('unsupported');
  if (!isHex(json['id'], 16)) throw new SealError('tampered');
  return json['id'];
}
