import { open, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HEADER_BYTES, parseHeader } from '../../keys/header.ts';
import type { KeyFile } from '../../keys/key-file.ts';
import { Opener, opening } from '../../keys/opener.ts';
import { TransferError } from './errors.ts';
import { readChunks, reason, writeLocalFile } from './local-file.ts';

/** How sealed files outside of a vault are called. */
const ENDING = /\.sealed$/i;
/** Behind a name that does not say that it is sealed. */
const OPENED = '.opened';

/** Which key opens a sealed file, and how long it is. @throws SealError `not-sealed` | `unsupported` | `truncated`; TransferError `not-found` */
export async function inspectSealedFile(path: string): Promise<{ key: string; size: number }> {
  return withSource(path, async (handle) => {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const { keyId } = parseHeader(buffer.subarray(0, bytesRead));
    return { key: keyId, size: (await handle.stat()).size };
  });
}

/**
 * Opens a sealed file beside any vault into a folder, all or nothing.
 * @returns where it lies now: under its name without `.sealed`
 * @throws SealError; TransferError `not-found` | `exists` | `unusable`; the signal's reason
 */
export async function openSealedFile(path: string, folder: string, key: KeyFile, signal: AbortSignal): Promise<string> {
  const name = basename(path);
  const target = join(folder, ENDING.test(name) ? name.replace(ENDING, '') : name + OPENED);
  await withSource(path, (handle) =>
    writeLocalFile(target, opening(new Opener(key))(abortable(readChunks(handle, path), signal))),
  );
  return target;
}

async function* abortable(chunks: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    yield chunk;
  }
}

async function withSource<T>(path: string, act: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    throw new TransferError('not-found', `${path} cannot be read: ${reason(error)}.`, { cause: error });
  }
  try {
    if (!(await handle.stat()).isFile()) throw new TransferError('not-found', `${path} is no file.`);
    return await act(handle);
  } finally {
    await handle.close();
  }
}
