import type { Stretch } from '../../keys/range-sealer.ts';
import { unlessAborted } from '../buckets/object-body.ts';
import { VaultError } from '../vault/errors.ts';
import type { VaultPath } from '../vault/path.ts';
import type { ContentSource } from './content-source.ts';
import type { PlainSource } from './seal-work.ts';

/** What is announced of a stream. */
export interface StreamContent {
  readonly path: VaultPath;
  /** Bytes. */
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Of content, 2^exponent: stretches begin at segments, and two may share one. */
  readonly segmentBytes: number;
}

/** Content that arrives once, from its beginning: what a browser sends. It cannot be gone back to. */
export class StreamSource implements ContentSource {
  readonly isRepeatable = false;
  readonly size: number;
  readonly #content: StreamContent;
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** Read and not yet given out. */
  #rest: Uint8Array = new Uint8Array();
  /** The end of what was given out last: a segment that two parts share is sealed for both. */
  #kept: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };
  #turn: Promise<unknown> = Promise.resolve();
  #isReading = false;

  constructor(content: StreamContent) {
    this.#content = content;
    this.size = content.size;
    this.#chunks = content.bytes[Symbol.asyncIterator]();
  }

  plain(stretch: Stretch, signal?: AbortSignal): Promise<PlainSource> {
    // After a failure too: what comes later in the stream is none of the stretches that are still asked for.
    const turn = this.#turn.then(() => this.#read(stretch, signal));
    turn.catch(() => undefined);
    this.#turn = turn;
    return turn;
  }

  async readAll(signal?: AbortSignal): Promise<Buffer> {
    return Buffer.from((await this.#read({ start: 0, end: this.size }, signal)).bytes);
  }

  /** Nothing may follow what was announced. */
  async verify(signal?: AbortSignal): Promise<void> {
    await this.#turn;
    while (this.#rest.length === 0) {
      const next = await this.#next(signal);
      if (next === undefined) return;
      this.#rest = next;
    }
    throw this.#changed();
  }

  async close(): Promise<void> {
    const ended = this.#chunks.return?.().catch(() => undefined);
    // A stream that is waited for ends when its next bytes come, if ever: nobody waits for that.
    if (!this.#isReading) await ended;
  }

  async #read({ start, end }: Stretch, signal: AbortSignal | undefined): Promise<{ readonly bytes: ArrayBuffer }> {
    const { segmentBytes } = this.#content;
    const bytes = new ArrayBuffer(end - start);
    const into = Buffer.from(bytes);
    let at = this.#kept.bytes.copy(into, 0, start - this.#kept.start);
    while (at < into.length) {
      if (this.#rest.length === 0) {
        const next = await this.#next(signal);
        if (next === undefined) throw this.#changed();
        this.#rest = next;
      }
      const piece = this.#rest.subarray(0, into.length - at);
      into.set(piece, at);
      at += piece.length;
      this.#rest = this.#rest.subarray(piece.length);
    }
    const lastSegment = Math.max(start, Math.floor((end - 1) / segmentBytes) * segmentBytes);
    // Copied, for the memory goes to the thread that seals it.
    this.#kept = { start: lastSegment, bytes: Buffer.from(into.subarray(lastSegment - start)) };
    return { bytes };
  }

  /** @returns undefined at the end. @throws the signal's reason at once, however long the stream is silent */
  async #next(signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
    this.#isReading = true;
    const next = this.#chunks.next().finally(() => (this.#isReading = false));
    const { done, value } = await unlessAborted(next, signal);
    return done === true ? undefined : value;
  }

  #changed(): VaultError {
    return new VaultError(
      'source-changed',
      `${this.#content.path} does not have the announced size; nothing of it was stored.`,
    );
  }
}
