import { RangeSealer } from '../../keys/range-sealer.ts';
import { sealedBytes } from '../../keys/sealer.ts';
import type { KeyFile } from '../../keys/key-file.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { Draft, NewVersion } from '../vault/content.ts';
import type { VaultPath } from '../vault/path.ts';
import { FileSource, type ContentSource } from './content-source.ts';
import type { Engine } from './engine.ts';
import { TransferError } from './errors.ts';
import { mediaTypeOf } from './media-type.ts';
import { planParts, type PartPlan } from './part-plan.ts';
import { PartUpload } from './part-upload.ts';
import { sealedFile, type SealChoice, type UploadOptions } from './sealed-version.ts';
import { StreamSource } from './stream-source.ts';

/** Files up to this long are sealed here: handing them to a thread would cost more than sealing them. */
const INLINE_BYTES = 256 * 1024;

/**
 * Seals a file of this computer into the vault, going on where an earlier upload of it was interrupted. A file that changes while it is read
 * is refused rather than stored as a mixture (format 2.7).
 * @returns the file id
 * @throws TransferError `not-found` | `too-large`; VaultError `source-changed` | `exists`; BucketError; the signal's reason: where that is
 *   {@link Paused}, or the bucket was unreachable, what is done is kept, else nothing of it
 */
export async function uploadFile(
  engine: Engine,
  vault: AccountVault,
  keyFile: KeyFile,
  { localPath, path }: { readonly localPath: string; readonly path: VaultPath },
  given: UploadOptions = {},
): Promise<string> {
  const options = await engine.sealing.complete(given);
  const source = await FileSource.open(localPath);
  try {
    const { size, modified } = source;
    const version = { path, size, modified, mediaType: mediaTypeOf(path) };
    const plan = planOf(vault, version, options);
    const inParts = { engine, vault, keyFile, plan, source, version, asked: given };
    if (plan.count > 1) return await new PartUpload(inParts, options).run();
    const draft = await vault.content.draft(keyFile.id, version);
    return await sendWhole({ engine, vault, keyFile, plan, source }, draft, options);
  } finally {
    await source.close();
  }
}

/** What comes in once, from its beginning: a browser's file. */
export interface StreamVersion extends NewVersion {
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Seals a stream into the vault as it comes. It cannot be gone on with: whatever ends it leaves nothing.
 * @returns the file id
 * @throws as {@link uploadFile}; whatever the stream throws
 */
export async function uploadStream(
  engine: Engine,
  vault: AccountVault,
  keyFile: KeyFile,
  { bytes, ...version }: StreamVersion,
  given: UploadOptions = {},
): Promise<string> {
  const options = await engine.sealing.complete(given);
  const segmentBytes = 2 ** options.exponent;
  const source = new StreamSource({ path: version.path, size: version.size, bytes, segmentBytes });
  try {
    const plan = planOf(vault, version, options);
    const inParts = { engine, vault, keyFile, plan, source, version, asked: given };
    if (plan.count > 1) return await new PartUpload(inParts, options).run();
    const draft = await vault.content.draft(keyFile.id, version);
    return await sendWhole({ engine, vault, keyFile, plan, source }, draft, options);
  } finally {
    await source.close();
  }
}

function planOf(vault: AccountVault, { path, size }: NewVersion, { suite, exponent }: SealChoice): PartPlan {
  const plan = planParts(sealedBytes(size, suite, exponent), vault.vault.bucket.partLimits);
  if (plan !== undefined) return plan;
  throw new TransferError('too-large', `${path} is larger than one file can be in this bucket.`);
}

interface Whole {
  readonly engine: Engine;
  readonly vault: AccountVault;
  readonly keyFile: KeyFile;
  readonly plan: PartPlan;
  readonly source: ContentSource;
}

/** One request for the whole file. */
async function sendWhole(whole: Whole, draft: Draft, options: UploadOptions): Promise<string> {
  const { engine, vault, keyFile, plan, source } = whole;
  const { signal, onBytes, suite, exponent } = options;
  const file = sealedFile(keyFile, draft, options);
  const length = plan.storedBytes;
  const stretch = { start: 0, end: length };
  const put = async (bytes: Buffer, sha256?: string) => {
    await source.verify(signal);
    const { size } = await vault.vault.bucket.put(draft.objectKey, bytes, { signal, sha256 });
    await vault.content.commit(draft, size, { suite, exponent });
    onBytes?.(draft.record.size);
    return draft.fileId;
  };
  if (draft.record.size <= INLINE_BYTES) {
    signal?.throwIfAborted();
    const stored = Buffer.allocUnsafe(length);
    new RangeSealer(file).seal(stretch, await source.readAll(signal), stored);
    return put(stored);
  }
  // Before it takes its place among the parts: a stream that is slow to come must not keep others waiting.
  const plain = await source.plain({ start: 0, end: draft.record.size }, signal);
  const free = await engine.parts.take(draft, signal);
  try {
    const into = engine.memory.take(length);
    const { stored, sha256 } = await engine.pool.seal({ file, stretch, source: plain, into, digest: true }, signal);
    const fileId = await put(Buffer.from(stored, 0, length), sha256);
    engine.memory.give(stored);
    return fileId;
  } finally {
    free();
  }
}
