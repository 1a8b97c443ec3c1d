import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TransferError } from './errors.ts';

const READ_BYTES = 1024 * 1024;
const PARTIAL = /^\.latchkey-[0-9a-f]{16}\.part$/;
/** A partial file this old was left by a kill: whoever writes one touches it all the time. */
const STALE_MS = 24 * 60 * 60 * 1000;

export interface NewFileOptions {
  /** Replace what stands there. */
  readonly force?: boolean | undefined;
  readonly mode?: number | undefined;
  /** Unix milliseconds. */
  readonly modified?: number | undefined;
}

/**
 * Writes a file of this computer, all or nothing: beside its place under a hidden name, synchronised, then renamed. A failure leaves what
 * stood there, and no partial file.
 * @throws TransferError `exists` | `unusable`; whatever `bytes` throws
 */
export async function writeLocalFile(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  options: NewFileOptions = {},
): Promise<void> {
  if (options.force !== true) await refuseExisting(path);
  const partial = partialPath(path);
  const handle = await explained(path, () => open(partial, 'wx', options.mode ?? 0o666));
  try {
    try {
      await pour(handle, bytes, path);
      await finishPartial(handle, path, options);
    } finally {
      await handle.close();
    }
    await placePartial(partial, path, options);
  } finally {
    await rm(partial, { force: true });
  }
}

/** A hidden name beside a place, for what is not whole yet. */
export function partialPath(path: string): string {
  return join(dirname(path), `.latchkey-${randomBytes(8).toString('hex')}.part`);
}

/** Opens a partial file for writing anywhere in it. @param flags `wx` for a new one, `r+` for one that goes on */
export function openPartial(partial: string, path: string, flags: 'wx' | 'r+'): Promise<FileHandle> {
  // Never through a link that somebody put in its place meanwhile. Windows does not know the flag.
  const goesOn = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0);
  return explained(path, () => open(partial, flags === 'r+' ? goesOn : flags, 0o666));
}

/** Makes a whole partial file durable, with its time. */
export async function finishPartial(handle: FileHandle, path: string, { modified }: NewFileOptions): Promise<void> {
  if (modified !== undefined) {
    // A Date, since Node takes a negative number for now.
    const time = new Date(modified);
    await explained(path, () => handle.utimes(time, time));
  }
  await explained(path, () => handle.sync());
}

/** Makes what was written to a partial file so far durable. @throws TransferError `unusable` */
export async function synchronise(handle: FileHandle, path: string): Promise<void> {
  await explained(path, () => handle.datasync());
}

/** Gives a whole partial file its name. @throws TransferError `exists` | `unusable` */
export async function placePartial(partial: string, path: string, { force }: NewFileOptions): Promise<void> {
  await explained(path, () => settle(partial, path, force === true));
}

/** Removes partial files that a kill left in a folder long ago. @param kept whole paths of those that a download will go on with */
export async function sweepPartials(folder: string, now: Date, kept: ReadonlySet<string> = new Set()): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((candidate) => PARTIAL.test(candidate))) {
    const path = join(folder, name);
    if (kept.has(path)) continue;
    // A whole one has the time of its content just before it gets its name: only its change tells that somebody is at it.
    const { ctimeMs } = await lstat(path).catch(() => ({ ctimeMs: Infinity }));
    if (now.getTime() - ctimeMs > STALE_MS) await rm(path, { force: true });
  }
}

/** @throws TransferError `exists` */
export async function refuseExisting(path: string): Promise<void> {
  const present = await lstat(path).catch(() => undefined);
  if (present !== undefined) throw new TransferError('exists', `${path} exists already; nothing was written.`);
}

/** @throws TransferError `unusable` */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  await explained(path, () => mkdir(path, { recursive: true, ...(mode !== undefined && { mode }) }));
}

export async function isFolder(path: string): Promise<boolean> {
  const present = await stat(path).catch(() => undefined);
  return present?.isDirectory() ?? false;
}

/** The bytes of an open file from its beginning, in pieces of at most 1 MiB. */
export async function* readChunks(handle: FileHandle, path: string): AsyncGenerator<Buffer> {
  for (;;) {
    const chunk = Buffer.allocUnsafe(READ_BYTES);
    const { bytesRead } = await explained(path, () => handle.read(chunk, 0, chunk.length));
    if (bytesRead === 0) return;
    yield chunk.subarray(0, bytesRead);
  }
}

async function pour(handle: FileHandle, bytes: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  for await (const chunk of bytes) {
    let written = 0;
    while (written < chunk.length) {
      const at = written;
      written += (await explained(path, () => handle.write(chunk, at))).bytesWritten;
    }
  }
}

/** A hard link never replaces what appeared meanwhile; where the file system has none, a look and a rename must do. */
async function settle(partial: string, path: string, replace: boolean): Promise<void> {
  if (!replace) {
    try {
      await link(partial, path);
      return await synchroniseFolder(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') throw new TransferError('exists', `${path} exists already; nothing was written.`);
      if (code === 'ENOENT' || code === 'ENOSPC' || code === 'EROFS') throw error;
      await refuseExisting(path);
    }
  }
  await rename(partial, path);
  await synchroniseFolder(path);
}

/** Makes the new name durable. Windows cannot open folders, and keeps names by itself. */
async function synchroniseFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), constants.O_RDONLY).catch(() => undefined);
  try {
    await folder?.sync().catch(() => undefined);
  } finally {
    await folder?.close();
  }
}

async function explained<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof TransferError) throw error;
    const code = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'not-found' : 'unusable';
    throw new TransferError(code, `${basename(path)} cannot be written in ${dirname(path)}: ${reason(error)}.`, {
      cause: error,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'that is no folder',
  EISDIR: 'a folder has that name',
  EEXIST: 'something else has that name',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'it is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file system takes no file that large',
  ENAMETOOLONG: 'the name is too long there',
};

/** What the system's refusal means, in words. */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  return REASONS[code] ?? code;
}
