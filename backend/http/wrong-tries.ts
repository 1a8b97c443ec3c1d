/** Wrong tries a minute that one caller has on one link: far more than a slip of the hand, far fewer than a load. */
const MAX_TRIES = 10;
const WINDOW_MS = 60 * 1000;
/** Callers that are kept in mind; beyond it the one seen first is forgotten. */
const MAX_CALLERS = 10_000;

/** Counts what was wrong, and that alone: whoever has the whole link is never held up by others who have not. */
export class WrongTries {
  readonly #now: () => Date;
  readonly #callers = new Map<string, { count: number; readonly since: number }>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Whether this caller has had its tries for now. */
  isOver(caller: string): boolean {
    const entry = this.#callers.get(caller);
    if (entry === undefined) return false;
    if (this.#now().getTime() - entry.since < WINDOW_MS) return entry.count >= MAX_TRIES;
    this.#callers.delete(caller);
    return false;
  }

  count(caller: string): void {
    const entry = this.#callers.get(caller);
    if (entry !== undefined) return void (entry.count += 1);
    const [first] = this.#callers.keys();
    if (this.#callers.size >= MAX_CALLERS && first !== undefined) this.#callers.delete(first);
    this.#callers.set(caller, { count: 1, since: this.#now().getTime() });
  }
}
