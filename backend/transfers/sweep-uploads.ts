import type { Cancellable } from '../buckets/bucket.ts';
import type { UploadEntry } from '../state/upload-journal.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import { FileSource, sameIdentity } from './content-source.ts';
import type { Engine } from './engine.ts';
import { UnfinishedUpload } from './unfinished-upload.ts';

/** A source that is not there may be on a disk that is not plugged in; who left it for this long does not come back for it. */
const ABSENT_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Cleans up after uploads of this account that a kill ended and nobody can go on with: a browser's file, a source that changed or stays away,
 * a path that has a newer version since. Only what stands in this computer's own journal; what another client paused is not known here
 * and stays. To be called with a fresh catalog; what cannot be asked for now is left for the next time.
 * @throws the signal's reason
 */
export async function sweepUploads(engine: Engine, vault: AccountVault, { signal }: Cancellable = {}): Promise<void> {
  for (const entry of await engine.uploads.unfinished(vault.accountId)) {
    const unfinished = new UnfinishedUpload(engine.uploads, vault, entry);
    if (unfinished.isHere) await sweep(engine, vault, unfinished, signal).catch(() => signal?.throwIfAborted());
  }
}

async function sweep(
  { uploads, now }: Engine,
  vault: AccountVault,
  unfinished: UnfinishedUpload,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { entry } = unfinished;
  const draft = await vault.content.reopenDraft(entry.object_key);
  const isKnown = (await unfinished.held(signal)) !== undefined;
  if (isKnown && draft !== undefined && (await isUsable(entry, now()))) return;
  if (!(await uploads.claim(entry.file_id))) return;
  try {
    if (!isKnown && draft !== undefined && (await unfinished.finish(draft, signal))) return;
  } catch (error) {
    await unfinished.release();
    throw error;
  }
  await unfinished.discard();
}

async function isUsable(entry: UploadEntry, now: Date): Promise<boolean> {
  if (entry.local_path === null) return false;
  try {
    const source = await FileSource.open(entry.local_path);
    await source.close();
    return sameIdentity(entry, source.identity);
  } catch {
    return now.getTime() - entry.began < ABSENT_MS;
  }
}
