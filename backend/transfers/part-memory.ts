/** Pieces kept for the next part; more than that are left to the garbage collector. */
const KEPT = 8;

/** Memory for parts, used again and again: a new piece for each would have to be cleared by the system first. */
export class PartMemory {
  readonly #free: ArrayBuffer[] = [];

  /** @returns at least so many bytes, holding whatever was in them */
  take(bytes: number): ArrayBuffer {
    const place = this.#free.findIndex(({ byteLength }) => byteLength >= bytes && byteLength <= 2 * bytes);
    if (place >= 0) return this.#free.splice(place, 1)[0]!;
    // Uploads and downloads want other sizes: what the one left behind must not stand beside what the other takes.
    this.#free.shift()?.transfer(0);
    return new ArrayBuffer(bytes);
  }

  /** Only what nobody reads or writes any more; after a failure that is not known, so leave it out then. */
  give(memory: ArrayBuffer): void {
    if (memory.byteLength === 0) return;
    if (this.#free.length >= KEPT) this.#free.shift()?.transfer(0);
    this.#free.push(memory);
  }
}
