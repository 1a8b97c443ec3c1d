import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { answered } from './folder-failure.ts';
import { writeWhole } from './folder-stage.ts';
import type { StagedFile } from './folder-stage.ts';
import type { FolderSystem } from './folder-system.ts';
import type { FolderPart, FolderUpload } from './folder-upload.ts';
import { totalSize, wrongParts } from './part.ts';

const CHUNK = 1024 * 1024;

/**
 * Makes one durable file of an upload's parts, in order. Where they fill slots one after another, as they do when all but the
 * last have one size, only what lies beside is copied into its slot; else all is copied to a new file.
 * @throws BucketError `incomplete` where the files hold less than the records say; the signal's reason
 */
export async function joinParts(
  system: FolderSystem,
  upload: FolderUpload,
  parts: readonly FolderPart[],
  signal: AbortSignal | undefined,
): Promise<StagedFile> {
  const size = totalSize(parts);
  const unit = parts.find((part) => part.unit !== undefined)?.unit;
  const isInOrder = unit !== undefined && parts.every((part, index) => fits(part, index, parts.length, unit));
  const path = isInOrder ? upload.dataPath(unit) : join(upload.path, 'joined');
  const target = await upload.open(path);
  try {
    let offset = 0;
    for (const part of parts) {
      signal?.throwIfAborted();
      if (!isInOrder || part.unit === undefined) await copyPart(system, upload, part, target, offset, signal);
      offset += part.size;
    }
    await answered(target.truncate(size));
    await answered(target.sync());
    const { mtime } = await answered(target.stat());
    return { path, size, modified: mtime };
  } finally {
    await answered(target.close());
  }
}

/** Whether a part's bytes belong into the slot of its number, and no part before it leaves a gap. */
function fits(part: FolderPart, index: number, count: number, unit: number): boolean {
  const isWhole = part.size === unit || (index === count - 1 && part.size < unit);
  return part.number === index + 1 && isWhole && (part.unit === undefined || part.unit === unit);
}

async function copyPart(
  system: FolderSystem,
  upload: FolderUpload,
  part: FolderPart,
  target: FileHandle,
  offset: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const path = part.unit === undefined ? join(upload.path, part.record) : upload.dataPath(part.unit);
  const start = part.unit === undefined ? 0 : (part.number - 1) * part.unit;
  const source = await answered(system.open(path, 'r'));
  try {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, part.size));
    for (let done = 0; done < part.size;) {
      signal?.throwIfAborted();
      const length = Math.min(buffer.length, part.size - done);
      const { bytesRead } = await answered(source.read(buffer, 0, length, start + done));
      if (bytesRead === 0) throw wrongParts();
      await answered(writeWhole(target, buffer.subarray(0, bytesRead), offset + done));
      done += bytesRead;
    }
  } finally {
    await answered(source.close());
  }
}
