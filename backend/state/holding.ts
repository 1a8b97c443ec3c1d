/** A transfer's row is whoever's that writes this often; a process that was killed stops. */
const HOLD_MS = 60 * 1000;
export const RENEW_MS = HOLD_MS / 3;

/** Who works on an unfinished transfer: two processes of this computer must not go on with the same one. */
export class Holder {
  readonly pid: number;
  readonly #now: () => Date;
  readonly #isAlive: (pid: number) => boolean;

  constructor(now: () => Date, pid = process.pid, alive = isAlive) {
    this.#now = now;
    this.pid = pid;
    this.#isAlive = alive;
  }

  /** What a row says from now on. */
  held(): { holder: number; held_until: number } {
    return { holder: this.pid, held_until: this.#now().getTime() + HOLD_MS };
  }

  /**
   * Whether another process works on it: one that still runs and wrote lately. A number used anew after a restart holds nothing for long,
   * nor does a time that a clock showed which was ahead.
   */
  isTaken(row: { readonly holder: number; readonly held_until: number }): boolean {
    const left = row.held_until - this.#now().getTime();
    return row.holder !== this.pid && left > 0 && left <= HOLD_MS && this.#isAlive(row.holder);
  }
}

/** What this process works on: rows that it holds, renewed until it lets go of them. */
export class HeldRows {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  has(id: string): boolean {
    return this.#timers.has(id);
  }

  /** @param renew writes the hold anew; where that fails, the next time may do better */
  add(id: string, renew: () => Promise<unknown>): void {
    this.delete(id);
    this.#timers.set(id, setInterval(() => void renew().catch(() => undefined), RENEW_MS).unref());
  }

  delete(id: string): void {
    clearInterval(this.#timers.get(id));
    this.#timers.delete(id);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
