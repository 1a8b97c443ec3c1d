import * as promises from 'node:fs/promises';
import { errnoOf } from './folder-failure.ts';

/** The file operations a folder bucket is made of; a test passes some that behave like another file system. */
export type FolderSystem = Pick<
  typeof promises,
  'link' | 'lstat' | 'mkdir' | 'open' | 'readdir' | 'rename' | 'rmdir' | 'stat' | 'unlink'
>;

export const nodeFolderSystem: FolderSystem = promises;

/**
 * What a system says that opens no folders (Windows, which keeps names by itself), or has no fsync for them (network
 * folders).
 */
const NO_FOLDER_SYNC = ['EISDIR', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EACCES', 'EBADF'];

/** Makes the names in a folder durable. */
export async function syncFolder(system: FolderSystem, folder: string): Promise<void> {
  try {
    const handle = await system.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // ENOENT: removed meanwhile because its last object was deleted, so that there is nothing left to keep.
    if (![...NO_FOLDER_SYNC, 'ENOENT'].includes(errnoOf(error))) throw error;
  }
}
