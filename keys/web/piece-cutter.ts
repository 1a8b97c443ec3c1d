import type { Bytes } from './bytes.ts';

/** Cuts bytes that come in pieces of any size into pieces of one size. A piece is given out once a byte after it was seen (format 2.6). */
export class PieceCutter {
  #piece: Bytes;
  #filled = 0;
  #size: number;

  /** @param size bytes of the first piece */
  constructor(size: number) {
    this.#size = size;
    this.#piece = new Uint8Array(size);
  }

  /** Bytes that fit in before a piece is given out. */
  get room(): number {
    return this.#piece.length - this.#filled;
  }

  /** Bytes of the pieces after those that were given out. */
  set size(size: number) {
    this.#size = size;
    if (this.#filled === 0) this.#piece = new Uint8Array(size);
  }

  /** Takes in bytes for which there is room. */
  fill(chunk: Uint8Array): void {
    this.#piece.set(chunk, this.#filled);
    this.#filled += chunk.length;
  }

  /** Copies the bytes. The size may be changed while a piece is out. */
  *push(chunk: Uint8Array): Generator<Bytes> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#filled === this.#piece.length) {
        const whole = this.#piece;
        this.#piece = new Uint8Array(this.#size);
        this.#filled = 0;
        yield whole;
      }
      const fitting = rest.subarray(0, this.#piece.length - this.#filled);
      this.fill(fitting);
      rest = rest.subarray(fitting.length);
    }
  }

  /** What was pushed and not given out. */
  rest(): Bytes {
    return this.#piece.subarray(0, this.#filled);
  }
}
