import { SealError } from './errors.ts';
import { HEADER_BYTES, type SealedHeader } from './header.ts';
import type { Stretch } from './range-sealer.ts';
import { sealedBytes } from './sealer.ts';
import { SegmentCipher } from './segment.ts';

/** A file whose length is known from its record, and whose header was read and checked. */
export interface RangeFile {
  readonly header: Pick<SealedHeader, 'suite' | 'exponent'>;
  /** 32 bytes (format 2.3). */
  readonly objectKey: Uint8Array;
  /** Length of the content in bytes, from its record (format 3.2). */
  readonly plainBytes: number;
}

/**
 * Opens runs of segments of a file, in any order. Whether a segment is the last one follows from the content's length, which stands in
 * the sealed record, so none has to wait for the byte after it (format 2.6): a file that is longer or shorter shows no such segment.
 */
export class RangeOpener {
  /** How long the object has to be: any other length is a damaged file. */
  readonly storedBytes: number;
  /** How many segments there are. */
  readonly segments: number;
  /** Bytes of content in a segment that is not the last. */
  readonly segmentBytes: number;
  readonly #plainBytes: number;
  readonly #cipher: SegmentCipher;

  constructor({ header, objectKey, plainBytes }: RangeFile) {
    this.#cipher = new SegmentCipher(header, objectKey);
    this.#plainBytes = plainBytes;
    this.segmentBytes = this.#cipher.plainBytes;
    this.segments = Math.max(1, Math.ceil(plainBytes / this.segmentBytes));
    this.storedBytes = sealedBytes(plainBytes, header.suite, header.exponent);
  }

  /** Where a run of segments lies in the stored file. @param count segments; fewer where the file ends */
  storedOf(first: number, count: number): Stretch {
    const end = HEADER_BYTES + (first + count) * this.#cipher.storedBytes;
    return { start: HEADER_BYTES + first * this.#cipher.storedBytes, end: Math.min(end, this.storedBytes) };
  }

  /** Where a run of segments lies in the content. */
  plainOf(first: number, count: number): Stretch {
    const end = Math.min((first + count) * this.segmentBytes, this.#plainBytes);
    return { start: first * this.segmentBytes, end };
  }

  /**
   * Opens a run of segments, one after the other. The content comes in pieces; whoever has used one may `release` it (keys/piece.ts).
   * Nothing of a segment comes before its tag was checked; the content is whole once the last piece came.
   * @param stored the bytes that `storedOf` names
   * @throws SealError `tampered`
   */
  *open(first: number, stored: Buffer): Generator<Buffer> {
    let index = first;
    for (let at = 0; at < stored.length; index += 1) {
      const final = index === this.segments - 1;
      const end = final ? stored.length : at + this.#cipher.storedBytes;
      if (end > stored.length || index >= this.segments) throw new SealError('tampered');
      let length = 0;
      for (const piece of this.#cipher.openPieces(index, final, stored.subarray(at, end))) {
        length += piece.length;
        yield piece;
      }
      // Lengths that differ within a block are sealed to the same length: the record's counts (format 3.2).
      if (final && length !== this.#plainBytes - index * this.segmentBytes) throw new SealError('tampered');
      at = end;
    }
  }
}
