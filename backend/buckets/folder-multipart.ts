import { randomBytes } from 'node:crypto';
import type { Bucket, Multipart, ObjectInfo, Part } from './bucket.ts';
import { joinParts } from './folder-join.ts';
import { recordOf, recordPart, writePart } from './folder-part.ts';
import { placeFile } from './folder-place.ts';
import type { FolderRoot } from './folder-root.ts';
import type { FolderStage } from './folder-stage.ts';
import type { FolderSystem } from './folder-system.ts';
import { FolderUpload } from './folder-upload.ts';
import type { FolderPart } from './folder-upload.ts';
import { checkObjectKey } from './object-key.ts';
import { S3_PART_LIMITS, checkPart, checkParts, noSuchUpload, partSize, totalSize } from './part.ts';
import { BucketError } from './errors.ts';

type MultipartCalls = Pick<
  Bucket,
  'partLimits' | 'beginMultipart' | 'putPart' | 'listParts' | 'completeMultipart' | 'abortMultipart'
>;

/** What this process is doing with one upload. Other processes are told apart by the files alone. */
interface Activity {
  readonly ended: AbortController;
  readonly working: Set<Promise<unknown>>;
  /** The size of the slots: of the part that was asked for first, which is a whole one where they come in order. */
  unit: Promise<number> | undefined;
  /** Changes of the records take turns. */
  turn: Promise<unknown>;
}

export interface FolderPlaces {
  readonly system: FolderSystem;
  readonly root: FolderRoot;
  readonly stage: FolderStage;
  readonly head: (key: string) => Promise<ObjectInfo | undefined>;
}

/** The calls of a folder bucket that make an object in parts (folder-upload.ts says what lies where meanwhile). */
export function folderMultipart({ system, root, stage, head }: FolderPlaces): MultipartCalls {
  const partLimits = { ...S3_PART_LIMITS, leastBytes: 1 };
  const activities = new Map<string, Activity>();

  const find = (upload: Multipart): FolderUpload => {
    checkObjectKey(upload.key);
    return new FolderUpload(system, stage.path, upload);
  };

  return {
    partLimits,

    async beginMultipart(key, { signal } = {}) {
      checkObjectKey(key);
      signal?.throwIfAborted();
      await stage.prepare();
      const upload = { key, uploadId: randomBytes(16).toString('hex') };
      await find(upload).begin();
      return upload;
    },

    async putPart(upload, number, body, { signal } = {}) {
      const found = find(upload);
      checkPart(partLimits, number, body);
      signal?.throwIfAborted();
      const activity = activityOf(activities, upload);
      const either = signal === undefined ? activity.ended.signal : AbortSignal.any([signal, activity.ended.signal]);
      const unit = (activity.unit ??= found.unit(partSize(body)));
      unit.catch(() => undefined);
      const working = (async () => {
        await root.present();
        const part = await writePart(system, found, { number, body, unit }, either);
        const recorded = activity.turn.then(() => {
          either.throwIfAborted();
          return recordPart(system, found, part);
        });
        activity.turn = recorded.catch(() => undefined);
        await recorded;
        return plain(part);
      })();
      const settled = working.then(
        () => undefined,
        () => undefined,
      );
      activity.working.add(settled);
      try {
        return await working;
      } catch (error) {
        if (activity.ended.signal.aborted && signal?.aborted !== true) throw noSuchUpload(error);
        // It may be missing because everything is: a disk that was pulled out in the middle.
        if (error instanceof BucketError && error.code === 'not-found') await root.present();
        throw error;
      } finally {
        activity.working.delete(settled);
        if (activity.working.size === 0 && activities.get(upload.uploadId) === activity)
          activities.delete(upload.uploadId);
      }
    },

    async listParts(upload, { signal } = {}) {
      const found = find(upload);
      signal?.throwIfAborted();
      await root.present();
      const parts = new Map((await found.records()).map((part) => [part.number, plain(part)]));
      signal?.throwIfAborted();
      return [...parts.values()].sort((left, right) => left.number - right.number);
    },

    async completeMultipart(upload, parts, { signal } = {}) {
      const found = find(upload);
      signal?.throwIfAborted();
      await root.present();
      let records: FolderPart[];
      try {
        records = await found.records();
      } catch (error) {
        const info = error instanceof BucketError && error.code === 'not-found' ? await head(upload.key) : undefined;
        if (info === undefined || info.size !== totalSize(parts)) throw error;
        await found.remove();
        return info;
      }
      checkParts(partLimits, parts);
      const chosen = parts.map((part) => recordOf(records, part));
      await endActivity(activities, upload);
      await found.removeRecords(
        (await found.records()).filter((record) => !chosen.some((part) => part.record === record.record)),
      );
      const staged = await joinParts(system, found, chosen, signal);
      await placeFile({ system, root, stage }, upload.key, staged, { signal });
      await found.remove();
      return { key: upload.key, size: staged.size, modified: staged.modified };
    },

    async abortMultipart(upload, { signal } = {}) {
      checkObjectKey(upload.key);
      signal?.throwIfAborted();
      await root.present();
      await endActivity(activities, upload);
      try {
        await find(upload).remove();
      } catch (error) {
        if (!(error instanceof BucketError && error.code === 'not-found')) throw error;
      }
    },
  };
}

function plain({ number, etag, size }: Part): Part {
  return { number, etag, size };
}

function activityOf(activities: Map<string, Activity>, { uploadId }: Multipart): Activity {
  const known = activities.get(uploadId);
  if (known !== undefined) return known;
  const activity: Activity = {
    ended: new AbortController(),
    working: new Set(),
    unit: undefined,
    turn: Promise.resolve(),
  };
  activities.set(uploadId, activity);
  return activity;
}

/** Ends this process's writing to an upload, so that nothing is written to what becomes an object. */
async function endActivity(activities: Map<string, Activity>, { uploadId }: Multipart): Promise<void> {
  const activity = activities.get(uploadId);
  if (activity === undefined) return;
  activities.delete(uploadId);
  activity.ended.abort(noSuchUpload());
  await Promise.all(activity.working);
}
