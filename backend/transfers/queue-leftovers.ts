import { rm } from 'node:fs/promises';
import type { AccountVault } from '../vault/account-vault.ts';
import { isWithin, type VaultPath } from '../vault/path.ts';
import type { Engine } from './engine.ts';
import { isBelow } from './queue-kept.ts';
import { UnfinishedUpload } from './unfinished-upload.ts';

/**
 * Ends what a cancelled transfer had begun to send and does not send just now. Where the bucket does not answer, the journal still knows of
 * it, and sweeping cleans it later.
 * @param roots its files and folders of this computer
 */
export async function discardUploads(
  { uploads }: Engine,
  vault: AccountVault,
  roots: readonly string[],
  keyId: string,
): Promise<void> {
  for (const entry of await uploads.unfinished(vault.accountId)) {
    const { local_path: path, key_id: key } = entry;
    const unfinished = new UnfinishedUpload(uploads, vault, entry);
    if (path === null || key !== keyId || !isBelow(path, roots) || !unfinished.isHere) continue;
    if (await uploads.claim(entry.file_id)) await unfinished.discard();
  }
}

/** Removes what a cancelled transfer had begun to save. @param paths in the vault, as the transfer names them */
export async function discardDownloads(
  { downloads }: Engine,
  vault: AccountVault,
  root: string,
  paths: readonly VaultPath[],
): Promise<void> {
  for (const { target, file_id: id } of await downloads.unfinished(vault.accountId)) {
    const path = vault.catalog.get(id)?.record.path;
    const isOurs = path !== undefined && paths.some((one) => path === one || isWithin(path, one));
    if (!isOurs || !isBelow(target, [root])) continue;
    const { entry, isBusy } = await downloads.claim(target);
    if (isBusy) continue;
    if (entry !== undefined) await rm(entry.partial, { force: true });
    await downloads.end(target);
  }
}
