import type { Bucket, ByteRange, Cancellable, ListOptions, ObjectInfo } from './bucket.ts';
import { BucketError } from './errors.ts';
import type { BucketErrorCode } from './errors.ts';

/** The first pause, and the longest; the one before an attempt is drawn between nothing and twice that of the last. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;

/** A call that has failed for so long is told to who asked: somebody waits for it. */
const DEADLINE_MS = 30_000;

/** What may pass by itself: no answer, or one that ended early. */
const PASSING: readonly BucketErrorCode[] = ['unreachable', 'incomplete'];

/** Time and chance, replaced where a test needs it. */
export interface RetryDeps {
  /** From 0 to below 1. */
  readonly random?: (() => number) | undefined;
  /** Waits; rejects with the signal's reason. */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
  /** A clock that only goes on, ms. */
  readonly now?: (() => number) | undefined;
}

/**
 * The same bucket, which tries again what may pass, with growing pauses, until {@link DEADLINE_MS} after a call began. It never
 * sends a stream twice, since nobody can read it twice: such a put or part fails at the first failure. What was opened by
 * `get` may still fail halfway.
 */
export function retrying(bucket: Bucket, deps: RetryDeps = {}): Bucket {
  const { random = Math.random, sleep = pause, now = () => performance.now() } = deps;

  /** @param isPassing whether a failure may pass. @param failed told of every failure that is tried again */
  async function persist<T>(
    call: () => Promise<T>,
    signal: AbortSignal | undefined,
    isPassing: (error: unknown) => boolean = mayPass,
    failed?: () => void,
  ): Promise<T> {
    const begun = now();
    for (let most = FIRST_PAUSE_MS; ; most = Math.min(2 * most, LONGEST_PAUSE_MS)) {
      try {
        return await call();
      } catch (error) {
        const wait = random() * most;
        if (signal?.aborted === true || !isPassing(error) || now() - begun + wait > DEADLINE_MS) throw error;
        failed?.();
        await sleep(wait, signal);
      }
    }
  }

  return {
    ...bucket,

    async put(key, body, options = {}) {
      if (!(body instanceof Uint8Array)) return await bucket.put(key, body, options);
      let isDoubtful = false;
      try {
        return await persist(
          () => bucket.put(key, body, options),
          options.signal,
          mayPass,
          () => (isDoubtful = true),
        );
      } catch (error) {
        // The attempt whose answer was lost may be the one that this one found.
        if (!isDoubtful || options.ifAbsent !== true || codeOf(error) !== 'exists') throw error;
        const info = await persist(() => sameObject(bucket, key, body, options.signal), options.signal);
        if (info === undefined) throw error;
        return info;
      }
    },

    get: (key, options?: Cancellable & { readonly range?: ByteRange | undefined }) =>
      persist(() => bucket.get(key, options), options?.signal),
    head: (key, options) => persist(() => bucket.head(key, options), options?.signal),
    delete: (key, options) => persist(() => bucket.delete(key, options), options?.signal),
    now: () => persist(() => bucket.now(), undefined),

    list: (options = {}) => listOn(options),

    // An answer that is lost leaves an upload that nobody knows; it holds no bytes.
    beginMultipart: (key, options) => persist(() => bucket.beginMultipart(key, options), options?.signal),

    async putPart(upload, number, body, options) {
      if (!(body instanceof Uint8Array)) return await bucket.putPart(upload, number, body, options);
      return await persist(() => bucket.putPart(upload, number, body, options), options?.signal);
    },

    listParts: (upload, options) => persist(() => bucket.listParts(upload, options), options?.signal),

    // Here `incomplete` says that the parts are wrong, which does not pass.
    completeMultipart: (upload, parts, options) =>
      persist(() => bucket.completeMultipart(upload, parts, options), options?.signal, isUnreachable),

    abortMultipart: (upload, options) => persist(() => bucket.abortMultipart(upload, options), options?.signal),
  };

  /** Goes on after the last key that was given. */
  async function* listOn(options: ListOptions): AsyncGenerator<readonly ObjectInfo[], void> {
    let { after } = options;
    let pages = bucket.list(options)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await persist(
          () => pages.next(),
          options.signal,
          mayPass,
          // A generator that threw has ended.
          () => (pages = bucket.list({ ...options, after })[Symbol.asyncIterator]()),
        );
        if (done === true) return;
        after = value.at(-1)?.key ?? after;
        yield value;
      }
    } finally {
      await pages.return?.();
    }
  }
}

/** What an object is where it holds just these bytes. */
async function sameObject(
  bucket: Bucket,
  key: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<ObjectInfo | undefined> {
  const { info, body } = await bucket.get(key, { signal });
  if (info.size !== bytes.length) {
    body.destroy();
    return undefined;
  }
  const stored = Buffer.concat((await body.toArray()) as Buffer[]);
  return stored.equals(bytes) ? info : undefined;
}

function mayPass(error: unknown): boolean {
  return error instanceof BucketError && PASSING.includes(error.code);
}

function isUnreachable(error: unknown): boolean {
  return codeOf(error) === 'unreachable';
}

function codeOf(error: unknown): BucketErrorCode | undefined {
  return error instanceof BucketError ? error.code : undefined;
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, ms);
  const stop = (): void => over.reject(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await over.promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
