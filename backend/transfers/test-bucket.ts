import type { Bucket } from '../buckets/bucket.ts';

/** What was asked of a bucket, and what of it was acknowledged. */
export interface Watched {
  readonly bucket: Bucket;
  /** Numbers of the parts whose sending began. */
  readonly begun: number[];
  /** Numbers of the parts that the bucket acknowledged. */
  readonly acknowledged: number[];
  /** Parts that were sent although the bucket had acknowledged them. */
  readonly twice: number[];
  /** Where the ranges began that were asked for, but for those of headers. */
  readonly ranges: number[];
  /** Called before a part is sent and after it was acknowledged; what it throws is what the caller gets. */
  onPart: (number: number, event: 'begin' | 'end') => void | Promise<void>;
  /** Called before a range is given. */
  onRange: (start: number) => void | Promise<void>;
  forget(): void;
}

/** For tests: the same bucket, watched. */
export function watched(bucket: Bucket): Watched {
  const lists = { begun: [], acknowledged: [], twice: [], ranges: [] } as {
    [Name in 'begun' | 'acknowledged' | 'twice' | 'ranges']: number[];
  };
  /** By upload, for a new one sends all parts anew. */
  const held = new Set<string>();
  const watch: Watched = {
    ...lists,
    onPart: () => undefined,
    onRange: () => undefined,
    forget: () => Object.values(lists).forEach((list) => list.splice(0)),
    bucket: {
      ...bucket,
      async putPart(upload, number, body, options) {
        const id = `${upload.uploadId} ${number}`;
        lists.begun.push(number);
        if (held.has(id)) lists.twice.push(number);
        await watch.onPart(number, 'begin');
        const part = await bucket.putPart(upload, number, body, options);
        held.add(id);
        lists.acknowledged.push(number);
        await watch.onPart(number, 'end');
        return part;
      },
      async get(key, options) {
        const start = options?.range?.start ?? 0;
        if (start > 0) {
          lists.ranges.push(start);
          await watch.onRange(start);
        }
        return await bucket.get(key, options);
      },
    },
  };
  return watch;
}

/** For tests: every unfinished upload that a folder bucket holds is a folder of this name. */
export const UPLOAD_FOLDER = /\.upload$/;
