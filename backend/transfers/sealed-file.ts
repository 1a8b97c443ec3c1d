import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SealError } from '../../keys/errors.ts';
import { HEADER_BYTES, MAGIC, parseHeader } from '../../keys/header.ts';
import type { KeyFile } from '../../keys/key-file.ts';
import { Opener, opening } from '../../keys/opener.ts';
import { ClassicFile, userManagerFormat } from './classic-file.ts';
import { TransferError } from './errors.ts';
import { readChunks, reason, writeLocalFile } from './local-file.ts';
import { counted } from './progress.ts';

/** How sealed files outside of a vault are called, and those of the "User Manager". */
const ENDING = /(?<=.)\.(sealed|enct)$/i;
const OLD_ENDING = /\.enct$/i;
/** Behind a name that does not say that it is sealed. */
const OPENED = '.opened';

/** A sealed file beside any vault, under a key that may open it. */
export interface SealedContent {
  /** Bytes that are read before it is all open: what `onBytes` adds up to. */
  readonly size: number;
  /** Of the "User Manager", whose files nothing protects against being altered (format 6.3). */
  readonly isOld: boolean;
  /** What is in it, piece by piece. @param onBytes may throw to end it @throws SealError; VaultError `source-changed` */
  readonly bytes: (onBytes: (count: number) => void) => AsyncIterable<Uint8Array>;
}

/**
 * Which key opens a sealed file, how long it is, and what its content will be called. A file of the "User Manager" does not say: any classic key may be its own.
 * @throws SealError `not-sealed` | `unsupported` | `truncated`; TransferError `not-found`
 */
export async function inspectSealedFile(path: string): Promise<{ key: string | null; size: number; content: string }> {
  return withSource(path, async (handle) => {
    const [head, { size }] = [await headOf(handle), await handle.stat()];
    const isOld = OLD_ENDING.test(path) && !isSealed(head);
    return { key: isOld ? null : parseHeader(head).keyId, size, content: contentName(path) };
  });
}

/**
 * Whether a key is the one that a sealed file takes; of an old file its end can tell, mostly. Nothing is opened.
 * @throws SealError `wrong-key` | `wrong-key-or-damaged` | `truncated` | `not-sealed` | `unsupported`; TransferError `not-found` | `no-key`
 */
export async function tryKey(path: string, key: KeyFile): Promise<void> {
  const { key: needs } = await inspectSealedFile(path);
  if (needs !== null && needs !== key.id) throw new SealError('wrong-key', { needs, given: key.id });
  if (needs !== null) return;
  if (key.form !== 'classic') throw new TransferError('no-key', OLD_KEY);
  await (await ClassicFile.open(path, userManagerFormat(key))).close();
}

const OLD_KEY = 'This is a key file of Latchkey; a file of the "User Manager" opens with that program\'s own key.json.';

/**
 * Opens a sealed file beside any vault. A classic key also opens files of the "User Manager"; which of the two it is, the first bytes tell
 * (format 1.5, 6.1).
 * @throws SealError; TransferError `not-found`; whatever `act` throws
 */
export async function withSealedFile<T>(
  path: string,
  key: KeyFile,
  act: (content: SealedContent) => Promise<T>,
): Promise<T> {
  if (key.form === 'classic' && !(await withSource(path, async (handle) => isSealed(await headOf(handle))))) {
    const old = await ClassicFile.open(path, userManagerFormat(key));
    try {
      return await act({ size: old.size, isOld: true, bytes: (onBytes) => counted(old.bytes(), onBytes) });
    } finally {
      await old.close();
    }
  }
  return withSource(path, async (handle) => {
    const bytes: SealedContent['bytes'] = (onBytes) =>
      opening(new Opener(key))(counted(readChunks(handle, path), onBytes));
    return act({ size: (await handle.stat()).size, isOld: false, bytes });
  });
}

/**
 * Opens a sealed file beside any vault into a folder, all or nothing.
 * @returns where it lies now: under its name without `.sealed` or `.enct`
 * @throws SealError; TransferError `not-found` | `exists` | `unusable`; the signal's reason
 */
export async function openSealedFile(
  path: string,
  folder: string,
  key: KeyFile,
  signal: AbortSignal,
): Promise<{ path: string; isOld: boolean }> {
  const target = join(folder, contentName(path));
  return withSealedFile(path, key, async ({ isOld, bytes }) => {
    await writeLocalFile(
      target,
      bytes(() => signal.throwIfAborted()),
    );
    return { path: target, isOld };
  });
}

function contentName(path: string): string {
  const name = basename(path);
  return ENDING.test(name) ? name.replace(ENDING, '') : name + OPENED;
}

function isSealed(head: Uint8Array): boolean {
  return MAGIC.equals(head.subarray(0, MAGIC.length));
}

async function headOf(handle: FileHandle): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

async function withSource<T>(path: string, act: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await opened(path);
  try {
    return await act(handle);
  } finally {
    await handle.close();
  }
}

/** Looked at before it is opened: opening a pipe would wait for whoever writes to it. */
async function opened(path: string): Promise<FileHandle> {
  try {
    if ((await stat(path)).isFile()) return await open(path, 'r');
  } catch (error) {
    throw new TransferError('not-found', `${path} cannot be read: ${reason(error)}.`, { cause: error });
  }
  throw new TransferError('not-found', `${path} is no file.`);
}
