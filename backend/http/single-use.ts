import { randomBytes } from 'node:crypto';

/** Names given out and not yet used; the oldest makes room. */
export const MAX_ADDRESSES = 2000;

/** Things that can be fetched once, by a random name that was handed to whoever may. */
export class SingleUse<Thing> {
  readonly #things = new Map<string, Thing>();

  /** @returns 32 random bytes as base64url */
  offer(thing: Thing): string {
    const [oldest] = this.#things.keys();
    if (oldest !== undefined && this.#things.size >= MAX_ADDRESSES) this.#things.delete(oldest);
    const name = randomBytes(32).toString('base64url');
    this.#things.set(name, thing);
    return name;
  }

  /** The thing, and never again; undefined where there is none of this name. */
  take(name: string): Thing | undefined {
    const found = this.#things.get(name);
    this.#things.delete(name);
    return found;
  }
}
