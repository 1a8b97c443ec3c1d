/** Pieces kept for the next part; more than that are left to the garbage collector. */
const KEPT = 4;
const MIB = 2 ** 20;
/** What a run of sealed segments has beyond whole MiB, at most: their tags and padding. */
const MARGIN = 2 ** 16;

/** Memory for parts, used again and again: a new piece for each would have to be cleared by the system first. */
export class PartMemory {
  readonly #free: ArrayBuffer[] = [];

  /** @returns at least so many bytes, holding whatever was in them */
  take(bytes: number): ArrayBuffer {
    const place = this.#free.findIndex(({ byteLength }) => byteLength >= bytes && byteLength <= 2 * bytes);
    if (place >= 0) return this.#free.splice(place, 1)[0]!;
    // Nothing kept fits: it must not stand beside what does.
    this.#free.shift()?.transfer(0);
    // One size for parts and for the runs of a download, which are longer by their tags: the allocator's heap would fall to pieces.
    return new ArrayBuffer(Math.ceil(Math.max(0, bytes - MARGIN) / MIB) * MIB + MARGIN);
  }

  /** Only what nobody reads or writes any more; after a failure that is not known, so leave it out then. */
  give(memory: ArrayBuffer): void {
    if (memory.byteLength === 0) return;
    if (this.#free.length >= KEPT) this.#free.shift()?.transfer(0);
    this.#free.push(memory);
  }
}
