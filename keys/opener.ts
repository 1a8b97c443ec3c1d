import { createHash } from 'node:crypto';
import { ByteQueue } from './byte-queue.ts';
import { SealError } from './errors.ts';
import { checkHeaderTag, HEADER_BYTES, headerTag, parseHeader, type Kind, type SealedHeader } from './header.ts';
import type { KeyFile } from './key-file.ts';
import { deriveObjectKey } from './object-key.ts';
import { SegmentCipher, TAG_BYTES } from './segment.ts';

/** What opens a file: a key file, or the one file's own object key (32 bytes). */
export type OpeningKey = Pick<KeyFile, 'id' | 'key' | 'iv'> | { readonly objectKey: Uint8Array };

/** What the reader knows of the file beforehand; all that is known is checked (format 2.6). */
export interface Expectation {
  /** 0 unless said otherwise: there is always one kind asked for. */
  readonly kind?: Kind | undefined;
  /** 32 hex digits. */
  readonly fileId?: string | undefined;
  /** The key id in the file's record, 32 hex digits. */
  readonly keyId?: string | undefined;
  /** Length of the content in bytes, from its record (format 3.2). */
  readonly plainBytes?: number | undefined;
}

/**
 * Opens a version-1 sealed file from pieces of any size, by the rules for readers of format 2.6. Gives out no byte of a segment whose
 * tag was not checked, nor of one that might be the last before a byte after it was seen; holds at most one segment and
 * what was pushed last. What came out is the file only once `finish` has returned without an error.
 */
export class Opener {
  readonly #key: OpeningKey;
  readonly #expected: Expectation;
  readonly #queue = new ByteQueue();
  readonly #digest = createHash('sha256');
  #header: SealedHeader | undefined;
  #cipher: SegmentCipher | undefined;
  #index = 0;
  #plainBytes = 0;

  constructor(key: OpeningKey, expected: Expectation = {}) {
    this.#key = key;
    this.#expected = { ...expected, kind: expected.kind ?? 0 };
  }

  /** The header, once its bytes have come and were checked. */
  get header(): SealedHeader | undefined {
    return this.#header;
  }

  /** @throws SealError any code but `damaged-key-file` and `wrong-password` */
  *push(chunk: Uint8Array): Generator<Buffer> {
    this.#queue.push(chunk);
    if (this.#cipher === undefined && this.#queue.length < HEADER_BYTES) return;
    this.#cipher ??= this.#readHeader();
    while (this.#queue.length > this.#cipher.storedBytes) {
      const stored = this.#queue.take(this.#cipher.storedBytes);
      yield this.#release(this.#cipher, false, stored);
    }
  }

  /** Call once all bytes were pushed. @throws SealError as `push` does, and `truncated` */
  *finish(): Generator<Buffer> {
    this.#cipher ??= this.#readHeader();
    const stored = this.#queue.take(this.#queue.length);
    if (stored.length < this.#cipher.leastStoredBytes) throw new SealError('truncated');
    // The last one present is whole but was not sealed as the last: the file was cut right behind it.
    if (this.#cipher.holds(this.#index, false, stored)) throw new SealError('truncated');
    const plain = this.#release(this.#cipher, true, stored);
    const { plainBytes } = this.#expected;
    if (plainBytes !== undefined && plainBytes !== this.#plainBytes) throw new SealError('tampered');
    if (plain.length > 0) yield plain;
  }

  /** SHA-256 over the header's tag and every segment's, 32 bytes (format 2.3, "h"); once, after `finish`. */
  contentDigest(): Buffer {
    return this.#digest.digest();
  }

  #readHeader(): SegmentCipher {
    const bytes = this.#queue.take(Math.min(HEADER_BYTES, this.#queue.length));
    const header = parseHeader(bytes, 'id' in this.#key ? this.#key.id : undefined);
    const objectKey = 'objectKey' in this.#key ? this.#key.objectKey : deriveObjectKey(this.#key, header.salt);
    const cipher = new SegmentCipher(header, objectKey);
    checkHeaderTag(bytes, cipher.headerKey);
    const { kind, fileId, keyId } = this.#expected;
    const agrees = (known: unknown, found: unknown) => known === undefined || known === found;
    if (!agrees(kind, header.kind) || !agrees(fileId, header.fileId) || !agrees(keyId, header.keyId)) {
      throw new SealError('tampered');
    }
    this.#digest.update(headerTag(bytes));
    this.#header = header;
    return cipher;
  }

  #release(cipher: SegmentCipher, final: boolean, stored: Buffer): Buffer {
    const plain = cipher.open(this.#index, final, stored);
    this.#plainBytes += plain.length;
    if (this.#plainBytes > (this.#expected.plainBytes ?? Infinity)) throw new SealError('tampered');
    this.#digest.update(stored.subarray(stored.length - TAG_BYTES));
    this.#index += 1;
    return plain;
  }
}

/** The opener as a transform for `stream.pipeline` and `for await`. */
export function opening(opener: Opener) {
  return async function* open(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
    for await (const chunk of source) yield* opener.push(chunk);
    yield* opener.finish();
  };
}
