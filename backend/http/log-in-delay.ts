import { HttpError } from './http-error.ts';
import type { Side } from './caller.ts';

/** Slips of the finger: so many go unpunished in a row. */
export const FREE_TRIES = 5;
/** Then one waits a second, twice as long after each further failure, up to these. */
const FIRST_MS = 1_000;
/** Somebody elsewhere who keeps failing on purpose keeps an account's owner elsewhere waiting no longer than this. */
export const LONGEST_NAME_MS = 60_000;
export const LONGEST_NETWORK_MS = 15 * 60_000;
/** Whoever sits at this computer waits no longer than this; nobody elsewhere makes them wait at all. */
export const LONGEST_HERE_MS = 30_000;
/** Failures are forgotten after this long without one. */
const FORGET_MS = 60 * 60_000;
/** Names and addresses remembered of each kind, the one that failed longest ago makes room; each costs its inventor a derivation. */
export const MAX_REMEMBERED = 10_000;
/** Log-ins from elsewhere that are checked at once: the line for passwords has room for more, so that the owner here gets through. */
export const MAX_CHECKED_AT_ONCE = 16;

interface Failures {
  count: number;
  last: number;
  /** Tries are refused before. */
  until: number;
}

/** Who tries to log in. */
export interface Attempt {
  /** As the account is known: not what was typed, in which a slip could be a password. Undefined: the network alone counts. */
  readonly account: string | undefined;
  readonly side: Side;
  readonly network: string;
}

/** Slows guessing: the same for a name that exists and one that does not, and before anything is looked up. In memory alone. */
export class LogInDelay {
  readonly #now: () => Date;
  readonly #names = new Map<string, Failures>();
  readonly #networks = new Map<string, Failures>();
  #checked = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /**
   * Lets an attempt through, or not. A try counts as failed until it has succeeded, so that many at once win nothing.
   * @param check resolves where the password is right @throws HttpError `rate-limited` with the seconds to wait; whatever `check` throws
   */
  async through<T>(attempt: Attempt, check: () => Promise<T>, isWrong: (error: unknown) => boolean): Promise<T> {
    const { account, side, network } = attempt;
    const isFar = side === 'remote';
    const name = account === undefined ? undefined : `${side} ${account}`;
    const ownWait = name === undefined ? 0 : this.#waitOf(this.#names, name);
    const wait = Math.max(ownWait, isFar ? this.#waitOf(this.#networks, network) : 0);
    if (wait > 0) throw tooMany(wait);
    if (isFar && this.#checked >= MAX_CHECKED_AT_ONCE) throw tooMany(FIRST_MS);
    if (name !== undefined) this.#fail(this.#names, name, isFar ? LONGEST_NAME_MS : LONGEST_HERE_MS);
    if (isFar) this.#checked += 1;
    try {
      const opened = await check();
      if (name !== undefined) this.#names.delete(name);
      return opened;
    } catch (error) {
      if (!isWrong(error)) this.#takeBack(name);
      else if (isFar) this.#fail(this.#networks, network, LONGEST_NETWORK_MS);
      throw error;
    } finally {
      if (isFar) this.#checked -= 1;
    }
  }

  get remembered(): number {
    return this.#names.size + this.#networks.size;
  }

  #waitOf(kind: Map<string, Failures>, key: string): number {
    const failures = kind.get(key);
    const now = this.#now().getTime();
    if (failures !== undefined && now - failures.last > FORGET_MS) kind.delete(key);
    return Math.max(0, (kind.get(key)?.until ?? 0) - now);
  }

  #fail(kind: Map<string, Failures>, key: string, longest: number): void {
    const now = this.#now().getTime();
    const count = (kind.get(key)?.count ?? 0) + 1;
    const delay = count < FREE_TRIES ? 0 : Math.min(longest, FIRST_MS * 2 ** Math.min(count - FREE_TRIES, 30));
    // Taken out first: the order is that of the last failures.
    kind.delete(key);
    kind.set(key, { count, last: now, until: now + delay });
    const [oldest] = kind.keys();
    if (kind.size > MAX_REMEMBERED && oldest !== undefined) kind.delete(oldest);
  }

  /** The bucket did not answer, or the like: no guess. */
  #takeBack(name: string | undefined): void {
    const failures = name === undefined ? undefined : this.#names.get(name);
    if (failures === undefined) return;
    failures.count -= 1;
    failures.until = 0;
  }
}

function tooMany(ms: number): HttpError {
  const seconds = Math.ceil(ms / 1000);
  const sentence = `Too many log-ins failed. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  return new HttpError('rate-limited', sentence, seconds);
}
