/** A transfer's row is whoever's that writes this often; a process that was killed stops. */
const HOLD_MS = 60 * 1000;
/** Renew a hold this often, in milliseconds. */
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

  /** Whether another process works on it: one that still runs and wrote lately. A number used anew after a restart holds nothing for long. */
  isTaken(row: { readonly holder: number; readonly held_until: number }): boolean {
    const isOther = row.holder !== this.pid;
    return isOther && row.held_until > this.#now().getTime() && this.#isAlive(row.holder);
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
