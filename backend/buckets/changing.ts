import type { Bucket } from './bucket.ts';
import { BucketError } from './errors.ts';

/** A bucket over a connection that can be exchanged: what holds the bucket goes on over the new one. */
export interface ChangingBucket {
  readonly bucket: Bucket;
  /** Another connection to the same place, which counts from the next call on. */
  change(connected: Bucket): void;
}

/**
 * @param renew asked after a refusal, once for each connection that refused: it exchanges the connection where there is a better one. Then what
 *   was refused is done over that one, unless it began with a stream, which nobody can read twice.
 */
export function changing(first: Bucket, renew: () => Promise<void>): ChangingBucket {
  let current = first;
  let renewing: Promise<void> | undefined;

  /** Whether there is another connection than the one that refused. */
  async function isChanged(refused: Bucket, error: unknown): Promise<boolean> {
    if (!(error instanceof BucketError) || error.code !== 'refused') return false;
    if (refused === current) await (renewing ??= renew().finally(() => (renewing = undefined)));
    return refused !== current;
  }

  async function ask<T>(call: (connected: Bucket) => Promise<T>, isRepeatable = true): Promise<T> {
    const asked = current;
    try {
      return await call(asked);
    } catch (error) {
      if (!(await isChanged(asked, error)) || !isRepeatable) throw error;
      return await call(current);
    }
  }

  const bucket: Bucket = {
    ...first,
    put: (key, body, options) => ask((connected) => connected.put(key, body, options), body instanceof Uint8Array),
    get: (...args) => ask((connected) => connected.get(...args)),
    head: (...args) => ask((connected) => connected.head(...args)),
    async *list(options = {}) {
      let { after } = options;
      for (let isAgain = false; ; isAgain = true) {
        const asked = current;
        try {
          for await (const page of asked.list({ ...options, after })) {
            after = page.at(-1)?.key ?? after;
            yield page;
          }
          return;
        } catch (error) {
          if (isAgain || !(await isChanged(asked, error))) throw error;
        }
      }
    },
    delete: (...args) => ask((connected) => connected.delete(...args)),
    beginMultipart: (...args) => ask((connected) => connected.beginMultipart(...args)),
    putPart: (upload, number, body, options) =>
      ask((connected) => connected.putPart(upload, number, body, options), body instanceof Uint8Array),
    listParts: (...args) => ask((connected) => connected.listParts(...args)),
    completeMultipart: (...args) => ask((connected) => connected.completeMultipart(...args)),
    abortMultipart: (...args) => ask((connected) => connected.abortMultipart(...args)),
    now: () => ask((connected) => connected.now()),
  };
  return { bucket, change: (connected) => void (current = connected) };
}
