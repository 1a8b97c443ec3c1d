import type { Bucket } from './bucket.ts';

/** A bucket over a connection that can be exchanged: what holds the bucket goes on over the new one. */
export interface ChangingBucket {
  readonly bucket: Bucket;
  /** Another connection to the same place, which counts from the next call on. */
  change(connected: Bucket): void;
}

export function changing(first: Bucket): ChangingBucket {
  let current = first;
  const bucket: Bucket = {
    ...first,
    put: (...args) => current.put(...args),
    get: (...args) => current.get(...args),
    head: (...args) => current.head(...args),
    list: (...args) => current.list(...args),
    delete: (...args) => current.delete(...args),
    beginMultipart: (...args) => current.beginMultipart(...args),
    putPart: (...args) => current.putPart(...args),
    listParts: (...args) => current.listParts(...args),
    completeMultipart: (...args) => current.completeMultipart(...args),
    abortMultipart: (...args) => current.abortMultipart(...args),
    now: () => current.now(),
  };
  return { bucket, change: (connected) => void (current = connected) };
}
