import { BucketError } from '../buckets/errors.ts';

/** The reason of an abort that only interrupts: what was done so far is kept, to go on with it later. */
export class Paused extends Error {
  override readonly name = 'AbortError';

  constructor() {
    super('The transfer was interrupted and can go on later.');
  }
}

/** Whether what ended a transfer leaves it to be gone on with: a pause, the program's end, or a bucket that does not answer. */
export function isInterruption(error: unknown, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted === true) return signal.reason instanceof Paused;
  return error instanceof Paused || isSilence(error);
}

/** No answer, or one that broke off: it may pass. */
export function isSilence(error: unknown): boolean {
  return error instanceof BucketError && (error.code === 'unreachable' || error.code === 'incomplete');
}

/** An answer that breaks off so often in a row does not do so by chance. */
const MOST_ATTEMPTS = 6;

/**
 * Does again what broke off halfway. A bucket tries its requests again by itself (backend/buckets/retrying.ts), but not the body of an
 * answer, nor a stream that it was given.
 * @param act has to begin anew each time
 */
export async function again<T>(signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      const brokeOff = error instanceof BucketError && error.code === 'incomplete';
      if (!brokeOff || attempt === MOST_ATTEMPTS || signal?.aborted === true) throw error;
    }
  }
}
