import type { TransferReason } from '../contract/transfers.ts';
import { Held, isUnreachable, type QueueLog } from '../transfers/queue.ts';
import { failureOf } from './error-map.ts';
import { type MutableView, type ProgressFile, TransferProgress } from './transfer-progress.ts';

/** Failures kept of one transfer: enough to see what went wrong. */
const MAX_FAILURES = 1000;
/** Pauses before the bucket is asked again: the first one, doubled each time up to the longest. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** How often a key file, or a log-in, is looked for. */
const LOOK_MS = 5_000;

/** What a running transfer tells. */
export interface TransferLog extends QueueLog {
  readonly begin: (path: string, size: number, kept?: number) => ProgressFile;
  readonly expect: (files: number, bytes: number) => void;
  readonly fail: (path: string, error: unknown) => void;
  /** Somebody else left a file out: what has no failure is then cancelled and not done. */
  readonly withdraw: () => void;
  /** It is a window's turn to send what comes next. */
  readonly awaitWindow: () => void;
}

/** What has to do with a transfer beside its view. */
export interface RunDeps {
  /** Called anew each time it goes on. What it throws becomes a failure of the transfer. */
  readonly work: (log: TransferLog) => Promise<void>;
  readonly view: MutableView;
  readonly now: () => Date;
  readonly changed: () => void;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Told when it stands still for a person or a failure, goes on, or was counted; what it is now is in the view. */
  readonly noted?: (() => void) | undefined;
  /** Told when it was cancelled and nothing of it runs any more: what was begun can be removed. Its end waits for that. */
  readonly cancelled?: (() => Promise<void>) | undefined;
}

type Wish = 'go' | 'pause' | 'cancel' | 'stop';

/** One transfer from its beginning to its end, with the pauses in between. */
export class TransferRun {
  readonly #deps: RunDeps;
  readonly #progress: TransferProgress;
  #abort = new AbortController();
  /** Set while it stands still. */
  #wake: ((wish: Wish) => void) | undefined;
  #living: Promise<void> = Promise.resolve();
  #isCancelled = false;
  #isStopped = false;
  #isPauseWanted = false;
  #isWithdrawn = false;
  /** Tries in a row in which nothing passed. */
  #tries = 0;

  constructor(deps: RunDeps) {
    this.#deps = deps;
    this.#progress = new TransferProgress(deps.view, deps.now, deps.changed);
  }

  start(): void {
    this.#living = this.#live();
  }

  /** One that stands still already, as it did before a restart. */
  startPaused(): void {
    this.#hold('user');
    this.#living = this.#stand('user').then((wish) => this.#live(wish));
  }

  cancel(): void {
    if (this.#deps.view.ended !== null) return;
    this.#isCancelled = true;
    this.#abort.abort();
    this.#wake?.('cancel');
  }

  pause(): void {
    if (this.#deps.view.ended !== null) return;
    // Kept, for it may have been interrupted already by what then counts less.
    this.#isPauseWanted = true;
    this.#abort.abort(new Held('user'));
    this.#wake?.('pause');
  }

  /** Goes on now, whatever it waits for. */
  resume(): void {
    this.#isPauseWanted = false;
    this.#wake?.('go');
  }

  /** Interrupts it for good in this process; what is done is kept. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#abort.abort(new Held('vault'));
    this.#wake?.('stop');
    await this.#living;
  }

  /** Begins again what failed; nothing where it goes on already, or did not fail. */
  retry(): void {
    const { view } = this.#deps;
    if (view.state !== 'failed') return;
    [view.ended, view.state, view.failures] = [null, 'waiting', []];
    this.#deps.noted?.();
    this.start();
  }

  /** @returns whether speed and time left changed */
  measure(): boolean {
    return this.#deps.view.state === 'running' && this.#progress.measure();
  }

  async #live(first: Wish = 'go'): Promise<void> {
    for (let wish = first; ;) {
      if (wish === 'stop') return;
      const found = wish === 'go' ? await this.#once() : wish === 'pause' ? 'user' : undefined;
      const reason = this.#isPauseWanted && found !== undefined ? 'user' : found;
      if (this.#isStopped) {
        // Else it would go on after a restart.
        if (reason === 'user' && !this.#isCancelled) this.#hold(reason);
        return;
      }
      // Let go on before the pause had come to its end.
      if (reason === 'user' && !this.#isPauseWanted && !this.#isCancelled) {
        wish = 'go';
        continue;
      }
      if (reason === undefined || this.#isCancelled) return this.#end();
      this.#hold(reason);
      wish = await this.#stand(reason);
    }
  }

  /** @returns why it stands still; undefined where it is over */
  async #once(): Promise<TransferReason | undefined> {
    const { view, work } = this.#deps;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const before = this.#progress.moved;
    view.failures = [];
    this.#isWithdrawn = false;
    // What it waited for counts until it is there: it would flicker with each try.
    if (view.reason === null || view.reason === 'user') [view.state, view.reason] = ['waiting', null];
    this.#deps.changed();
    try {
      await work(this.#log(signal));
    } catch (error) {
      if (error instanceof Held) return error.reason;
      if (!signal.aborted && isUnreachable(error)) return 'network';
      if (!signal.aborted) this.#fail('', error);
    } finally {
      if (this.#progress.moved > before) this.#tries = 0;
    }
    return signal.reason instanceof Held ? signal.reason.reason : undefined;
  }

  /** Waits for somebody, or for a moment at which it may go on. */
  async #stand(reason: TransferReason): Promise<Wish> {
    if (this.#isCancelled) return 'cancel';
    const { promise, resolve } = Promise.withResolvers<Wish>();
    this.#wake = resolve;
    const timer = reason === 'user' ? undefined : setTimeout(() => resolve('go'), this.#pauseOf(reason));
    const wish = await promise;
    clearTimeout(timer);
    this.#wake = undefined;
    if (reason === 'user' && wish === 'go') {
      this.#deps.view.state = 'waiting';
      this.#deps.noted?.();
    }
    return wish;
  }

  #pauseOf(reason: TransferReason): number {
    if (reason !== 'network') return LOOK_MS;
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** this.#tries, LONGEST_PAUSE_MS);
    this.#tries = Math.min(this.#tries + 1, 10);
    // Computers that lost one network come back to it at one moment.
    return longest * (0.5 + this.#deps.random() / 2);
  }

  #hold(reason: TransferReason): void {
    const { view } = this.#deps;
    [view.state, view.reason] = [reason === 'user' ? 'paused' : 'waiting', reason];
    view.current = null;
    this.#progress.rest();
    if (reason === 'user') this.#deps.noted?.();
    this.#deps.changed();
  }

  async #end(): Promise<void> {
    const { view, now } = this.#deps;
    [view.current, view.reason] = [null, null];
    this.#progress.rest();
    if (this.#isCancelled) await this.#deps.cancelled?.().catch(() => undefined);
    view.ended = now().toISOString();
    if (this.#isCancelled) view.state = 'cancelled';
    else if (view.failures.length > 0) view.state = 'failed';
    else view.state = this.#isWithdrawn ? 'cancelled' : 'done';
    this.#deps.noted?.();
    this.#deps.changed();
  }

  #log(signal: AbortSignal): TransferLog {
    const { view } = this.#deps;
    const progress = this.#progress;
    let names: ReadonlyMap<string, string> = new Map();
    const fail = (path: string, error: unknown) => this.#fail(path, error, names);
    const moves = () => {
      if (signal.aborted) return;
      [view.state, view.reason] = ['running', null];
    };
    return {
      signal,
      know: (given) => (names = given),
      expect: (files, bytes) => progress.total(view.totalFiles + files, view.totalBytes + bytes),
      total: (files, bytes) => {
        progress.total(files, bytes);
        this.#deps.noted?.();
      },
      found: (files, bytes) => progress.found(files, bytes),
      goOn: (files, bytes) => progress.goOn(files, bytes),
      undo: (bytes) => progress.undo(bytes),
      begin: (path, size, kept = 0) => {
        if (view.reason !== 'network') moves();
        const file = progress.begin(path, size, kept, (error) => fail(path, error));
        const advance = (bytes: number) => (moves(), file.advance(bytes));
        return { ...file, advance, finish: () => (moves(), file.finish()) };
      },
      fail,
      hold: (reason) => this.#abort.signal === signal && this.#abort.abort(new Held(reason)),
      withdraw: () => (this.#isWithdrawn = true),
      awaitWindow: () => {
        if (view.active.length === 0) [view.state, view.reason] = ['waiting', 'window'];
        this.#deps.changed();
      },
    };
  }

  #fail(path: string, error: unknown, names?: ReadonlyMap<string, string>): void {
    const { view, changed } = this.#deps;
    const { code, sentence: message } = failureOf(error, names);
    if (view.failures.length < MAX_FAILURES) view.failures = [...view.failures, { path, code, message }];
    changed();
  }
}
