import { dirname } from 'node:path';
import type { KeyFile } from '../../keys/key-file.ts';
import { BucketError } from '../buckets/errors.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import type { Engine } from './engine.ts';
import { again } from './interruption.ts';
import { makeFolder, refuseExisting, writeLocalFile } from './local-file.ts';
import { LEAST_PART_BYTES } from './part-plan.ts';
import { counted, type TransferOptions } from './progress.ts';
import { RangeDownload } from './range-download.ts';

export interface DownloadOptions extends TransferOptions {
  /** Replace a file that stands there. */
  readonly force?: boolean | undefined;
}

/**
 * Opens a file of the vault into a file of this computer, all or nothing: no plaintext stands under its final name before the last segment
 * was checked (format 2.6). Folders on the way are made. A large one goes on where an earlier download to the same place was interrupted.
 * @throws TransferError `exists` | `unusable`; SealError; VaultError `vanished`; BucketError; the signal's reason: where that is
 *   {@link Paused}, or the bucket was unreachable, a large file's checked part is kept, hidden beside the target, else nothing of it
 */
export async function downloadFile(
  engine: Engine,
  vault: AccountVault,
  keyFile: KeyFile,
  file: CatalogFile,
  target: string,
  options: DownloadOptions = {},
): Promise<void> {
  const { signal, force } = options;
  if (force !== true) await refuseExisting(target);
  // Before a folder is made for it.
  vault.content.requireKey(file, keyFile);
  const isLarge = file.record.size > LEAST_PART_BYTES;
  const ranges = isLarge ? await again(signal, () => vault.content.ranges(file, keyFile, { signal })) : undefined;
  if (ranges !== undefined) {
    try {
      return await new RangeDownload({ engine, vault, file, ranges, target }, options).run();
    } catch (error) {
      // It went, or became shorter, meanwhile: reading it from its beginning tells which.
      const isLess = error instanceof BucketError && (error.code === 'not-found' || error.code === 'out-of-range');
      if (!isLess) throw error;
    }
  }
  await saveWhole(() => vault.content.open(file, keyFile, { signal }), target, file.record.modified, options);
}

/**
 * Writes a file from its beginning to its end, all or nothing; what broke off on the way begins anew.
 * @param open called for each try
 * @param modified Unix milliseconds
 */
export async function saveWhole(
  open: () => AsyncIterable<Uint8Array>,
  target: string,
  modified: number,
  { signal, onBytes, force }: DownloadOptions,
): Promise<void> {
  await makeFolder(dirname(target));
  const begin = toldOnce(onBytes);
  await again(signal, async () => {
    await writeLocalFile(target, counted(open(), begin()), { force, modified });
  });
}

/** For what begins anew: bytes that were told of once are not told of again. @returns to be called at each beginning */
function toldOnce(onBytes: TransferOptions['onBytes']): () => (bytes: number) => void {
  let told = 0;
  return () => {
    let passed = 0;
    return (bytes) => {
      passed += bytes;
      if (passed > told) onBytes?.(passed - told);
      told = Math.max(told, passed);
    };
  };
}
