import { lstat, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DownloadEntry } from '../state/download-journal.ts';
import type { Engine } from './engine.ts';
import { isFolder } from './local-file.ts';

/** Whoever left a download for this long does not come back for it, and what it holds is not sealed. */
const LEFT_MS = 30 * 24 * 60 * 60 * 1000;

/** Forgets downloads that nobody can go on with, or will: their partial file is gone, has its name already, or has waited for a month. */
export async function sweepDownloads({ downloads, now }: Engine): Promise<void> {
  for (const entry of await downloads.unfinished()) {
    const isOver = now().getTime() - entry.began > LEFT_MS || (await isGone(entry)) || (await isPlaced(entry));
    if (!isOver || (await downloads.claim(entry.target)).entry?.partial !== entry.partial) continue;
    await rm(entry.partial, { force: true }).catch(() => undefined);
    await downloads.end(entry.target);
  }
}

/** Where the folder is missing too, it may be on a disk that is not plugged in. */
async function isGone({ partial }: DownloadEntry): Promise<boolean> {
  return (await lstat(partial).catch(() => undefined)) === undefined && (await isFolder(dirname(partial)));
}

/** A kill can come when the whole file has both names. */
async function isPlaced({ partial, target }: DownloadEntry): Promise<boolean> {
  const [one, other] = await Promise.all([partial, target].map((path) => lstat(path).catch(() => undefined)));
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;
}
