import type { Bytes } from './bytes.ts';
import { ContentDigest } from './content-digest.ts';
import { expand } from './derivation.ts';
import { SealError } from './errors.ts';
import { checkHeaderTag, HEADER_BYTES, headerTag, parseHeader, type Kind } from './header.ts';
import { deriveObjectKey } from './object-key.ts';
import { PieceCutter } from './piece-cutter.ts';
import { SegmentCipher, storedSegmentBytes, TAG_BYTES } from './segment.ts';

/** What opens a file: its own object key (32 bytes), or what a key file holds. */
export type OpeningKey =
  | { readonly objectKey: Bytes }
  | { readonly id: string; readonly key: Bytes; readonly iv: Bytes };

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
  /** "h" of the record, 64 hex digits. */
  readonly digest?: string | undefined;
}

/** Where an interrupted reading goes on. */
export interface Resumption {
  /** The 112 bytes that were read then; checked again. */
  readonly header: Bytes;
  /** The segment that is pushed next. */
  readonly index: number;
  /** The tags of all segments before it, one after the other, in pieces of any size. */
  readonly tags: Iterable<Uint8Array>;
}

export interface OpenedSegment {
  readonly plain: Bytes;
  /** 32 bytes. */
  readonly tag: Bytes;
}

/** WebCrypto works in threads: this many segments at once keep them busy. */
const MOST_IN_FLIGHT = 8;
/** Memory for segments in flight; two always, so that one is read while the other is opened. */
const MOST_BYTES_IN_FLIGHT = 4 * 2 ** 20;

/**
 * Opens a version-1 sealed file from pieces of any size, by the rules for readers of format 2.6. Gives out no byte of a segment whose
 * tag was not checked, nor of one that might be the last before a byte after it was seen. What came out is the file only
 * once `finish` has given its last segment.
 */
export class Opener {
  readonly #key: OpeningKey;
  readonly #expected: Expectation;
  readonly #cutter = new PieceCutter(HEADER_BYTES);
  readonly #digest = new ContentDigest();
  readonly #inFlight: Promise<OpenedSegment>[] = [];
  #mostInFlight = 1;
  #header: Bytes | undefined;
  #cipher: SegmentCipher | undefined;
  #index = 0;
  #plainBytes = 0;

  constructor(key: OpeningKey, expected: Expectation = {}) {
    this.#key = key;
    this.#expected = { ...expected, kind: expected.kind ?? 0 };
  }

  /** Goes on behind segments that were opened before. @throws SealError as for a whole file's header */
  static async resume(key: OpeningKey, expected: Expectation, from: Resumption): Promise<Opener> {
    const opener = new Opener(key, expected);
    await opener.#readHeader(from.header);
    for (const tags of from.tags) opener.#digest.update(tags);
    opener.#index = from.index;
    opener.#plainBytes = from.index * opener.#cipher!.plainBytes;
    return opener;
  }

  /** The header's 112 bytes, once they have come and were checked: what to go on with later. */
  get header(): Bytes | undefined {
    return this.#header;
  }

  /**
   * Takes bytes in. Await what it returns before the next call: that bounds what is in memory.
   * @returns segments in their order; undefined where these bytes completed none
   * @throws SealError any code but `wrong-password`
   */
  push(chunk: Uint8Array): Promise<readonly OpenedSegment[]> | undefined {
    if (chunk.length > this.#cutter.room) return this.#cut(chunk);
    this.#cutter.fill(chunk);
    return undefined;
  }

  /** What is still being opened, where no more bytes come for now: each of these segments had a byte after it. @throws SealError as `push` does */
  async drain(): Promise<readonly OpenedSegment[]> {
    const opened: OpenedSegment[] = [];
    while (this.#inFlight.length > 0) opened.push(await this.#release());
    return opened;
  }

  /** Call once all bytes were pushed. @throws SealError as `push` does, and `truncated` */
  async finish(): Promise<readonly OpenedSegment[]> {
    const isHeader = this.#cipher === undefined;
    if (isHeader) await this.#readHeader(this.#cutter.rest());
    const stored = isHeader ? new Uint8Array() : this.#cutter.rest();
    const opened = await this.drain();
    const cipher = this.#cipher!;
    if (stored.length < cipher.leastStoredBytes) throw new SealError('truncated');
    // The last one present is whole but was not sealed as the last: the file was cut right behind it.
    if (await cipher.holds(this.#index, false, stored)) throw new SealError('truncated');
    this.#start(cipher, true, stored);
    const last = await this.#release();
    const { plainBytes, digest } = this.#expected;
    if (plainBytes !== undefined && plainBytes !== this.#plainBytes) throw new SealError('tampered');
    if (digest !== undefined && digest !== this.#digest.hex()) throw new SealError('tampered');
    return [...opened, last];
  }

  async #cut(chunk: Uint8Array): Promise<readonly OpenedSegment[]> {
    const opened: OpenedSegment[] = [];
    for (const piece of this.#cutter.push(chunk)) {
      if (this.#cipher === undefined) await this.#readHeader(piece);
      else this.#start(this.#cipher, false, piece);
      while (this.#inFlight.length >= this.#mostInFlight) opened.push(await this.#release());
    }
    return opened;
  }

  #start(cipher: SegmentCipher, final: boolean, stored: Bytes): void {
    const tag = stored.slice(stored.length - TAG_BYTES);
    const opening = cipher.open(this.#index, final, stored).then((plain) => ({ plain, tag }));
    // Whoever waits for it hears of it; an earlier one may fail first.
    opening.catch(() => undefined);
    this.#inFlight.push(opening);
    this.#index += 1;
  }

  async #release(): Promise<OpenedSegment> {
    const opened = await this.#inFlight.shift()!;
    this.#plainBytes += opened.plain.length;
    if (this.#plainBytes > (this.#expected.plainBytes ?? Infinity)) throw new SealError('tampered');
    this.#digest.update(opened.tag);
    return opened;
  }

  async #readHeader(bytes: Bytes): Promise<void> {
    const header = parseHeader(bytes, 'id' in this.#key ? this.#key.id : undefined);
    const objectKey = 'objectKey' in this.#key ? this.#key.objectKey : await deriveObjectKey(this.#key, header.salt);
    await checkHeaderTag(bytes, await expand(objectKey, 'latchkey/v1/header'));
    const { kind, fileId, keyId } = this.#expected;
    const agrees = (known: unknown, found: unknown) => known === undefined || known === found;
    if (!agrees(kind, header.kind) || !agrees(fileId, header.fileId) || !agrees(keyId, header.keyId)) {
      throw new SealError('tampered');
    }
    this.#digest.update(headerTag(bytes));
    this.#header = bytes;
    const storedBytes = storedSegmentBytes(header.suite, 2 ** header.exponent);
    this.#mostInFlight = Math.max(2, Math.min(MOST_IN_FLIGHT, Math.floor(MOST_BYTES_IN_FLIGHT / storedBytes)));
    this.#cutter.size = storedBytes;
    this.#cipher = await SegmentCipher.of(header, objectKey);
  }
}

/** The opener as a transform for `pipeThrough`. */
export function opening(opener: Opener): TransformStream<Uint8Array, OpenedSegment> {
  return new TransformStream({
    async transform(chunk, controller) {
      for (const segment of (await opener.push(chunk)) ?? []) controller.enqueue(segment);
    },
    async flush(controller) {
      for (const segment of await opener.finish()) controller.enqueue(segment);
    },
  });
}
