import type { KeyFile } from '../../keys/key-file.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import { VaultError } from '../vault/errors.ts';
import { ClassicFile } from './classic-file.ts';
import type { ClassicPlan, PlannedFile } from './classic-plan.ts';
import type { Engine } from './engine.ts';
import { mediaTypeOf } from './media-type.ts';
import { inParallel } from './parallel.ts';
import { uploadStream } from './upload.ts';

/** Each of them holds a part in memory before it waits for its turn. */
const OLD_FILES_AT_ONCE = 4;

/**
 * What is done around each file: tells of it and of its failure. A failure it throws ends the run.
 * @param act brings the file over; tells the bytes of content as they pass
 */
export type AroundFile = (file: PlannedFile, act: (onBytes: (bytes: number) => void) => Promise<void>) => Promise<void>;

/**
 * Seals the planned files into the vault, each streamed from the old form into the new. A path that stands there already is passed over
 * (`exists`), so that a run can be repeated.
 * @param plan one in which nothing is condemned
 * @throws what `around` throws; the signal's reason; what is over there stays
 */
export async function bringOver(
  engine: Engine,
  vault: AccountVault,
  keyFile: KeyFile,
  plan: Pick<ClassicPlan, 'format' | 'files'>,
  { signal, around }: { readonly signal: AbortSignal; readonly around: AroundFile },
): Promise<void> {
  let next = 0;
  await inParallel(OLD_FILES_AT_ONCE, signal, async (both) => {
    const file = plan.files[next++];
    if (file === undefined) return false;
    await around(file, async (onBytes) => {
      const { path, localPath, seen } = file;
      if (vault.catalog.index('live').isFile(path)) {
        throw new VaultError('exists', `${path} stands in the vault already; ${localPath} was passed over.`);
      }
      const old = await ClassicFile.open(localPath, plan.format, seen);
      try {
        const { size, modified } = old;
        const version = { path, size, modified, mediaType: mediaTypeOf(path), bytes: old.bytes() };
        await uploadStream(engine, vault, keyFile, version, { signal: both, onBytes });
      } finally {
        await old.close();
      }
    });
    return true;
  });
}
