import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ByteRange } from './bucket.ts';
import { BucketError } from './errors.ts';
import { folderFailure } from './folder-failure.ts';

/** Neither follows a link nor waits for the other end of a pipe that somebody put there. Windows knows neither. */
export const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const CHUNK = 256 * 1024;

/** The bytes a range means in an object of `size` bytes. @throws BucketError `out-of-range` */
export function checkRange(range: ByteRange | undefined, size: number): ByteRange {
  if (range === undefined) return { start: 0, length: size };
  const { start, length } = range;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length) || start < 0 || length < 1 || start >= size) {
    throw new BucketError('out-of-range', `Nothing of the object's ${size} bytes lies in that range.`);
  }
  return { start, length: Math.min(length, size - start) };
}

/**
 * The bytes of an open file, read as they are asked for. Owns the handle: ended, failed or destroyed, it closes it.
 * It fails with `incomplete` where the file ends before the range does, with the signal's reason where that aborts.
 */
export function fileStream(handle: FileHandle, range: ByteRange, signal: AbortSignal | undefined): Readable {
  let position = range.start;
  const end = range.start + range.length;
  const readNext = async (): Promise<Uint8Array | null> => {
    if (position >= end) return null;
    const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK, end - position));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) throw new BucketError('incomplete', 'The object ended before its announced size.');
    position += bytesRead;
    return buffer.subarray(0, bytesRead);
  };
  const stop = (): void => void stream.destroy(signal?.reason);
  const stream = new Readable({
    highWaterMark: CHUNK,
    read() {
      readNext().then(
        (chunk) => stream.push(chunk),
        (error: unknown) => stream.destroy(folderFailure(error)),
      );
    },
    destroy(error, done) {
      signal?.removeEventListener('abort', stop);
      handle.close().then(
        () => done(error),
        () => done(error),
      );
    },
  });
  // A stream that fails before its reader has come must not end the process; the reader meets the error when it reads.
  stream.on('error', () => undefined);
  signal?.addEventListener('abort', stop, { once: true });
  return stream;
}
