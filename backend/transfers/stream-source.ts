import type { Stretch } from '../../keys/range-sealer.ts';
import { VaultError } from '../vault/errors.ts';
import type { VaultPath } from '../vault/path.ts';
import type { ContentSource } from './content-source.ts';
import type { PlainSource } from './seal-work.ts';

/** Content that arrives once, from its beginning: what a browser sends. It cannot be gone back to. */
export class StreamSource implements ContentSource {
  readonly size: number;
  readonly #path: VaultPath;
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** Read and not yet given out. */
  #rest: Uint8Array = new Uint8Array();
  /** The end of what was given out last: a segment that two parts share is sealed for both. */
  #kept: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };
  #turn: Promise<unknown> = Promise.resolve();

  readonly #segmentBytes: number;

  /** @param segmentBytes of content, 2^exponent: stretches begin at segments, and two may share one */
  constructor(path: VaultPath, size: number, bytes: AsyncIterable<Uint8Array>, segmentBytes: number) {
    this.#path = path;
    this.size = size;
    this.#segmentBytes = segmentBytes;
    this.#chunks = bytes[Symbol.asyncIterator]();
  }

  plain(stretch: Stretch): Promise<PlainSource> {
    const turn = this.#turn.then(() => this.#read(stretch));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async readAll(): Promise<Buffer> {
    return Buffer.from((await this.#read({ start: 0, end: this.size })).bytes);
  }

  /** Nothing may follow what was announced. */
  async verify(): Promise<void> {
    await this.#turn;
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return;
      this.#rest = next.value;
    }
    throw this.#changed();
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #read({ start, end }: Stretch): Promise<{ readonly bytes: ArrayBuffer }> {
    const bytes = new ArrayBuffer(end - start);
    const into = Buffer.from(bytes);
    let at = this.#kept.bytes.copy(into, 0, start - this.#kept.start);
    while (at < into.length) {
      if (this.#rest.length === 0) {
        const next = await this.#chunks.next();
        if (next.done === true) throw this.#changed();
        this.#rest = next.value;
      }
      const piece = this.#rest.subarray(0, into.length - at);
      into.set(piece, at);
      at += piece.length;
      this.#rest = this.#rest.subarray(piece.length);
    }
    const lastSegment = Math.max(start, Math.floor((end - 1) / this.#segmentBytes) * this.#segmentBytes);
    // Copied, for the memory goes to the thread that seals it.
    this.#kept = { start: lastSegment, bytes: Buffer.from(into.subarray(lastSegment - start)) };
    return { bytes };
  }

  #changed(): VaultError {
    return new VaultError(
      'source-changed',
      `${this.#path} does not have the announced size; nothing of it was stored.`,
    );
  }
}
