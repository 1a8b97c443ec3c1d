import { EventEmitter } from 'node:events';
import { randomBytes } from 'node:crypto';
import type { TransferView } from '../contract/transfers.ts';
import { failureOf } from './error-map.ts';

/** Finished transfers kept to be looked at; the oldest makes room. */
const MAX_FINISHED = 200;
/** Failures kept of one transfer: enough to see what went wrong. */
const MAX_FAILURES = 1000;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What a transfer is, before anything of it has passed. */
export type NewTransfer = Pick<TransferView, 'kind' | 'name' | 'place'>;

/** What a running transfer tells the desk. */
export interface TransferLog {
  readonly signal: AbortSignal;
  /** Names known only when it began: one file's key, for its failure's sentence. */
  readonly know: (keyNames: ReadonlyMap<string, string>) => void;
  readonly expect: (files: number, bytes: number) => void;
  readonly begin: (path: string) => void;
  readonly advance: (bytes: number) => void;
  readonly finish: () => void;
  readonly fail: (path: string, error: unknown) => void;
}

interface Entry {
  readonly accountId: string;
  readonly view: Mutable<TransferView>;
  readonly abort: AbortController;
}

/** Transfers that run in this server, by account, and word of how they get on. */
export class TransferDesk {
  readonly #now: () => Date;
  readonly #entries = new Map<string, Entry>();
  readonly #events = new EventEmitter<{ change: [accountId: string, view: TransferView] }>().setMaxListeners(0);

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Starts work that answers for itself: what it throws becomes a failure of the transfer. */
  start(
    accountId: string,
    transfer: NewTransfer,
    ended: AbortSignal,
    work: (log: TransferLog) => Promise<void>,
  ): TransferView {
    const view: Mutable<TransferView> = {
      ...transfer,
      id: randomBytes(8).toString('hex'),
      state: 'waiting',
      started: this.#now().toISOString(),
      ended: null,
      files: 0,
      totalFiles: 0,
      bytes: 0,
      totalBytes: 0,
      current: null,
      failures: [],
    };
    const entry = { accountId, view, abort: new AbortController() };
    this.#entries.set(view.id, entry);
    this.#dropFinished(MAX_FINISHED);
    void this.#run(entry, AbortSignal.any([entry.abort.signal, ended]), work);
    return view;
  }

  of(accountId: string): TransferView[] {
    return [...this.#entries.values()].filter((entry) => entry.accountId === accountId).map(({ view }) => view);
  }

  /** @returns whether there is such a transfer of this account */
  cancel(accountId: string, id: string): boolean {
    const entry = this.#entries.get(id);
    if (entry?.accountId !== accountId) return false;
    entry.abort.abort();
    return true;
  }

  cancelAll(): void {
    for (const { abort } of this.#entries.values()) abort.abort();
  }

  forgetFinished(accountId: string): void {
    this.#dropFinished(0, accountId);
  }

  /** Every change of this account's transfers, until the returned function is called. */
  watch(accountId: string, see: (view: TransferView) => void): () => void {
    const listener = (changed: string, view: TransferView) => changed === accountId && see(view);
    this.#events.on('change', listener);
    return () => void this.#events.off('change', listener);
  }

  async #run(entry: Entry, signal: AbortSignal, work: (log: TransferLog) => Promise<void>): Promise<void> {
    const { view } = entry;
    let keyNames: ReadonlyMap<string, string> = new Map();
    const changed = () => this.#events.emit('change', entry.accountId, view);
    const fail = (path: string, error: unknown) => {
      const { code, sentence: message } = failureOf(error, keyNames);
      if (view.failures.length < MAX_FAILURES) view.failures = [...view.failures, { path, code, message }];
      changed();
    };
    const log: TransferLog = {
      signal,
      know: (names) => (keyNames = names),
      expect: (files, bytes) => ((view.totalFiles += files), (view.totalBytes += bytes), changed()),
      begin: (path) => ((view.state = 'running'), (view.current = path), changed()),
      advance: (bytes) => ((view.bytes += bytes), changed()),
      finish: () => ((view.files += 1), changed()),
      fail,
    };
    try {
      await work(log);
    } catch (error) {
      if (!signal.aborted) fail('', error);
    }
    view.current = null;
    view.ended = this.#now().toISOString();
    view.state = signal.aborted ? 'cancelled' : view.failures.length > 0 ? 'failed' : 'done';
    changed();
  }

  #dropFinished(keep: number, accountId?: string): void {
    const finished = [...this.#entries].filter(
      ([, { view, accountId: owner }]) => view.ended !== null && (accountId === undefined || owner === accountId),
    );
    for (const [id] of finished.slice(0, Math.max(0, finished.length - keep))) this.#entries.delete(id);
  }
}

/** One file of a transfer: its failure is told, and the next one goes on. */
export async function logStep(log: TransferLog, path: string, act: () => Promise<unknown>): Promise<void> {
  log.signal.throwIfAborted();
  log.begin(path);
  try {
    await act();
    log.finish();
  } catch (error) {
    log.signal.throwIfAborted();
    log.fail(path, error);
  }
}
