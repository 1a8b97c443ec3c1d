import type { KeyFile } from '../../keys/key-file.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import { VaultError } from '../vault/errors.ts';
import { ClassicFile } from './classic-file.ts';
import type { ClassicPlan, PlannedFile } from './classic-plan.ts';
import type { Engine } from './engine.ts';
import { mediaTypeOf } from './media-type.ts';
import { inParallel } from './parallel.ts';
import type { UploadOptions } from './sealed-version.ts';
import { uploadStream } from './upload.ts';

/** Each of them holds a part in memory before it waits for its turn. */
const OLD_FILES_AT_ONCE = 4;

/** Told of each file of a run: that it is over there, or why not. */
export type OnFile = (file: PlannedFile, error?: unknown) => void;

/**
 * Seals the planned files into the vault, each streamed from the old form into the new. A path that stands there already is passed over
 * (`exists`), so that a run can be repeated. A failure is told and the others go on.
 * @param plan one in which nothing is condemned
 * @throws the signal's reason; what is over there stays
 */
export async function bringOver(
  engine: Engine,
  vault: AccountVault,
  keyFile: KeyFile,
  plan: ClassicPlan,
  options: UploadOptions & { onFile: OnFile },
): Promise<void> {
  const { onFile, signal } = options;
  let next = 0;
  await inParallel(OLD_FILES_AT_ONCE, signal, async () => {
    const file = plan.files[next++];
    if (file === undefined) return false;
    try {
      signal?.throwIfAborted();
      if (vault.catalog.index('live').isFile(file.path)) {
        throw new VaultError('exists', `${file.path} stands in the vault already; ${file.localPath} was passed over.`);
      }
      await bringOne(engine, vault, keyFile, { plan, file }, options);
    } catch (error) {
      if (signal?.aborted === true) throw error;
      onFile(file, error);
      return true;
    }
    onFile(file);
    return true;
  });
}

async function bringOne(
  engine: Engine,
  vault: AccountVault,
  keyFile: KeyFile,
  { plan, file: { localPath, path, seen } }: { plan: ClassicPlan; file: PlannedFile },
  options: UploadOptions,
): Promise<void> {
  const old = await ClassicFile.open(localPath, plan.format, seen);
  try {
    const { size, modified } = old;
    const version = { path, size, modified, mediaType: mediaTypeOf(path), bytes: old.bytes() };
    await uploadStream(engine, vault, keyFile, version, options);
  } finally {
    await old.close();
  }
}
