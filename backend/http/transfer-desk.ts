import { EventEmitter } from 'node:events';
import { randomBytes } from 'node:crypto';
import type { TransferView } from '../contract/transfers.ts';
import { failureOf } from './error-map.ts';

/** Finished transfers kept to be looked at; the oldest makes room. */
const MAX_FINISHED = 200;
/** Failures kept of one transfer: enough to see what went wrong. */
const MAX_FAILURES = 1000;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What a running transfer tells the desk. */
export interface TransferLog {
  readonly signal: AbortSignal;
  readonly expect: (bytes: number) => void;
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
  readonly #entries = new Map<string, Entry>();
  readonly #events = new EventEmitter<{ change: [accountId: string, view: TransferView] }>().setMaxListeners(0);

  /** Starts work that answers for itself: what it throws becomes a failure of the transfer. */
  start(
    accountId: string,
    kind: TransferView['kind'],
    ended: AbortSignal,
    work: (log: TransferLog) => Promise<void>,
  ): TransferView {
    const id = randomBytes(8).toString('hex');
    const abort = new AbortController();
    const view: Mutable<TransferView> = {
      id,
      kind,
      state: 'running',
      files: 0,
      bytes: 0,
      totalBytes: 0,
      current: null,
      failures: [],
    };
    const entry = { accountId, view, abort };
    this.#entries.set(id, entry);
    this.#dropFinished();
    void this.#run(entry, AbortSignal.any([abort.signal, ended]), work);
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

  /** Every change of this account's transfers, until the returned function is called. */
  watch(accountId: string, see: (view: TransferView) => void): () => void {
    const listener = (changed: string, view: TransferView) => changed === accountId && see(view);
    this.#events.on('change', listener);
    return () => void this.#events.off('change', listener);
  }

  async #run(entry: Entry, signal: AbortSignal, work: (log: TransferLog) => Promise<void>): Promise<void> {
    const { view } = entry;
    const changed = () => this.#events.emit('change', entry.accountId, view);
    const fail = (path: string, error: unknown) => {
      const { code, sentence: message } = failureOf(error);
      if (view.failures.length < MAX_FAILURES) view.failures = [...view.failures, { path, code, message }];
      changed();
    };
    const log: TransferLog = {
      signal,
      expect: (bytes) => (view.totalBytes += bytes),
      begin: (path) => ((view.current = path), changed()),
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
    view.state = signal.aborted ? 'cancelled' : view.failures.length > 0 ? 'failed' : 'done';
    changed();
  }

  #dropFinished(): void {
    const finished = [...this.#entries].filter(([, { view }]) => view.state !== 'running');
    for (const [id] of finished.slice(0, Math.max(0, finished.length - MAX_FINISHED))) this.#entries.delete(id);
  }
}
