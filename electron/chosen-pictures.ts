import { open, stat } from 'node:fs/promises';
import { mediaTypeOf } from '../backend/transfers/media-type.ts';
import { findSources, isFault } from '../backend/transfers/source.ts';
import { BridgeError } from './bridge-error.ts';
import type { ChosenPaths } from './chosen-paths.ts';
import type { ChosenPicture, PictureBytes } from './ipc-contract.ts';

/** The window makes nothing small that is larger, in bytes. */
const MAX_PICTURE_BYTES = 64 * 2 ** 20;
/** Pictures of one folder: more rows than a list shows at once many times over, and a bounded answer. */
const MAX_PICTURES = 20_000;

/**
 * The pictures in what the user pointed at, under the names that they have in the vault.
 * @throws BridgeError `path-trick` | `not-chosen` | `not-found`
 */
export async function picturesIn(chosen: ChosenPaths, path: string): Promise<ChosenPicture[]> {
  await chosen.use(path);
  const found: ChosenPicture[] = [];
  for await (const one of findSources(path, undefined)) {
    if (isFault(one)) continue;
    const type = pictureType(one.localPath);
    if (type !== undefined && one.size <= MAX_PICTURE_BYTES) found.push({ path: one.localPath, name: one.path, type });
    if (found.length === MAX_PICTURES) break;
  }
  return found;
}

/**
 * A picture that the user pointed at, or that lies below. What is none by its name is not read, whatever folder it is in.
 * @throws BridgeError `path-trick` | `not-chosen` | `not-found`
 */
export async function readPicture(chosen: ChosenPaths, path: string): Promise<PictureBytes> {
  const real = await chosen.use(path);
  if (pictureType(path) === undefined || pictureType(real) === undefined) throw new BridgeError('not-chosen');
  // Looked at before it is opened: opening a pipe would wait for whoever writes to it.
  if (!(await stat(real)).isFile()) throw new BridgeError('not-found');
  const handle = await open(real, 'r');
  try {
    const { size, mtimeMs } = await handle.stat();
    if (size > MAX_PICTURE_BYTES) throw new BridgeError('not-found');
    const bytes = new Uint8Array(size);
    const { bytesRead } = await handle.read(bytes, 0, size, 0);
    return { bytes: bytes.subarray(0, bytesRead), modified: Math.round(mtimeMs) };
  } finally {
    await handle.close();
  }
}

function pictureType(path: string): string | undefined {
  const type = mediaTypeOf(path);
  return type?.startsWith('image/') === true ? type : undefined;
}
