/** What the window alone knows of transfers: how to do one again, and which rows were put away. Gone with the window. */
class RowMemory {
  #hidden: ReadonlySet<string> = new Set();
  readonly #again = new Map<string, () => void>();
  readonly #listeners = new Set<() => void>();

  /** Whoever starts a transfer can say how to start it once more; then its row offers "Try again". */
  readonly remember = (id: string, again: () => void): void => {
    this.#again.set(id, again);
  };

  readonly againOf = (id: string): (() => void) | undefined => this.#again.get(id);

  readonly hide = (ids: readonly string[]): void => {
    this.#hidden = this.#hidden.union(new Set(ids));
    for (const id of ids) this.#again.delete(id);
    for (const listener of this.#listeners) listener();
  };

  readonly hidden = (): ReadonlySet<string> => this.#hidden;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export const rowMemory = new RowMemory();
