import { dirname, join } from 'node:path';
import { BucketError } from './errors.ts';
import { answered, errnoOf, folderFailure, ifThere } from './folder-failure.ts';
import { createFile } from './folder-create.ts';
import { fileNames } from './folder-path.ts';
import type { FolderRoot } from './folder-root.ts';
import type { FolderStage, StagedFile } from './folder-stage.ts';
import { syncFolder } from './folder-system.ts';
import type { FolderSystem } from './folder-system.ts';

/**
 * Each attempt lost means that somebody else's delete removed a folder just made; that many in a row means something
 * else.
 */
const MAX_ATTEMPTS = 100;

interface Placement {
  readonly system: FolderSystem;
  readonly root: FolderRoot;
  readonly stage: FolderStage;
}

/**
 * Puts a staged file into its key's place, durably. The place shows the old file, then the new one, and nothing
 * between.
 * @throws BucketError `exists` where `ifAbsent` is set and the key has an object; `invalid-key` where the key is a
 * folder
 *   of other objects, or one of its folders is an object
 */
export async function placeFile(
  placement: Placement,
  key: string,
  staged: StagedFile,
  options: { readonly ifAbsent?: boolean | undefined; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const { system, root, stage } = placement;
  const names = fileNames(key);
  const target = join(root.path, ...names);
  const move = (): Promise<void> =>
    options.ifAbsent === true
      ? createFile(system, stage.path, { key, staged, target, signal: options.signal })
      : system.rename(staged.path, target);
  let attempt = 0;
  try {
    while (!(await attemptMove()));
  } catch (error) {
    await removeEmptyParents(system, root, names);
    throw error;
  }
  await answered(syncFolder(system, dirname(target)));

  async function attemptMove(): Promise<boolean> {
    attempt++;
    await makeParents(system, root, names);
    options.signal?.throwIfAborted();
    try {
      await move();
      return true;
    } catch (error) {
      if (options.signal?.aborted === true && error === options.signal.reason) throw error;
      if (attempt === MAX_ATTEMPTS || !(await mayRetry(system, root, error, target))) throw folderFailure(error);
      return false;
    }
  }
}

/** Removes the folders on the way to these names that are empty now, the innermost first; never the root. */
export async function removeEmptyParents(
  system: FolderSystem,
  root: FolderRoot,
  names: readonly string[],
): Promise<void> {
  for (let depth = names.length - 1; depth > 0; depth--) {
    try {
      await system.rmdir(join(root.path, ...names.slice(0, depth)));
    } catch {
      return;
    }
  }
}

/**
 * Makes the folders on the way, one by one: a recursive mkdir would make the root again on the disk below an unmounted
 * one. A folder that another process has just made is made durable by that process, which may be a moment after this
 * put resolves.
 */
async function makeParents(system: FolderSystem, root: FolderRoot, names: readonly string[]): Promise<void> {
  for (let depth = 1; depth < names.length; depth++) {
    const folder = join(root.path, ...names.slice(0, depth));
    const stats = await ifThere(system.lstat(folder));
    if (stats?.isDirectory() === true) continue;
    if (stats?.isFile() === true) throw new BucketError('invalid-key', 'A part of this key is an object itself.');
    if (stats !== undefined) throw new BucketError('refused', `${folder} is not a folder.`);
    try {
      await system.mkdir(folder, { mode: 0o700 });
      await syncFolder(system, dirname(folder));
    } catch (error) {
      const errno = errnoOf(error);
      if (errno !== 'EEXIST' && errno !== 'ENOENT' && errno !== 'ENOTDIR') throw folderFailure(error);
      await root.present();
      // Made, or its parent removed, by somebody else meanwhile: the rename tells, and is tried again.
    }
  }
}

/**
 * Whether a failed move may succeed now: a folder on the way was removed meanwhile, or an empty folder lay in the
 * place.
 */
async function mayRetry(system: FolderSystem, root: FolderRoot, failure: unknown, target: string): Promise<boolean> {
  const errno = errnoOf(failure);
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return await root.present();
  if (!['EEXIST', 'EISDIR', 'ENOTEMPTY', 'EPERM', 'EACCES'].includes(errno)) return false;
  const stats = await ifThere(system.lstat(target));
  if (stats === undefined) return errno === 'EEXIST';
  if (stats.isFile()) return false;
  if (!stats.isDirectory()) throw new BucketError('refused', `${target} is something else than an object.`);
  try {
    await system.rmdir(target);
    return true;
  } catch {
    throw new BucketError('invalid-key', 'Other objects lie below this key.', { cause: failure });
  }
}
