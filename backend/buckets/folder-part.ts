import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Part, PartBody } from './bucket.ts';
import { answered } from './folder-failure.ts';
import { writeWhole } from './folder-stage.ts';
import type { FolderSystem } from './folder-system.ts';
import type { FolderPart, FolderUpload } from './folder-upload.ts';
import { bodyChunks } from './object-body.ts';
import { partChunks, partSize, wrongParts } from './part.ts';

/** Writes a part's bytes, durably: into its slot where that is free and large enough, else beside. No record is made yet. */
export async function writePart(
  system: FolderSystem,
  upload: FolderUpload,
  { number, body, unit: slots }: { number: number; body: PartBody; unit: Promise<number> },
  signal: AbortSignal,
): Promise<FolderPart> {
  const size = partSize(body);
  const unit = await slots;
  const etag = randomBytes(16).toString('hex');
  const isInSlot = size <= unit && (await upload.takeSlot(number));
  const part = { number, size, etag, unit: isInSlot ? unit : undefined, record: '' };
  const path = isInSlot ? upload.dataPath(unit) : join(upload.path, `${etag}.beside`);
  try {
    const handle = await upload.open(path);
    try {
      let position = isInSlot ? (number - 1) * unit : 0;
      for await (const chunk of bodyChunks(partChunks(body), signal)) {
        await answered(writeWhole(handle, chunk, position));
        position += chunk.length;
      }
      await answered(handle.sync());
    } finally {
      await answered(handle.close());
    }
    return { ...part, record: upload.recordPath(part).slice(upload.path.length + 1) };
  } catch (error) {
    if (isInSlot) await upload.leaveSlot(number);
    else await system.unlink(path).catch(() => undefined);
    throw error;
  }
}

/** Makes the written part the one of its number, durably. */
export async function recordPart(system: FolderSystem, upload: FolderUpload, part: FolderPart): Promise<void> {
  const older = (await upload.records()).filter(({ number }) => number === part.number);
  const path = upload.recordPath(part);
  if (part.unit === undefined) await answered(system.rename(join(upload.path, `${part.etag}.beside`), path));
  else await answered(system.open(path, 'wx', 0o600).then((handle) => handle.close()));
  await upload.sync();
  await upload.removeRecords(older);
}

/** The record of a part that a caller names. @throws BucketError `incomplete` where there is none */
export function recordOf(records: readonly FolderPart[], part: Part): FolderPart {
  const found = records.find(
    (each) => each.number === part.number && each.etag === part.etag && each.size === part.size,
  );
  if (found === undefined) throw wrongParts();
  return found;
}
