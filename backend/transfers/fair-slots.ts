interface Waiting {
  readonly give: () => void;
}

/**
 * So many at once. Owners take turns, and each one's own requests come in order: a file of ten thousand parts keeps no other file waiting
 * longer than one part.
 */
export class FairSlots {
  #free: number;
  /** Owners that wait, the next one first. */
  readonly #queues = new Map<object, Waiting[]>();

  constructor(count: number) {
    this.#free = count;
  }

  /** @returns gives the slot back; calling it twice does nothing more */
  async take(owner: object, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(owner, signal);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#give();
    };
  }

  #wait(owner: object, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      this.#remove(owner, waiting);
      reject(signal?.reason);
    };
    const waiting: Waiting = {
      give: () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      },
    };
    signal?.addEventListener('abort', leave, { once: true });
    const queue = this.#queues.get(owner) ?? [];
    queue.push(waiting);
    this.#queues.set(owner, queue);
    return promise;
  }

  #give(): void {
    const next = this.#queues.entries().next().value;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    const [owner, queue] = next;
    const [waiting] = queue.splice(0, 1);
    // To the end of the line, if it wants more.
    this.#queues.delete(owner);
    if (queue.length > 0) this.#queues.set(owner, queue);
    waiting?.give();
  }

  #remove(owner: object, waiting: Waiting): void {
    const queue = this.#queues.get(owner) ?? [];
    const place = queue.indexOf(waiting);
    if (place >= 0) queue.splice(place, 1);
    if (queue.length === 0) this.#queues.delete(owner);
  }
}
