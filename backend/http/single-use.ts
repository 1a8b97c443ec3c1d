import { randomBytes } from 'node:crypto';

/** An address works for this long, and once. */
export const ADDRESS_MS = 60 * 1000;
/** Addresses given out and not yet used; the oldest makes room. */
export const MAX_ADDRESSES = 2000;

/** Things that can be fetched once, by a random name that was handed to whoever may. */
export class SingleUse<Thing> {
  readonly #now: () => Date;
  readonly #things = new Map<string, { readonly thing: Thing; readonly until: number }>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** @returns 32 random bytes as base64url */
  offer(thing: Thing): string {
    this.#dropOld(MAX_ADDRESSES - 1);
    const name = randomBytes(32).toString('base64url');
    this.#things.set(name, { thing, until: this.#now().getTime() + ADDRESS_MS });
    return name;
  }

  take(name: string): Thing | undefined {
    this.#dropOld(MAX_ADDRESSES);
    const found = this.#things.get(name);
    this.#things.delete(name);
    return found?.thing;
  }

  #dropOld(most: number): void {
    const now = this.#now().getTime();
    for (const [name, { until }] of this.#things) {
      if (now <= until && this.#things.size <= most) break;
      this.#things.delete(name);
    }
  }
}
