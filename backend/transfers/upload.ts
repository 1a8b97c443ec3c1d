import { open, stat, type FileHandle } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import type { Suite } from '../../keys/header.ts';
import type { KeyFile } from '../../keys/key-file.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import { VaultError } from '../vault/errors.ts';
import type { VaultPath } from '../vault/path.ts';
import { TransferError } from './errors.ts';
import { reason } from './local-file.ts';
import { mediaTypeOf } from './media-type.ts';
import { counted, type TransferOptions } from './progress.ts';

const READ_BYTES = 1024 * 1024;
/** Enough to see whether there is more than was expected. */
const LEAST_READ_BYTES = 1024;
/** What a Date takes, either side of 1970; some file systems keep times beyond it, which nothing could show. */
const MAX_TIME_MS = 8.64e15;

export interface UploadOptions extends TransferOptions {
  readonly suite?: Suite | undefined;
  readonly exponent?: number | undefined;
}

/**
 * Seals a file of this computer into the vault. Its size stands in its sealed name, so a file that changes while it is read is refused rather
 * than stored as a mixture (format 2.7).
 * @returns the file id
 * @throws TransferError `not-found`; VaultError `source-changed` | `exists`; BucketError
 */
export async function uploadFile(
  vault: AccountVault,
  keyFile: KeyFile,
  source: { localPath: string; path: VaultPath },
  options: UploadOptions = {},
): Promise<string> {
  const { localPath, path } = source;
  const handle = await readable(localPath, () => openFile(localPath));
  try {
    const before = await handle.stat({ bigint: true });
    const verify = async () => {
      const after = await readable(localPath, () => stat(localPath, { bigint: true }));
      if (sameSource(before, after)) return;
      throw new VaultError('source-changed', `${localPath} changed while it was read; nothing of it was stored.`);
    };
    const { signal, onBytes, suite, exponent } = options;
    const size = Number(before.size);
    // Rounded, not cut: writing a time back loses some nanoseconds, which would cost a millisecond each time.
    const milliseconds = Math.round(Number(before.mtimeNs) / 1e6);
    const modified = Math.min(Math.max(milliseconds, -MAX_TIME_MS), MAX_TIME_MS);
    const bytes = counted(readChunks(handle, localPath, size), onBytes);
    const mediaType = mediaTypeOf(path);
    const content = { path, size, modified, mediaType, bytes, verify, suite, exponent, signal };
    return await vault.content.put(keyFile, content);
  } finally {
    await handle.close();
  }
}

/** Opens an ordinary file; a pipe or a device would never end. */
async function openFile(localPath: string): Promise<FileHandle> {
  if (!(await stat(localPath)).isFile()) {
    throw new TransferError('not-found', `${localPath} is not an ordinary file.`);
  }
  return open(localPath, 'r');
}

/**
 * The bytes of an open file from its beginning, in pieces of at most 1 MiB.
 * @param expected bytes it is thought to have: a small file gets a small buffer; what comes beyond is read all the same
 */
export async function* readChunks(handle: FileHandle, localPath: string, expected = Infinity): AsyncGenerator<Buffer> {
  let left = expected;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, Math.max(left, LEAST_READ_BYTES)));
    const { bytesRead } = await readable(localPath, () => handle.read(chunk, 0, chunk.length));
    if (bytesRead === 0) return;
    left -= bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

/** Same size, times and inode: what format 2.7 calls unchanged. */
function sameSource(a: BigIntStats, b: BigIntStats): boolean {
  const members = ['size', 'mtimeNs', 'ctimeNs', 'ino', 'dev'] as const;
  return members.every((member) => a[member] === b[member]);
}

async function readable<T>(localPath: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof TransferError) throw error;
    throw new TransferError('not-found', `${localPath} cannot be read: ${reason(error)}.`, { cause: error });
  }
}
