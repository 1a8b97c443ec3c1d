import { Worker } from 'node:worker_threads';
import { SealError } from '../../keys/errors.ts';
import { VaultError } from '../vault/errors.ts';
import { TransferError } from './errors.ts';
import { Paused } from './interruption.ts';
import { reason } from './local-file.ts';
import type { OpenAnswer, OpenTask, SealAnswer, SealTask, WorkFault } from './seal-work.ts';

interface Job {
  readonly task: SealTask | OpenTask;
  readonly done: (answer: SealAnswer | OpenAnswer) => void;
  readonly failed: (error: unknown) => void;
}

type Message = { readonly answer: SealAnswer | OpenAnswer } | { readonly fault: WorkFault };

/** The worker beside this file, in the form this file has. */
const WORKER = new URL(`./seal-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** A thread makes little garbage of its own; left alone each would let 32 MB of it gather. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 2 };

/**
 * Threads that seal and open. They start when first needed and do not keep the process alive; one that dies takes its task with it and is
 * replaced. Memory given with a task comes back with its answer; with a failure it is gone.
 */
export class SealPool {
  readonly #threads: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Job>();
  readonly #waiting: Job[] = [];
  #isClosed = false;

  /** @param threads most that run at once, at least 1 */
  constructor(threads: number) {
    this.#threads = threads;
  }

  /** @throws VaultError `source-changed`; TransferError `not-found` where the source cannot be read; the signal's reason */
  seal(task: Omit<SealTask, 'kind'>, signal?: AbortSignal): Promise<SealAnswer> {
    return this.#run({ ...task, kind: 'seal' }, signal) as Promise<SealAnswer>;
  }

  /** @throws SealError `tampered`; TransferError `unusable` where the target cannot be written; the signal's reason */
  open(task: Omit<OpenTask, 'kind'>, signal?: AbortSignal): Promise<OpenAnswer> {
    return this.#run({ ...task, kind: 'open' }, signal) as Promise<OpenAnswer>;
  }

  /** Ends all threads; what still ran or waited fails with {@link Paused}, once no thread reads or writes for it any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#waiting.splice(0)) job.failed(new Paused());
    await Promise.all([...this.#idle, ...this.#busy.keys()].map((worker) => worker.terminate()));
  }

  async #run(task: SealTask | OpenTask, signal: AbortSignal | undefined): Promise<SealAnswer | OpenAnswer> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw new Paused();
    const { promise, resolve, reject } = Promise.withResolvers<SealAnswer | OpenAnswer>();
    const job: Job = { task, done: resolve, failed: reject };
    const leave = () => {
      const place = this.#waiting.indexOf(job);
      if (place >= 0) this.#waiting.splice(place, 1);
      // A thread that is at it goes on to the end, for it may be writing; the answer is for nobody.
      if (place >= 0) reject(signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.#waiting.push(job);
    this.#assign();
    try {
      const answer = await promise;
      signal?.throwIfAborted();
      return answer;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  #assign(): void {
    while (this.#waiting.length > 0 && !this.#isClosed) {
      if (this.#idle.length === 0 && this.#busy.size >= this.#threads) return;
      const job = this.#waiting.shift()!;
      try {
        this.#give(job, this.#idle.pop() ?? this.#start());
      } catch (error) {
        job.failed(error);
      }
    }
  }

  #give(job: Job, worker: Worker): void {
    try {
      worker.postMessage(job.task, memoryOf(job.task));
    } catch (error) {
      this.#rest(worker);
      throw error;
    }
    this.#busy.set(worker, job);
    worker.ref();
  }

  #rest(worker: Worker): void {
    worker.unref();
    this.#idle.push(worker);
  }

  #start(): Worker {
    // Nothing of this process's surroundings is a worker's business.
    const worker = new Worker(WORKER, { env: {}, execArgv: [], name: 'seal', resourceLimits: THREAD_LIMITS });
    let cause: unknown;
    worker.on('message', (message: Message) => {
      const job = this.#free(worker);
      this.#rest(worker);
      if (job !== undefined) settle(job, message);
      this.#assign();
    });
    worker.on('error', (error) => (cause = error));
    // However it ended: only now is nothing read or written any more.
    worker.on('exit', () => {
      const place = this.#idle.indexOf(worker);
      if (place >= 0) this.#idle.splice(place, 1);
      this.#free(worker)?.failed(this.#isClosed ? new Paused() : (cause ?? new Error('A thread ended by itself.')));
      this.#assign();
    });
    return worker;
  }

  #free(worker: Worker): Job | undefined {
    const job = this.#busy.get(worker);
    this.#busy.delete(worker);
    return job;
  }
}

function memoryOf(task: SealTask | OpenTask): ArrayBuffer[] {
  if (task.kind === 'open') return [task.stored];
  return 'bytes' in task.source ? [task.into, task.source.bytes] : [task.into];
}

function settle(job: Job, message: Message): void {
  if ('answer' in message) job.done(message.answer);
  else job.failed(errorOf(message.fault));
}

function errorOf(fault: WorkFault): Error {
  if ('errno' in fault) {
    const why = reason({ code: fault.errno });
    if (fault.fault === 'read') return new TransferError('not-found', `The file cannot be read: ${why}.`);
    return new TransferError('unusable', `The file cannot be written: ${why}.`);
  }
  if (fault.fault === 'tampered') return new SealError('tampered');
  return new VaultError('source-changed', 'The file changed while it was read; nothing of it was stored.');
}
