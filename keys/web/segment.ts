import { BLOCK_BYTES, cbcKey, cipherBlock, openCbc, openCfb } from './aes.ts';
import { concat, u64be, type Bytes } from './bytes.ts';
import { expand, isTag, macKey } from './derivation.ts';
import { SealError } from './errors.ts';
import { HEADER_BYTES, type SealedHeader, type Suite } from './header.ts';

export const TAG_BYTES = 32;
/** Format 2.7: i never passes 2^48. */
const MAX_SEGMENTS = 2 ** 48;

/** Bytes of a stored segment with `plainBytes` of plaintext (format 2.5). */
export function storedSegmentBytes(suite: Suite, plainBytes: number): number {
  const cipherBytes = suite === 1 ? plainBytes - (plainBytes % BLOCK_BYTES) + BLOCK_BYTES : plainBytes;
  return cipherBytes + TAG_BYTES;
}

/** How many segments hold `plainBytes` of content: at least one. */
export function segmentCount({ exponent }: Pick<SealedHeader, 'exponent'>, plainBytes: number): number {
  return Math.max(1, Math.ceil(plainBytes / 2 ** exponent));
}

/** Where segment `index` begins in the sealed file. */
export function segmentOffset({ suite, exponent }: Pick<SealedHeader, 'suite' | 'exponent'>, index: number): number {
  return HEADER_BYTES + index * storedSegmentBytes(suite, 2 ** exponent);
}

interface Keys {
  readonly mac: CryptoKey;
  readonly iv: CryptoKey;
  /** Suite 1 deciphers by WebCrypto, suite 2 by noble, which wants the bytes. */
  readonly cipher: CryptoKey;
  readonly cipherBytes: Bytes;
}

/** Opens the segments of one file, in any order and side by side; knows nothing of streams. Every key is imported once. */
export class SegmentCipher {
  /** Bytes of plaintext in a segment that is not the final one. */
  readonly plainBytes: number;
  /** Bytes of such a segment as stored. */
  readonly storedBytes: number;
  /** Bytes of the shortest segment that can be: an empty file's only one. */
  readonly leastStoredBytes: number;
  readonly #suite: Suite;
  readonly #keys: Keys;

  private constructor({ suite, exponent }: Pick<SealedHeader, 'suite' | 'exponent'>, keys: Keys) {
    this.#suite = suite;
    this.#keys = keys;
    this.plainBytes = 2 ** exponent;
    this.storedBytes = storedSegmentBytes(suite, this.plainBytes);
    this.leastStoredBytes = storedSegmentBytes(suite, 0);
  }

  /** @param objectKey 32 bytes (format 2.3) */
  static async of(header: Pick<SealedHeader, 'suite' | 'exponent'>, objectKey: Bytes): Promise<SegmentCipher> {
    const names = ['latchkey/v1/cipher', 'latchkey/v1/mac', 'latchkey/v1/iv'] as const;
    const [cipher, mac, iv] = await Promise.all(names.map((name) => expand(objectKey, name)));
    const keys = {
      mac: await macKey(mac!),
      iv: await cbcKey(iv!),
      cipher: await cbcKey(cipher!),
      cipherBytes: cipher!,
    };
    return new SegmentCipher(header, keys);
  }

  /** Whether a stored segment is the one of this index and place. */
  async holds(index: number, final: boolean, stored: Bytes): Promise<boolean> {
    const cipherBytes = stored.length - TAG_BYTES;
    if (cipherBytes < 0) return false;
    const place = concat(u64be(index), Uint8Array.of(final ? 1 : 0), stored.subarray(0, cipherBytes));
    return isTag(this.#keys.mac, stored.subarray(cipherBytes), place);
  }

  /**
   * Opens one segment. The tag is checked before anything is deciphered (format 2.6).
   * @param stored ct || tag, at most `storedBytes`
   * @throws SealError `tampered`: bad tag, bad padding or a length that cannot be, all the same
   */
  async open(index: number, final: boolean, stored: Bytes): Promise<Bytes> {
    if (index >= MAX_SEGMENTS) throw new SealError('tampered');
    const [isGood, iv] = await Promise.all([this.holds(index, final, stored), this.#iv(index)]);
    if (!isGood) throw new SealError('tampered');
    const sealed = stored.subarray(0, stored.length - TAG_BYTES);
    const plain =
      this.#suite === 1 ? await openCbc(this.#keys.cipher, iv, sealed) : openCfb(this.#keys.cipherBytes, iv, sealed);
    const fits = final
      ? plain.length <= this.plainBytes && (plain.length > 0 || index === 0)
      : plain.length === this.plainBytes;
    if (!fits) throw new SealError('tampered');
    return plain;
  }

  #iv(index: number): Promise<Bytes> {
    return cipherBlock(this.#keys.iv, concat(new Uint8Array(8), u64be(index)));
  }
}
