import type { ObjectBody } from './bucket.ts';

/**
 * The chunks of a body, one asked for only when the one before has been taken. An abort ends it at once with the
 * signal's reason, even where the source is stuck; the source is then told to return, without waiting for it.
 * @throws whatever the source throws, unchanged
 */
export async function* bodyChunks(body: ObjectBody, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void> {
  signal?.throwIfAborted();
  if (body instanceof Uint8Array) {
    if (body.length > 0) yield body;
    return;
  }
  const source = body[Symbol.asyncIterator]();
  let open = true;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const step = await unlessAborted(source.next(), signal).catch((error: unknown) => {
        open = signal?.aborted === true;
        throw error;
      });
      open = step.done !== true;
      if (step.done === true) return;
      if (step.value.length > 0) yield step.value;
    }
  } finally {
    if (open) source.return?.().catch(() => undefined);
  }
}

/** The promise's outcome, or the signal's reason where that comes first. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  const aborted = Promise.withResolvers<never>();
  const stop = (): void => aborted.reject(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
