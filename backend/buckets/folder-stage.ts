import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectBody } from './bucket.ts';
import { BucketError } from './errors.ts';
import { answered, errnoOf, folderFailure, ifThere } from './folder-failure.ts';
import { type FolderRoot, STAGE } from './folder-root.ts';
import type { FolderSystem } from './folder-system.ts';
import { removeGone } from './folder-upload.ts';
import { bodyChunks } from './object-body.ts';

/**
 * A staged file untouched for this long was left by a process that died; a living one writes to it all the time. Uploads
 * in parts are folders, and are never swept: one may be another computer's that rests.
 */
const ABANDONED_MS = 24 * 60 * 60 * 1000;
const STAGED_NAME = /^[0-9a-f]{32}\.part$/;
const GONE_NAME = /^[0-9a-f]{32}\.[0-9a-f]{32}\.gone$/;

/** A whole object that is durable, but not yet in its place. `modified` by the file system's own clock. */
export interface StagedFile {
  readonly path: string;
  readonly size: number;
  readonly modified: Date;
}

export class FolderStage {
  readonly path: string;
  readonly #system: FolderSystem;
  readonly #root: FolderRoot;
  #swept: Promise<void> | undefined;

  constructor(system: FolderSystem, root: FolderRoot) {
    this.#system = system;
    this.#root = root;
    this.path = join(root.path, STAGE);
  }

  /**
   * Writes a body beside the objects and makes it durable. Whatever fails, nothing is left.
   * @throws BucketError; the body's own error; the signal's reason
   */
  async write(body: ObjectBody, signal: AbortSignal | undefined): Promise<StagedFile> {
    await this.prepare();
    signal?.throwIfAborted();
    const path = join(this.path, `${randomBytes(16).toString('hex')}.part`);
    const handle = await answered(this.#system.open(path, 'wx', 0o600));
    try {
      try {
        for await (const chunk of bodyChunks(body, signal)) await answered(writeWhole(handle, chunk, null));
        await answered(handle.sync());
        const { size, mtime } = await answered(handle.stat());
        return { path, size, modified: mtime };
      } finally {
        await answered(handle.close());
      }
    } catch (error) {
      await this.discard(path);
      throw error;
    }
  }

  /** Removes a staged file where it still is. A failure to do so is left to the next sweep. */
  async discard(path: string): Promise<void> {
    await this.#system.unlink(path).catch(() => undefined);
  }

  /** Makes the folder of staged files where it is missing. @throws BucketError `unreachable` | `refused` */
  async prepare(): Promise<void> {
    await this.#root.make();
    // Asked before it is made: several writers begin at once, and another may have seen the one that this makes.
    const wasMarked = this.#root.isMarked;
    try {
      await this.#system.mkdir(this.path, { mode: 0o700 });
      if (wasMarked) {
        // Exchanged since it was looked at: the mark must not stand there.
        await this.#system.rmdir(this.path).catch(() => undefined);
        throw this.#root.exchanged();
      }
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw folderFailure(error);
      if ((await ifThere(this.#system.lstat(this.path)))?.isDirectory() !== true) {
        throw new BucketError('refused', `${this.path} is not a folder.`);
      }
    }
    this.#root.mark();
    await (this.#swept ??= this.#sweep().catch(() => undefined));
  }

  /** Removes what killed processes left, once for each bucket opened. Nothing but old staged files and forgotten uploads is ever removed. */
  async #sweep(): Promise<void> {
    const oldest = Date.now() - ABANDONED_MS;
    for (const name of (await ifThere(this.#system.readdir(this.path))) ?? []) {
      const path = join(this.path, name);
      if (GONE_NAME.test(name)) await removeGone(this.#system, path).catch(() => undefined);
      if (!STAGED_NAME.test(name)) continue;
      const stats = await this.#system.lstat(path).catch(() => undefined);
      if (stats?.isFile() === true && stats.mtimeMs < oldest) await this.discard(path);
    }
  }
}

/** Writes a chunk whole, at an offset of the file or, where that is null, at its end. */
export async function writeWhole(handle: FileHandle, chunk: Uint8Array, position: number | null): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    const at = position === null ? null : position + written;
    written += (await handle.write(chunk, written, chunk.length - written, at)).bytesWritten;
  }
}
