import { createCipheriv, createDecipheriv, createHmac, type Cipheriv, type KeyObject } from 'node:crypto';
import { hmacSha256 } from './derivation.ts';
import { availableCfb, type Cfb } from './cfb.ts';
import { equalBytes } from './encoding.ts';
import { SealError } from './errors.ts';
import type { SealedHeader, Suite } from './header.ts';
import { deriveObjectKeys, type ObjectKeys } from './object-key.ts';
import { PIECE_BYTES } from './piece.ts';

export const TAG_BYTES = 32;
const BLOCK_BYTES = 16;
/** Format 2.7: i never passes 2^48. */
export const MAX_SEGMENTS = 2 ** 48;

/** Bytes of a stored segment with `plainBytes` of plaintext (format 2.5). */
export function storedSegmentBytes(suite: Suite, plainBytes: number): number {
  const cipherBytes = suite === 1 ? plainBytes - (plainBytes % BLOCK_BYTES) + BLOCK_BYTES : plainBytes;
  return cipherBytes + TAG_BYTES;
}

/** Seals and opens the segments of one file, in any order; knows nothing of streams. */
export class SegmentCipher {
  /** Bytes of plaintext in a segment that is not the final one. */
  readonly plainBytes: number;
  /** Bytes of such a segment as stored. */
  readonly storedBytes: number;
  /** Bytes of the shortest segment that can be: an empty file's only one. */
  readonly leastStoredBytes: number;
  readonly #suite: Suite;
  readonly #keys: ObjectKeys;
  readonly #cfb: Cfb;
  readonly #ivCipher: Cipheriv;

  /** @param objectKey 32 bytes (format 2.3) */
  constructor(header: Pick<SealedHeader, 'suite' | 'exponent'>, objectKey: Uint8Array, cfb: Cfb = availableCfb()) {
    this.#suite = header.suite;
    this.#keys = deriveObjectKeys(objectKey);
    this.#cfb = cfb;
    this.#ivCipher = createCipheriv('aes-256-ecb', this.#keys.ivKey, null).setAutoPadding(false);
    this.plainBytes = 2 ** header.exponent;
    this.storedBytes = storedSegmentBytes(this.#suite, this.plainBytes);
    this.leastStoredBytes = storedSegmentBytes(this.#suite, 0);
  }

  get headerKey(): KeyObject {
    return this.#keys.headerKey;
  }

  /** @returns ct || tag in pieces (format 2.5), and the tag once more by itself */
  seal(index: number, final: boolean, plain: Uint8Array): { stored: readonly [Buffer, Buffer]; tag: Buffer } {
    if (index >= MAX_SEGMENTS) throw new RangeError('a sealed file has at most 2^48 segments');
    const sealed = this.#encipher(this.#iv(index), plain);
    const tag = this.#tag(index, final, sealed);
    const [body, rest] = sealed;
    return { stored: [body, Buffer.concat([rest, tag])], tag };
  }

  /** The same in pieces of at most 64 KiB, in order; whoever has used one may `release` it (keys/piece.ts). */
  *sealPieces(index: number, final: boolean, plain: Uint8Array): Generator<Buffer> {
    // The engine's CFB has no pieces everywhere.
    if (this.#suite === 2) {
      yield* this.seal(index, final, plain).stored;
      return;
    }
    if (index >= MAX_SEGMENTS) throw new RangeError('a sealed file has at most 2^48 segments');
    const cipher = createCipheriv('aes-256-cbc', this.#keys.cipherKey, this.#iv(index));
    const hmac = createHmac('sha256', this.#keys.macKey).update(place(index, final));
    for (let at = 0; at < plain.length; at += PIECE_BYTES) {
      const piece = cipher.update(plain.subarray(at, at + PIECE_BYTES));
      hmac.update(piece);
      yield piece;
    }
    const rest = cipher.final();
    yield Buffer.concat([rest, hmac.update(rest).digest()]);
  }

  /** Whether a stored segment is the one of this index and place. */
  holds(index: number, final: boolean, stored: Buffer): boolean {
    const cipherBytes = stored.length - TAG_BYTES;
    if (cipherBytes < 0) return false;
    return equalBytes(this.#tag(index, final, [stored.subarray(0, cipherBytes)]), stored.subarray(cipherBytes));
  }

  /**
   * Opens one segment. The tag is checked before anything is deciphered (format 2.6).
   * @param stored ct || tag, at most `storedBytes`
   * @throws SealError `tampered`: bad tag, bad padding or a length that cannot be, all the same
   */
  open(index: number, final: boolean, stored: Buffer): Buffer {
    if (!this.holds(index, final, stored)) throw new SealError('tampered');
    const plain = this.#decipher(this.#iv(index), stored.subarray(0, stored.length - TAG_BYTES));
    const fits = final
      ? plain.length <= this.plainBytes && (plain.length > 0 || index === 0)
      : plain.length === this.plainBytes;
    if (!fits) throw new SealError('tampered');
    return plain;
  }

  /**
   * The same in pieces of at most 64 KiB, in order; whoever has used one may `release` it (keys/piece.ts). Nothing comes before the tag was
   * checked; bad padding and a length that cannot be show at the end.
   * @throws SealError as `open` does
   */
  *openPieces(index: number, final: boolean, stored: Buffer): Generator<Buffer> {
    const sealed = stored.subarray(0, stored.length - TAG_BYTES);
    const isWhole = sealed.length <= PIECE_BYTES || sealed.length % BLOCK_BYTES !== 0;
    if (this.#suite === 2 || isWhole) {
      yield this.open(index, final, stored);
      return;
    }
    if (!this.holds(index, final, stored)) throw new SealError('tampered');
    const decipher = createDecipheriv('aes-256-cbc', this.#keys.cipherKey, this.#iv(index)).setAutoPadding(false);
    let length = 0;
    for (let at = 0; at < sealed.length; at += PIECE_BYTES) {
      const plain = decipher.update(sealed.subarray(at, at + PIECE_BYTES));
      const piece = at + PIECE_BYTES < sealed.length ? plain : unpadded(plain);
      length += piece.length;
      if (length > this.plainBytes || (!final && at + PIECE_BYTES >= sealed.length && length < this.plainBytes)) {
        throw new SealError('tampered');
      }
      yield piece;
    }
  }

  #iv(index: number): Buffer {
    const counter = Buffer.alloc(BLOCK_BYTES);
    counter.writeBigUInt64BE(BigInt(index), 8);
    return this.#ivCipher.update(counter);
  }

  #tag(index: number, final: boolean, sealed: readonly Uint8Array[]): Buffer {
    return hmacSha256(this.#keys.macKey, place(index, final), ...sealed);
  }

  /** The bulk and what is left over: joining them would copy every byte once more. */
  #encipher(iv: Buffer, plain: Uint8Array): readonly [Buffer, Buffer] {
    if (this.#suite === 2) return [this.#cfb.encipher(this.#keys.cipherKey, iv, plain), Buffer.alloc(0)];
    const cipher = createCipheriv('aes-256-cbc', this.#keys.cipherKey, iv);
    return [cipher.update(plain), cipher.final()];
  }

  #decipher(iv: Buffer, sealed: Buffer): Buffer {
    if (this.#suite === 2) return this.#cfb.decipher(this.#keys.cipherKey, iv, sealed);
    if (sealed.length === 0 || sealed.length % BLOCK_BYTES !== 0) throw new SealError('tampered');
    // The padding is taken off here, for the engine would return the last block by itself, to be joined by a copy.
    const decipher = createDecipheriv('aes-256-cbc', this.#keys.cipherKey, iv).setAutoPadding(false);
    return unpadded(decipher.update(sealed));
  }
}

/** What a tag covers beside the bytes: u64be(i) || final (format 2.5). */
function place(index: number, final: boolean): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeBigUInt64BE(BigInt(index));
  bytes[8] = final ? 1 : 0;
  return bytes;
}

/** Takes PKCS#7 padding off (RFC 5652, 6.3). The tag was checked, so whoever made it had the key: no secret hangs on the time. */
function unpadded(padded: Buffer): Buffer {
  const length = padded[padded.length - 1]!;
  const padding = padded.subarray(padded.length - length);
  const isPadding = length >= 1 && length <= BLOCK_BYTES && padding.every((byte) => byte === length);
  if (!isPadding) throw new SealError('tampered');
  return padded.subarray(0, padded.length - length);
}
