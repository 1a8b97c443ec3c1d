import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bucketContract } from './bucket-contract.ts';
import type { OpenBucket } from './bucket-contract.ts';
import { folderBucket } from './folder.ts';
import { nodeFolderSystem } from './folder-system.ts';
import type { FolderSystem } from './folder-system.ts';

/** As FAT, exFAT and many network folders answer. */
const withoutLinks: FolderSystem = {
  ...nodeFolderSystem,
  link: async () => {
    throw Object.assign(new Error('operation not permitted, link'), { code: 'EPERM' });
  },
};

async function openFolder(system: FolderSystem): Promise<OpenBucket> {
  const root = await mkdtemp(join(tmpdir(), 'latchkey-folder-'));
  return {
    bucket: folderBucket({ root, create: false, system }),
    close: () => rm(root, { recursive: true, maxRetries: 3 }),
    openHandles: process.platform === 'linux' ? () => openFilesBelow(root) : undefined,
  };
}

async function openFilesBelow(root: string): Promise<number> {
  const descriptors = await readdir('/proc/self/fd');
  const files = await Promise.all(descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return files.filter((file) => file.startsWith(root)).length;
}

bucketContract('a folder', () => openFolder(nodeFolderSystem));
bucketContract('a folder without hard links', () => openFolder(withoutLinks));
