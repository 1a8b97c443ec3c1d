import type { BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { Stretch } from '../../keys/range-sealer.ts';
import { VaultError } from '../vault/errors.ts';
import { TransferError } from './errors.ts';
import { reason } from './local-file.ts';
import type { PlainSource } from './seal-work.ts';

/** What a Date takes, either side of 1970; some file systems keep times beyond it, which nothing could show. */
const MAX_TIME_MS = 8.64e15;

/** Where the content of a new version comes from. */
export interface ContentSource {
  /** Bytes. */
  readonly size: number;
  /** Whether a stretch can be asked for again later. */
  readonly isRepeatable: boolean;
  /**
   * A stretch of the content. A stream gives them in the order they are asked for, each beginning at most a segment before the last one's
   * end. @param signal ends the waiting for it
   */
  plain(stretch: Stretch, signal?: AbortSignal): Promise<PlainSource>;
  /** The whole content of a small file. @throws VaultError `source-changed` */
  readAll(signal?: AbortSignal): Promise<Buffer>;
  /** Called when all was read and before anything becomes visible. @throws VaultError `source-changed` */
  verify(signal?: AbortSignal): Promise<void>;
}

/** What tells whether a file of this computer is unchanged (format 2.7), as text for the journal. */
export interface SourceIdentity {
  readonly size: number;
  readonly mtime_ns: string;
  readonly ctime_ns: string;
  readonly inode: string;
  readonly device: string;
}

/** An open file of this computer. Its size stands in its sealed name, so one that changes while it is read is refused (format 2.7). */
export class FileSource implements ContentSource {
  readonly isRepeatable = true;
  readonly localPath: string;
  readonly identity: SourceIdentity;
  /** Unix milliseconds. */
  readonly modified: number;
  readonly #handle: FileHandle;

  private constructor(localPath: string, handle: FileHandle, stats: BigIntStats) {
    this.localPath = localPath;
    this.#handle = handle;
    this.identity = identityOf(stats);
    // Rounded, not cut: writing a time back loses some nanoseconds, which would cost a millisecond each time.
    const milliseconds = Math.round(Number(stats.mtimeNs) / 1e6);
    this.modified = Math.min(Math.max(milliseconds, -MAX_TIME_MS), MAX_TIME_MS);
  }

  /** @throws TransferError `not-found`: a pipe or a device would never end */
  static async open(localPath: string): Promise<FileSource> {
    return readable(localPath, async () => {
      if (!(await stat(localPath)).isFile())
        throw new TransferError('not-found', `${localPath} is not an ordinary file.`);
      const handle = await open(localPath, 'r');
      try {
        return new FileSource(localPath, handle, await handle.stat({ bigint: true }));
      } catch (error) {
        await handle.close();
        throw error;
      }
    });
  }

  get size(): number {
    return this.identity.size;
  }

  async plain(): Promise<PlainSource> {
    return { fd: this.#handle.fd };
  }

  readAll(): Promise<Buffer> {
    return this.read({ start: 0, end: this.size });
  }

  /** A stretch of the file, whole. @throws VaultError `source-changed` where it ends before that */
  async read({ start, end }: Stretch): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(end - start);
    for (let read = 0; read < bytes.length;) {
      const { bytesRead } = await readable(this.localPath, () =>
        this.#handle.read(bytes, read, bytes.length - read, start + read),
      );
      if (bytesRead === 0) throw this.changed();
      read += bytesRead;
    }
    return bytes;
  }

  async verify(): Promise<void> {
    const now = identityOf(await readable(this.localPath, () => stat(this.localPath, { bigint: true })));
    if (!sameIdentity(this.identity, now)) throw this.changed();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  changed(): VaultError {
    return new VaultError('source-changed', `${this.localPath} changed while it was read; nothing of it was stored.`);
  }
}

/** Same size, times, inode and device: what format 2.7 calls unchanged. */
export function sameIdentity(a: SourceIdentity, b: SourceIdentity): boolean {
  const members = ['size', 'mtime_ns', 'ctime_ns', 'inode', 'device'] as const;
  return members.every((member) => a[member] === b[member]);
}

function identityOf({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats): SourceIdentity {
  return {
    size: Number(size),
    mtime_ns: String(mtimeNs),
    ctime_ns: String(ctimeNs),
    inode: String(ino),
    device: String(dev),
  };
}

async function readable<T>(localPath: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof TransferError) throw error;
    throw new TransferError('not-found', `${localPath} cannot be read: ${reason(error)}.`, { cause: error });
  }
}
