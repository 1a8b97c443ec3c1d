import { openBucket } from '../buckets/address.ts';
import { Layout } from '../vault/layout.ts';

/** Whether the vault's place can be reached, and since when not. Asked for when somebody looks; nothing runs by itself. */
export class Reach {
  readonly #now: () => Date;
  readonly #lost = new Map<string, Date>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** @returns since when the place has been out of reach, or undefined where it answers */
  async look(place: string): Promise<Date | undefined> {
    try {
      const found = await openBucket(place, { create: false }).head(new Layout().vault);
      if (found !== undefined) {
        this.#lost.delete(place);
        return undefined;
      }
    } catch {
      // Whatever keeps it from answering, it cannot be reached.
    }
    const since = this.#lost.get(place) ?? this.#now();
    this.#lost.set(place, since);
    return since;
  }
}
