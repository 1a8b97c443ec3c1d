/** What may be sent or received at once though nothing was for a while: a quarter of a second of it. */
const BURST_SECONDS = 0.25;

interface Waiting {
  readonly bytes: number;
  readonly go: () => void;
}

/** Time, replaced where a test needs it. */
export interface BandwidthDeps {
  /** A clock that only goes on, ms. */
  readonly now?: (() => number) | undefined;
  /** Calls back once, after so many ms. @returns what calls it off */
  readonly after?: ((ms: number, act: () => void) => () => void) | undefined;
}

/** A limit in bytes a second for one direction, shared by all that goes there, first come first served. */
export class Bandwidth {
  readonly #now: () => number;
  readonly #after: (ms: number, act: () => void) => () => void;
  #waiting: Waiting[] = [];
  #limit: number | undefined;
  /** Bytes that may go now; below nothing where more went than there was time for. */
  #allowance = 0;
  #counted: number;
  #callOff: (() => void) | undefined;

  /** @param limit bytes a second, above 0; none is no limit */
  constructor(limit: number | undefined, deps: BandwidthDeps = {}) {
    this.#now = deps.now ?? (() => performance.now());
    this.#after = deps.after ?? later;
    this.#limit = limit;
    this.#counted = this.#now();
  }

  get limit(): number | undefined {
    return this.#limit;
  }

  /** Holds from now on, also for what waits already. */
  set limit(limit: number | undefined) {
    this.#count();
    this.#limit = limit;
    this.#let();
  }

  /** Waits until so many bytes may go. @throws the signal's reason; the bytes then do not count */
  async take(bytes: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#limit === undefined) return;
    const turn = Promise.withResolvers<void>();
    const waiting = { bytes, go: turn.resolve };
    const leave = (): void => {
      this.#waiting = this.#waiting.filter((each) => each !== waiting);
      turn.reject(signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.#waiting.push(waiting);
    this.#let();
    try {
      await turn.promise;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  /** Lets go whoever's turn it is, and comes back when the next one's is. */
  #let(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#count();
    while (this.#waiting[0] !== undefined && (this.#limit === undefined || this.#allowance >= 0)) {
      const { bytes, go } = this.#waiting.shift()!;
      if (this.#limit !== undefined) this.#allowance -= bytes;
      go();
    }
    if (this.#limit === undefined) this.#allowance = 0;
    else if (this.#waiting.length > 0) {
      this.#callOff = this.#after((-this.#allowance / this.#limit) * 1000 + 1, () => this.#let());
    }
  }

  #count(): void {
    const now = this.#now();
    const limit = this.#limit ?? 0;
    const gained = ((now - this.#counted) / 1000) * limit;
    this.#allowance = Math.min(this.#allowance + gained, limit * BURST_SECONDS);
    this.#counted = now;
  }
}

function later(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}
