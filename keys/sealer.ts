import { createHash, randomBytes } from 'node:crypto';
import { ByteQueue } from './byte-queue.ts';
import { DEFAULT_EXPONENT, formatHeader, HEADER_BYTES, headerTag, type Kind, type Suite } from './header.ts';
import type { KeyFile } from './key-file.ts';
import { deriveObjectKey } from './object-key.ts';
import { SegmentCipher, storedSegmentBytes } from './segment.ts';

export interface SealOptions {
  /** 32 hex digits, drawn anew for every version of a file (format 2.7). */
  readonly fileId: string;
  readonly suite?: Suite | undefined;
  /** A segment holds 2^exponent bytes, 16 to 22. */
  readonly exponent?: number | undefined;
  readonly kind?: Kind | undefined;
  /** 32 bytes; drawn here unless an interrupted upload of the same source resumes (format 2.7). */
  readonly salt?: Buffer | undefined;
}

/** Bytes of the sealed file that `plainBytes` of plaintext make (format 2.5). */
export function sealedBytes(plainBytes: number, suite: Suite = 1, exponent = DEFAULT_EXPONENT): number {
  const segmentBytes = 2 ** exponent;
  const before = Math.max(0, Math.ceil(plainBytes / segmentBytes) - 1);
  const final = plainBytes - before * segmentBytes;
  return HEADER_BYTES + before * storedSegmentBytes(suite, segmentBytes) + storedSegmentBytes(suite, final);
}

/**
 * Seals a stream of bytes as a version-1 file. Holds at most one segment and what was pushed last.
 * Push pieces of any size, take what comes out, finish once.
 */
export class Sealer {
  readonly #header: Buffer;
  readonly #cipher: SegmentCipher;
  readonly #queue = new ByteQueue();
  readonly #digest = createHash('sha256');
  #index = 0;
  #plainBytes = 0;

  constructor(keyFile: Pick<KeyFile, 'id' | 'key' | 'iv'>, options: SealOptions) {
    const { fileId, suite = 1, exponent = DEFAULT_EXPONENT, kind = 0, salt = randomBytes(32) } = options;
    this.#cipher = new SegmentCipher({ suite, exponent }, deriveObjectKey(keyFile, salt));
    const header = { suite, exponent, kind, keyId: keyFile.id, fileId, salt };
    this.#header = formatHeader(header, this.#cipher.headerKey);
    this.#digest.update(headerTag(this.#header));
  }

  /** Bytes of plaintext taken in so far. */
  get plainBytes(): number {
    return this.#plainBytes;
  }

  *push(chunk: Uint8Array): Generator<Buffer> {
    this.#plainBytes += chunk.length;
    this.#queue.push(chunk);
    // A full segment waits for the byte after it: only then is it known not to be the final one.
    while (this.#queue.length > this.#cipher.plainBytes) yield* this.#seal(false, this.#cipher.plainBytes);
  }

  *finish(): Generator<Buffer> {
    yield* this.#seal(true, this.#queue.length);
  }

  /** SHA-256 over the header's tag and every segment's, 32 bytes (format 2.3, "h"); once, after `finish`. */
  contentDigest(): Buffer {
    return this.#digest.digest();
  }

  *#seal(final: boolean, count: number): Generator<Buffer> {
    if (this.#index === 0) yield this.#header;
    const { stored, tag } = this.#cipher.seal(this.#index, final, this.#queue.take(count));
    this.#digest.update(tag);
    this.#index += 1;
    yield* stored;
  }
}

/** The sealer as a transform for `stream.pipeline` and `for await`. */
export function sealing(sealer: Sealer) {
  return async function* seal(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
    for await (const chunk of source) yield* sealer.push(chunk);
    yield* sealer.finish();
  };
}
