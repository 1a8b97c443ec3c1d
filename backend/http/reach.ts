import { connectionFault } from '../buckets/connection-error.ts';
import type { ConnectionFault } from '../buckets/connection-check.ts';
import type { OpenBuckets } from '../transfers/open-buckets.ts';

/** A vault's place that does not give the vault: since when, and what is wrong with the connection where that is known. */
export interface Lost {
  readonly since: Date;
  readonly fault: ConnectionFault;
}

/** A window waits for the answer: a place that has not answered by then is as it was before. */
const PATIENCE_MS = 2_500;

/** Whether the vault's place can be reached, and since when not. Asked for when somebody looks; nothing runs by itself. */
export class Reach {
  readonly #buckets: OpenBuckets;
  readonly #now: () => Date;
  readonly #lost = new Map<string, Lost>();
  /** Places that answered before, and the looks that are under way. */
  readonly #found = new Set<string>();
  readonly #looks = new Map<string, Promise<void>>();

  constructor(buckets: OpenBuckets, now: () => Date) {
    this.#buckets = buckets;
    this.#now = now;
  }

  /** @returns what is known of a place that cannot be reached, or undefined where it answers */
  async look(place: string): Promise<Lost | undefined> {
    const look = this.#looks.get(place) ?? this.#begin(place);
    const patience = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => patience.resolve('late'), PATIENCE_MS);
    const first = await Promise.race([look, patience.promise]);
    clearTimeout(timer);
    if (first === 'late' && !this.#found.has(place)) this.#lose(place, 'unreachable');
    return this.#lost.get(place);
  }

  #begin(place: string): Promise<void> {
    const look = this.#ask(place).finally(() => this.#looks.delete(place));
    this.#looks.set(place, look);
    return look;
  }

  async #ask(place: string): Promise<void> {
    try {
      if (!(await this.#buckets.hasVault(place))) return this.#lose(place, 'unreachable');
      this.#lost.delete(place);
      this.#found.add(place);
    } catch (error) {
      // Whatever keeps it from answering, it cannot be reached.
      this.#lose(place, connectionFault(error) ?? 'unreachable');
    }
  }

  #lose(place: string, fault: ConnectionFault): void {
    const since = this.#lost.get(place)?.since ?? this.#now();
    this.#found.delete(place);
    this.#lost.set(place, { since, fault });
  }
}
