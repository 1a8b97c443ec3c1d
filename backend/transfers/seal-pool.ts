import { Worker } from 'node:worker_threads';
import { SealError } from '../../keys/errors.ts';
import { VaultError } from '../vault/errors.ts';
import { TransferError } from './errors.ts';
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

/**
 * Threads that seal and open. They start when first needed and do not keep the process alive. Memory given with a task comes back with its
 * answer; with a failure it is gone.
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

  /** Ends all threads; what still ran or waited fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const ended = new Error('The program is ending.');
    for (const job of this.#waiting.splice(0)) job.failed(ended);
    const busy = [...this.#busy];
    this.#busy.clear();
    for (const [, job] of busy) job.failed(ended);
    await Promise.all([...this.#idle.splice(0), ...busy.map(([worker]) => worker)].map((worker) => worker.terminate()));
  }

  async #run(task: SealTask | OpenTask, signal: AbortSignal | undefined): Promise<SealAnswer | OpenAnswer> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw new Error('The program is ending.');
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
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? (this.#busy.size < this.#threads ? this.#start() : undefined);
      if (worker === undefined) return;
      const job = this.#waiting.shift()!;
      this.#busy.set(worker, job);
      worker.ref();
      worker.postMessage(job.task, memoryOf(job.task));
    }
  }

  #start(): Worker {
    // Nothing of this process's surroundings is a worker's business.
    const worker = new Worker(WORKER, { env: {}, execArgv: [], name: 'seal' });
    worker.on('message', (message: Message) => {
      const job = this.#free(worker);
      if (!this.#isClosed) {
        worker.unref();
        this.#idle.push(worker);
      }
      if (job !== undefined) settle(job, message);
      this.#assign();
    });
    worker.on('error', (error) => {
      this.#free(worker)?.failed(error);
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
  switch (fault.fault) {
    case 'tampered':
      return new SealError('tampered');
    case 'source-changed':
      return new VaultError('source-changed', 'The file changed while it was read; nothing of it was stored.');
    case 'read':
      return new TransferError('not-found', `The file cannot be read: ${reason({ code: fault.errno })}.`);
    case 'write':
      return new TransferError('unusable', `The file cannot be written: ${reason({ code: fault.errno })}.`);
  }
}
