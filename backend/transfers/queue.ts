import { BucketError } from '../buckets/errors.ts';
import { FILES_AT_ONCE } from './engine.ts';
import { FairSlots } from './fair-slots.ts';
import { Paused } from './interruption.ts';

/** Files open at once, over all transfers: each holds a file of this computer and perhaps a connection. */
const FILES_IN_ALL = 4 * FILES_AT_ONCE;

/** Why a transfer stands still: somebody wants it so, or something is missing that may come back. */
export type HoldReason = 'user' | 'network' | 'key' | 'vault' | 'window';

/** The reason of an abort that interrupts a transfer until what it lacks is there. What is done is kept (as by {@link Paused}). */
export class Held extends Paused {
  readonly reason: HoldReason;

  constructor(reason: HoldReason) {
    super();
    this.reason = reason;
  }
}

/** One file of a transfer, on its way. */
export interface FileLog {
  /** @param bytes that passed, those that lay there before among them */
  readonly advance: (bytes: number) => void;
  readonly finish: () => void;
  readonly fail: (error: unknown) => void;
  /** It was interrupted, and is begun again when the transfer goes on. */
  readonly leave: () => void;
}

/** What a transfer tells while it runs. */
export interface QueueLog {
  readonly signal: AbortSignal;
  /** Names for the sentences of failures. */
  readonly know: (keyNames: ReadonlyMap<string, string>) => void;
  /** How much it is in all; replaces what was said before. */
  readonly total: (files: number, bytes: number) => void;
  /** How much was found so far, while more is looked for. */
  readonly found: (files: number, bytes: number) => void;
  /** How much was done before this run; replaces what was said before. */
  readonly goOn: (files: number, bytes: number) => void;
  /** A file that was done is not any more: it changed. */
  readonly undo: (bytes: number) => void;
  /** @param kept bytes of it that lie there from before */
  readonly begin: (path: string, size: number, kept?: number) => FileLog;
  /** Interrupts the run. */
  readonly hold: (reason: HoldReason) => void;
}

/** A file that waits for its turn. */
export interface QueueFile {
  /** As it is told of. */
  readonly path: string;
  readonly size: number;
  readonly kept: number;
  readonly send: (onBytes: (bytes: number) => void) => Promise<unknown>;
}

/**
 * Runs files of transfers, several at once: small ones side by side, while the parts of large ones take turns in the engine. A transfer of
 * ten thousand files keeps no other one waiting.
 */
export class TransferQueue {
  readonly #all = new FairSlots(FILES_IN_ALL);

  /**
   * Runs what is found until nothing is left. A file that fails keeps no other back; a bucket that does not answer holds all of them.
   * @throws the signal's reason; what finding them throws
   */
  async run(files: AsyncIterable<QueueFile>, log: QueueLog): Promise<void> {
    const own = new FairSlots(FILES_AT_ONCE);
    const going = new Set<Promise<void>>();
    const { signal } = log;
    try {
      for await (const file of files) {
        const [freeOwn, freeAll] = [await own.take(log, signal), await this.#all.take(own, signal)];
        const task = runFile(file, log).finally(() => {
          freeOwn();
          freeAll();
          going.delete(task);
        });
        going.add(task);
      }
    } finally {
      await Promise.all(going);
    }
    signal.throwIfAborted();
  }
}

async function runFile({ path, size, kept, send }: QueueFile, log: QueueLog): Promise<void> {
  const file = log.begin(path, size, kept);
  try {
    await send(file.advance);
    file.finish();
  } catch (error) {
    if (log.signal.aborted) file.leave();
    else if (isUnreachable(error)) {
      file.leave();
      log.hold('network');
    } else file.fail(error);
  }
}

/** Whether the bucket did not answer: it may, later. An answer that breaks off again and again is another matter. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof BucketError && error.code === 'unreachable';
}
