/**
 * The engine gives each result in new memory. Large ones would be found by the garbage collector only after hundreds of megabytes, and the
 * system would have to clear new memory each time; results of this size, given back at once, use the same memory again and again.
 */
export const PIECE_BYTES = 64 * 1024;

/** Gives a piece's memory back at once. Nobody may use the piece after that: it is empty. */
export function release(piece: Buffer): void {
  // One that shares its memory with others is left to the collector.
  if (piece.byteLength === piece.buffer.byteLength) (piece.buffer as ArrayBuffer).transfer(0);
}
