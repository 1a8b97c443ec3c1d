/** Small pieces are gathered into blocks of this size: a piece by itself costs a hundred bytes of bookkeeping. */
const BLOCK_BYTES = 64 * 1024;
const SMALL_BYTES = 4 * 1024;

/** Bytes that come in pieces of any size and leave in pieces of another: first in, first out, without needless copies. */
export class ByteQueue {
  #pieces: Buffer[] = [];
  /** Index of the first piece not yet taken; taken ones are dropped in one go. */
  #first = 0;
  #length = 0;
  /** Bytes still free in the newest block of ours. */
  #free: Buffer = Buffer.alloc(0);

  get length(): number {
    return this.#length;
  }

  /** A chunk over 4 KiB is not copied: from here on it is the queue's and must not be written to. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#length += chunk.length;
    if (chunk.length <= SMALL_BYTES) return this.#gather(chunk);
    this.#pieces.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  }

  /** Takes the first `count` bytes out; fewer are never returned. */
  take(count: number): Buffer {
    if (count > this.#length) throw new RangeError('more bytes asked for than queued');
    this.#length -= count;
    const taken: Buffer[] = [];
    let missing = count;
    while (missing > 0) {
      const piece = this.#pieces[this.#first]!;
      taken.push(piece.subarray(0, missing));
      if (piece.length > missing) this.#pieces[this.#first] = piece.subarray(missing);
      else this.#first += 1;
      missing -= Math.min(missing, piece.length);
    }
    this.#pieces.splice(0, this.#first);
    this.#first = 0;
    return taken.length === 1 ? taken[0]! : Buffer.concat(taken, count);
  }

  #gather(chunk: Uint8Array): void {
    if (this.#free.length < chunk.length) this.#free = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    const gathered = this.#free.subarray(0, chunk.length);
    gathered.set(chunk);
    this.#free = this.#free.subarray(chunk.length);
    const last = this.#pieces.at(-1);
    if (last?.buffer === gathered.buffer && last.byteOffset + last.length === gathered.byteOffset) {
      this.#pieces[this.#pieces.length - 1] = Buffer.from(last.buffer, last.byteOffset, last.length + chunk.length);
    } else {
      this.#pieces.push(gathered);
    }
  }
}
