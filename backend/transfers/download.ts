import { dirname } from 'node:path';
import type { KeyFile } from '../../keys/key-file.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import { makeFolder, refuseExisting, writeLocalFile } from './local-file.ts';
import { counted, type TransferOptions } from './progress.ts';

export interface DownloadOptions extends TransferOptions {
  /** Replace a file that stands there. */
  readonly force?: boolean | undefined;
}

/**
 * Opens a file of the vault into a file of this computer, all or nothing: no plaintext stands under its final name before the last segment
 * was checked (format 2.6). Folders on the way are made.
 * @throws TransferError `exists` | `unusable`; SealError; VaultError `vanished`; BucketError
 */
export async function downloadFile(
  vault: AccountVault,
  keyFile: KeyFile,
  file: CatalogFile,
  target: string,
  options: DownloadOptions = {},
): Promise<void> {
  const { signal, onBytes, force } = options;
  if (force !== true) await refuseExisting(target);
  const plain = vault.content.open(file, keyFile, { signal });
  await makeFolder(dirname(target));
  await writeLocalFile(target, counted(plain, onBytes), { force, modified: file.record.modified });
}
