import { EventEmitter } from 'node:events';
import { randomBytes } from 'node:crypto';
import type { TransferView } from '../contract/transfers.ts';
import type { FileLog } from '../transfers/queue.ts';
import type { MutableView } from './transfer-progress.ts';
import { type RunDeps, type TransferLog, TransferRun } from './transfer-run.ts';

/** Finished transfers kept to be looked at; the oldest makes room. */
const MAX_FINISHED = 200;
/** Speed and time left change also while nothing passes. */
const MEASURE_MS = 1_000;

/** What a transfer is, before anything of it has passed. */
export type NewTransfer = Pick<TransferView, 'kind' | 'name' | 'place'> & Partial<Pick<TransferView, 'kept' | 'keyId'>>;

/** One that was known before a restart. */
export type OldTransfer = NewTransfer & Pick<TransferView, 'id' | 'started' | 'failures' | Counted>;

type Counted = 'files' | 'totalFiles' | 'bytes' | 'totalBytes';

export type RunHooks = Pick<RunDeps, 'cancelled'> & {
  /** Told when it stands still, goes on, was counted or is over; what it is now is in the view. */
  readonly noted?: (view: TransferView) => void;
  /** Told when it leaves the list. */
  readonly forgotten?: (id: string) => void;
};

interface Entry extends RunHooks {
  readonly accountId: string;
  /** Of the log-in it belongs to; undefined where it goes on without. */
  readonly by: AbortSignal | undefined;
  readonly view: MutableView;
  readonly run: TransferRun;
}

/** What can be asked of a transfer. `no`: not of this one, as it is now. `none`: there is no such transfer of this account. */
export type Answer = 'done' | 'no' | 'none';

/** Transfers of this server, by account, and word of how they get on. */
export class TransferDesk {
  /** Told once of each transfer that is over. */
  over: (accountId: string, view: TransferView, by: AbortSignal | undefined) => void = () => undefined;
  readonly #now: () => Date;
  readonly #random: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #events = new EventEmitter<{ change: [accountId: string, view: TransferView] }>().setMaxListeners(0);
  readonly #measuring: NodeJS.Timeout;
  /** Those that `hold` paused: others stand still because somebody wanted just that. */
  readonly #held = new Set<string>();

  constructor(now: () => Date, random: () => number = Math.random) {
    this.#now = now;
    this.#random = random;
    this.#measuring = setInterval(() => this.#measure(), MEASURE_MS).unref();
  }

  /** Starts work that answers for itself: what it throws becomes a failure of the transfer. @param ended of whom it belongs to: cancels it */
  start(
    accountId: string,
    transfer: NewTransfer,
    ended: AbortSignal | undefined,
    work: RunDeps['work'],
    hooks: RunHooks = {},
  ): TransferView {
    const { view, run } = this.#add(accountId, transfer, work, hooks, ended);
    const cancel = () => run.cancel();
    ended?.addEventListener('abort', cancel, { once: true });
    run.start();
    if (ended?.aborted === true) cancel();
    return view;
  }

  /** Shows a transfer as it was before a restart. @param state `going` goes on at once */
  restore(
    accountId: string,
    transfer: OldTransfer,
    state: 'going' | 'paused' | 'failed',
    work: RunDeps['work'],
    hooks: RunHooks = {},
  ): void {
    const { view, run } = this.#add(accountId, transfer, work, hooks);
    if (state === 'going') run.start();
    else if (state === 'paused') run.startPaused();
    else [view.state, view.ended] = ['failed', this.#now().toISOString()];
    this.#events.emit('change', accountId, view);
  }

  /** @param isOf asked of whom each belongs to; left out, all of the account */
  of(accountId: string, isOf: (by: AbortSignal | undefined) => boolean = () => true): TransferView[] {
    const own = [...this.#entries.values()].filter((entry) => entry.accountId === accountId && isOf(entry.by));
    return own.map(({ view }) => view);
  }

  /** What is under way in one log-in. */
  runningOf(by: AbortSignal): TransferView[] {
    const own = [...this.#entries.values()].filter((entry) => entry.by === by && entry.view.ended === null);
    return own.map(({ view }) => view);
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** @returns whether there is such a transfer of this account */
  cancel(accountId: string, id: string): boolean {
    return this.#ask(accountId, id, () => true, 'cancel') !== 'none';
  }

  /** One that a browser saves goes as the browser wants, and a check is soon over: they are not paused. One that is over stays so. */
  pause(accountId: string, id: string): Answer {
    return this.#ask(accountId, id, isPausable, 'pause');
  }

  /** Pauses whatever is under way and can be, of anybody, until `goOn`; what stands still already stays as it is. */
  hold(): void {
    for (const { view, run } of this.#entries.values()) {
      if (view.ended !== null || view.reason === 'user' || !isPausable(view)) continue;
      this.#held.add(view.id);
      run.pause();
    }
  }

  /** Lets those go on that `hold` paused. */
  goOn(): void {
    for (const id of this.#held) this.#entries.get(id)?.run.resume();
    this.#held.clear();
  }

  resume(accountId: string, id: string): Answer {
    return this.#ask(accountId, id, () => true, 'resume');
  }

  /** Tries again what failed; what is done stays. A window has to send its own files anew. */
  retry(accountId: string, id: string): Answer {
    return this.#ask(accountId, id, ({ kept }) => kept, 'retry');
  }

  /** Lets those go on that wait for a log-in. */
  resumeWaiting(accountId: string): void {
    for (const { accountId: owner, view, run } of this.#entries.values())
      if (owner === accountId && view.reason === 'vault') run.resume();
  }

  /** Interrupts all of them; what is done of those that are kept stays. Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    clearInterval(this.#measuring);
    const running = [...this.#entries.values()].filter(({ view }) => view.ended === null);
    await Promise.all(running.map(({ run }) => run.stop()));
  }

  /** @returns whether it is gone; undefined where there is no such transfer of this account. One under way stays. */
  forget(accountId: string, id: string): boolean | undefined {
    const entry = this.#entries.get(id);
    if (entry?.accountId !== accountId) return undefined;
    if (entry.view.ended === null) return false;
    this.#drop(id);
    return true;
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

  /** Every change of anybody's transfers. */
  watchAll(see: (view: TransferView) => void): void {
    this.#events.on('change', (_, view) => see(view));
  }

  #add(
    accountId: string,
    transfer: NewTransfer | OldTransfer,
    work: RunDeps['work'],
    hooks: RunHooks,
    by?: AbortSignal,
  ): Entry {
    const view: MutableView = {
      id: randomBytes(8).toString('hex'),
      started: this.#now().toISOString(),
      kept: false,
      keyId: null,
      failures: [],
      files: 0,
      totalFiles: 0,
      bytes: 0,
      totalBytes: 0,
      ...transfer,
      state: 'waiting',
      reason: null,
      ended: null,
      current: null,
      active: [],
      speed: 0,
      secondsLeft: null,
    };
    const changed = () => this.#events.emit('change', accountId, view);
    let told: string | null = null;
    const noted = () => {
      hooks.noted?.(view);
      if (view.ended !== null && view.ended !== told) this.over(accountId, view, by);
      told = view.ended;
    };
    const deps = { work, view, now: this.#now, random: this.#random, changed, noted, cancelled: hooks.cancelled };
    const entry = { ...hooks, accountId, by, view, run: new TransferRun(deps) };
    this.#entries.set(view.id, entry);
    this.#dropFinished(MAX_FINISHED);
    return entry;
  }

  #ask(
    accountId: string,
    id: string,
    takes: (view: TransferView) => boolean,
    what: 'cancel' | 'pause' | 'resume' | 'retry',
  ): Answer {
    const entry = this.#entries.get(id);
    if (entry?.accountId !== accountId) return 'none';
    if (!takes(entry.view)) return 'no';
    entry.run[what]();
    return 'done';
  }

  #measure(): void {
    for (const { accountId, view, run } of this.#entries.values())
      if (run.measure()) this.#events.emit('change', accountId, view);
  }

  #dropFinished(keep: number, accountId?: string): void {
    const finished = [...this.#entries].filter(
      ([, { view, accountId: owner }]) => view.ended !== null && (accountId === undefined || owner === accountId),
    );
    for (const [id] of finished.slice(0, Math.max(0, finished.length - keep))) this.#drop(id);
  }

  #drop(id: string): void {
    this.#entries.get(id)?.forgotten?.(id);
    this.#entries.delete(id);
  }
}

function isPausable({ kept, kind }: TransferView): boolean {
  return kept || kind === 'upload';
}

/** One file of a transfer: its failure is told, and the next one goes on. */
export async function logStep(
  log: TransferLog,
  path: string,
  size: number,
  act: (file: FileLog) => Promise<unknown>,
): Promise<void> {
  log.signal.throwIfAborted();
  const file = log.begin(path, size);
  try {
    await act(file);
    file.finish();
  } catch (error) {
    log.signal.throwIfAborted();
    file.fail(error);
  }
}
