import type { FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Bucket, ByteRange, Cancellable } from './bucket.ts';
import { BucketError } from './errors.ts';
import { answered, errnoOf, folderFailure, ifThere } from './folder-failure.ts';
import { fileInfo, listFolder } from './folder-listing.ts';
import { folderMultipart } from './folder-multipart.ts';
import { fileNames } from './folder-path.ts';
import { placeFile, removeEmptyParents } from './folder-place.ts';
import { READ_FLAGS, checkRange, fileStream } from './folder-read.ts';
import { FolderRoot } from './folder-root.ts';
import { FolderStage } from './folder-stage.ts';
import { nodeFolderSystem, syncFolder } from './folder-system.ts';
import type { FolderSystem } from './folder-system.ts';
import { checkListOptions, checkObjectKey } from './object-key.ts';

export interface FolderBucketOptions {
  /** The folder; the objects are the files in it (folder-path.ts says under which names). */
  readonly root: string;
  /**
   * Whether a missing folder is made, by the first put. Where false, or once this bucket has seen the folder, a
   * missing one is `unreachable` for every call: a stick that was pulled out must not look like an empty vault. An
   * empty folder is an empty bucket, so who expects something in it has to look for it (an unmounted disk leaves an
   * empty mount point); once this bucket has seen that something was put there, an empty one is `unreachable` too.
   */
  readonly create: boolean;
  /** For tests: file operations as another file system has them. */
  readonly system?: FolderSystem | undefined;
}

/**
 * A bucket in a folder of this computer, or one that its system shows as such. Files are 0600, folders 0700. Its clock
 * is the local one, `modified` is the file system's: on a network folder the two can differ.
 */
export function folderBucket({ root: folder, create, system = nodeFolderSystem }: FolderBucketOptions): Bucket {
  const root = new FolderRoot(system, resolve(folder), create);
  const stage = new FolderStage(system, root);

  const head: Bucket['head'] = async (key, { signal } = {}) => {
    checkObjectKey(key);
    signal?.throwIfAborted();
    const path = await root.find(fileNames(key));
    const info = path === undefined ? undefined : await fileInfo(system, path, key);
    signal?.throwIfAborted();
    return info;
  };

  return {
    ...folderMultipart({ system, root, stage, head }),
    head,
    place: root.path,

    async put(key, body, options = {}) {
      checkObjectKey(key);
      options.signal?.throwIfAborted();
      const staged = await stage.write(body, options.signal);
      try {
        await placeFile({ system, root, stage }, key, staged, options);
      } catch (error) {
        await stage.discard(staged.path);
        throw error;
      }
      return { key, size: staged.size, modified: staged.modified };
    },

    async get(key, { range, signal }: Cancellable & { readonly range?: ByteRange | undefined } = {}) {
      checkObjectKey(key);
      signal?.throwIfAborted();
      const path = await root.find(fileNames(key));
      const handle = path === undefined ? undefined : await openFile(system, path);
      if (handle === undefined) throw new BucketError('not-found', 'There is no such object.');
      try {
        const stats = await answered(handle.stat());
        if (!stats.isFile()) throw new BucketError('not-found', 'There is no such object.');
        const part = checkRange(range, stats.size);
        signal?.throwIfAborted();
        return { info: { key, size: stats.size, modified: stats.mtime }, body: fileStream(handle, part, signal) };
      } catch (error) {
        await handle.close();
        throw error;
      }
    },

    async *list(options = {}) {
      checkListOptions(options);
      options.signal?.throwIfAborted();
      yield* listFolder(system, root, options);
    },

    async delete(key, { signal } = {}) {
      checkObjectKey(key);
      signal?.throwIfAborted();
      const names = fileNames(key);
      const path = await root.find(names);
      if (path === undefined || (await fileInfo(system, path, key)) === undefined) return;
      signal?.throwIfAborted();
      await ifThere(system.unlink(path));
      await answered(syncFolder(system, join(path, '..')));
      await removeEmptyParents(system, root, names);
    },

    async now() {
      return new Date();
    },
  };
}

/** The open file, or undefined for nothing, a folder, a link, a socket. */
async function openFile(system: FolderSystem, path: string): Promise<FileHandle | undefined> {
  try {
    return await system.open(path, READ_FLAGS);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENXIO'].includes(errnoOf(error))) return undefined;
    throw folderFailure(error);
  }
}
