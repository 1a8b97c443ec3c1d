import { formatHeader, HEADER_BYTES, type SealedHeader } from './header.ts';
import { release } from './piece.ts';
import { sealedBytes } from './sealer.ts';
import { SegmentCipher } from './segment.ts';

/** A stretch of bytes: `start` included, `end` not. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What a file is sealed with, but for its content. */
export interface SealedFile {
  readonly header: SealedHeader;
  /** 32 bytes (format 2.3). */
  readonly objectKey: Uint8Array;
  /** Length of the content in bytes. */
  readonly plainBytes: number;
}

/**
 * Seals any stretch of a file whose length is known, by itself: the same bytes that a {@link Sealer} with the same salt gives there (format
 * 2.5). So parts can be sealed side by side, have any size, and be sealed once more when an interrupted upload goes on (format 2.7).
 */
export class RangeSealer {
  readonly storedBytes: number;
  readonly #plainBytes: number;
  readonly #cipher: SegmentCipher;
  readonly #header: Buffer;
  readonly #lastIndex: number;

  constructor({ header, objectKey, plainBytes }: SealedFile) {
    this.#cipher = new SegmentCipher(header, objectKey);
    this.#header = formatHeader(header, this.#cipher.headerKey);
    this.#plainBytes = plainBytes;
    this.#lastIndex = Math.max(0, Math.ceil(plainBytes / this.#cipher.plainBytes) - 1);
    this.storedBytes = sealedBytes(plainBytes, header.suite, header.exponent);
  }

  /** The stretch of the content that has to be there to seal a stretch of the stored file; whole segments. */
  plainOf({ start, end }: Stretch): Stretch {
    const [first, last] = this.#segments({ start, end });
    const { plainBytes } = this.#cipher;
    return { start: first * plainBytes, end: Math.min((last + 1) * plainBytes, this.#plainBytes) };
  }

  /**
   * @param stretch of the stored file
   * @param plain the content's bytes that `plainOf` names
   * @param into where the stored bytes go: exactly as long as the stretch
   */
  seal(stretch: Stretch, plain: Buffer, into: Buffer): void {
    const { start, end } = stretch;
    if (start < HEADER_BYTES) this.#header.copy(into, 0, start, Math.min(end, HEADER_BYTES));
    if (end <= HEADER_BYTES) return;
    const [first, last] = this.#segments(stretch);
    const { plainBytes, storedBytes } = this.#cipher;
    for (let index = first; index <= last; index += 1) {
      const from = (index - first) * plainBytes;
      const content = plain.subarray(from, index === this.#lastIndex ? plain.length : from + plainBytes);
      let at = HEADER_BYTES + index * storedBytes - start;
      for (const piece of this.#cipher.sealPieces(index, index === this.#lastIndex, content)) {
        // The stretch may begin and end anywhere in a segment.
        if (at < into.length && at + piece.length > 0) piece.copy(into, Math.max(0, at), Math.max(0, -at));
        at += piece.length;
        release(piece);
      }
    }
  }

  #segments({ start, end }: Stretch): [first: number, last: number] {
    const indexOf = (at: number) => Math.max(0, Math.floor((at - HEADER_BYTES) / this.#cipher.storedBytes));
    return [Math.min(indexOf(start), this.#lastIndex), Math.min(indexOf(end - 1), this.#lastIndex)];
  }
}
