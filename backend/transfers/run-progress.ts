/** Which runs of a file are done, where they finish in any order. */
export class RunProgress {
  #reached: number;
  readonly #beyond = new Set<number>();

  /** @param reached all runs before this one are done */
  constructor(reached: number) {
    this.#reached = reached;
  }

  /** All runs before this one are done. */
  get reached(): number {
    return this.#reached;
  }

  finish(run: number): void {
    this.#beyond.add(run);
    while (this.#beyond.delete(this.#reached)) this.#reached += 1;
  }
}
