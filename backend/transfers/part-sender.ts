import { createHash } from 'node:crypto';
import { RangeSealer, type SealedFile, type Stretch } from '../../keys/range-sealer.ts';
import type { Bucket, Multipart, Part } from '../buckets/bucket.ts';
import type { ContentSource } from './content-source.ts';
import type { Engine } from './engine.ts';
import { inParallel } from './parallel.ts';
import { LEAST_PART_BYTES, MOST_BUFFERED_BYTES, stretchOf, type PartPlan } from './part-plan.ts';

/** A part that is done, and its bytes' SHA-256, 64 hex digits: to be compared when the upload goes on (format 2.7). */
export interface SentPart extends Part {
  readonly sha256: string;
}

export interface Sending {
  readonly bucket: Bucket;
  readonly upload: Multipart;
  readonly file: SealedFile;
  readonly plan: PartPlan;
  readonly source: ContentSource;
}

/** Parts of one file on their way at once; all files together have {@link Engine.parts}. */
const PARTS_OF_A_FILE = 4;

/** Seals and sends the parts of one file, several at once. */
export class PartSender {
  readonly #engine: Engine;
  readonly #sending: Sending;
  readonly #sealer: RangeSealer;

  constructor(engine: Engine, sending: Sending) {
    this.#engine = engine;
    this.#sending = sending;
    this.#sealer = new RangeSealer(sending.file);
  }

  /**
   * @param numbers of the parts to send, rising
   * @param sent called for each part that the bucket has acknowledged; the next one waits for it
   * @throws VaultError `source-changed`; TransferError; BucketError; the signal's reason
   */
  async send(
    numbers: readonly number[],
    signal: AbortSignal | undefined,
    sent: (part: SentPart, stretch: Stretch) => Promise<void>,
  ): Promise<void> {
    const { plan } = this.#sending;
    // Parts too large for memory are sealed piece by piece while they are sent; a stream gives its pieces in order alone.
    const atOnce = plan.partBytes > MOST_BUFFERED_BYTES ? 1 : PARTS_OF_A_FILE;
    let next = 0;
    await inParallel(Math.min(atOnce, numbers.length), signal, async (both) => {
      const free = await this.#engine.parts.take(this, both);
      try {
        const number = numbers[next++];
        if (number === undefined) return false;
        const stretch = stretchOf(plan, number);
        await sent(await this.#sendOne(number, stretch, both), stretch);
        return next < numbers.length;
      } finally {
        free();
      }
    });
  }

  /** SHA-256 of a part, sealed once more. */
  async digest(number: number, signal?: AbortSignal): Promise<string> {
    const stretch = stretchOf(this.#sending.plan, number);
    const digest = createHash('sha256');
    for (const piece of pieces(stretch)) {
      await this.#withSealed(piece, signal, async (bytes) => void digest.update(bytes));
    }
    return digest.digest('hex');
  }

  async #sendOne(number: number, stretch: Stretch, signal: AbortSignal): Promise<SentPart> {
    const { bucket, upload } = this.#sending;
    const size = stretch.end - stretch.start;
    if (size > MOST_BUFFERED_BYTES) {
      const digest = createHash('sha256');
      const part = await bucket.putPart(
        upload,
        number,
        { size, bytes: this.#stream(stretch, digest, signal) },
        { signal },
      );
      return { ...part, sha256: digest.digest('hex') };
    }
    return this.#withSealed(stretch, signal, async (bytes, sha256) => {
      const part = await bucket.putPart(upload, number, bytes, { signal });
      return { ...part, sha256 };
    });
  }

  async *#stream(stretch: Stretch, digest: ReturnType<typeof createHash>, signal: AbortSignal): AsyncGenerator<Buffer> {
    for (const piece of pieces(stretch)) {
      // Copied out of the memory that the next piece is sealed into: who reads the stream may lag behind.
      const bytes = await this.#withSealed(piece, signal, async (sealed) => Buffer.from(sealed));
      digest.update(bytes);
      yield bytes;
    }
  }

  /** Seals a stretch into memory that is given back once `use` has come to a good end. */
  async #withSealed<T>(
    stretch: Stretch,
    signal: AbortSignal | undefined,
    use: (bytes: Buffer, sha256: string) => Promise<T>,
  ): Promise<T> {
    const { pool, memory } = this.#engine;
    const { file, source } = this.#sending;
    const plain = await source.plain(this.#sealer.plainOf(stretch));
    const length = stretch.end - stretch.start;
    const { stored, sha256 } = await pool.seal({ file, stretch, source: plain, into: memory.take(length) }, signal);
    const result = await use(Buffer.from(stored, 0, length), sha256);
    memory.give(stored);
    return result;
  }
}

function* pieces({ start, end }: Stretch): Generator<Stretch> {
  for (let at = start; at < end; at += LEAST_PART_BYTES) yield { start: at, end: Math.min(at + LEAST_PART_BYTES, end) };
}
