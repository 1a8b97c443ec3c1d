import { Worker } from 'node:worker_threads';
import type { FileReport } from './finding.ts';
import { skipped, type ScanTarget } from './scan-work.ts';

/** Targets given to the thread at once: enough that it never waits, few enough that a cancelled scan ends soon. */
const BATCH = 64;
/** A file that takes longer is given up: a rule that met a text it cannot cope with, or a disk that does not answer. */
const FILE_MS = 10_000;

/** The worker beside this file, in the form this file has. */
const WORKER = new URL(`./scan-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

export interface ScannerOptions {
  /** Replaced by tests alone. */
  readonly worker?: URL;
  readonly fileMs?: number;
}

/**
 * Looks at files in a thread, which starts when it is first needed and does not keep the process alive. Scans take turns, batch by batch.
 */
export class Scanner {
  readonly #url: URL;
  readonly #fileMs: number;
  #worker: Worker | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ worker = WORKER, fileMs = FILE_MS }: ScannerOptions = {}) {
    this.#url = worker;
    this.#fileMs = fileMs;
  }

  /** A report for each target, in their order. @throws the signal's reason, and no later than a batch after it was aborted */
  async *scan(
    targets: AsyncIterable<ScanTarget> | Iterable<ScanTarget>,
    signal?: AbortSignal,
  ): AsyncGenerator<FileReport> {
    let batch: ScanTarget[] = [];
    for await (const target of targets) {
      signal?.throwIfAborted();
      batch.push(target);
      if (batch.length < BATCH) continue;
      yield* await this.#run(batch, signal);
      batch = [];
    }
    if (batch.length > 0) yield* await this.#run(batch, signal);
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #run(batch: readonly ScanTarget[], signal: AbortSignal | undefined): Promise<FileReport[]> {
    const work = this.#turn.then(async () => {
      signal?.throwIfAborted();
      const reports: FileReport[] = [];
      while (reports.length < batch.length) {
        const rest = batch.slice(reports.length);
        reports.push(...(await this.#ask(rest, signal)));
        signal?.throwIfAborted();
        // The thread is gone: the file it was at is told as such, and what follows it is given to another.
        const stuck = batch[reports.length];
        if (stuck !== undefined) reports.push(skipped(stuck.path, 'slow'));
      }
      return reports;
    });
    this.#turn = work.catch(() => undefined);
    return work;
  }

  /** @returns a report for each, or for those before the one at which the thread ended */
  #ask(targets: readonly ScanTarget[], signal: AbortSignal | undefined): Promise<FileReport[]> {
    const worker = (this.#worker ??= this.#start());
    const reports: FileReport[] = [];
    return new Promise((resolve) => {
      const giveUp = () => void worker.terminate();
      let timer = setTimeout(giveUp, this.#fileMs);
      const end = () => {
        clearTimeout(timer);
        worker.off('message', hear).off('exit', end);
        signal?.removeEventListener('abort', giveUp);
        worker.unref();
        resolve(reports);
      };
      const hear = (report: FileReport) => {
        reports.push(report);
        clearTimeout(timer);
        if (reports.length === targets.length) end();
        else timer = setTimeout(giveUp, this.#fileMs);
      };
      worker.on('message', hear).on('exit', end);
      signal?.addEventListener('abort', giveUp, { once: true });
      worker.ref();
      worker.postMessage(targets, []);
    });
  }

  #start(): Worker {
    // Nothing of this process's surroundings is a worker's business.
    const worker = new Worker(this.#url, { env: {}, execArgv: [], name: 'scan' });
    worker.on('error', () => undefined);
    worker.on('exit', () => (this.#worker = undefined));
    return worker;
  }
}
