import { createHash, type Hash } from 'node:crypto';
import { RangeSealer, type SealedFile, type Stretch } from '../../keys/range-sealer.ts';
import type { Bucket, Multipart, Part } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import type { ContentSource } from './content-source.ts';
import type { Engine } from './engine.ts';
import { FairSlots } from './fair-slots.ts';
import { again, isSilence } from './interruption.ts';
import { inParallel } from './parallel.ts';
import { LEAST_PART_BYTES, MOST_BUFFERED_BYTES, stretchOf, type PartPlan } from './part-plan.ts';
import type { PlainSource } from './seal-work.ts';

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
const PARTS_OF_A_FILE = 5;

/** Seals and sends the parts of one file, several at once. */
export class PartSender {
  readonly #engine: Engine;
  readonly #sending: Sending;
  readonly #sealer: RangeSealer;
  readonly #entrance = new FairSlots(1);

  constructor(engine: Engine, sending: Sending) {
    this.#engine = engine;
    this.#sending = sending;
    this.#sealer = new RangeSealer(sending.file);
  }

  /**
   * @param numbers of the parts to send, rising
   * @param sent called for each part that the bucket has acknowledged
   * @throws VaultError `source-changed`; TransferError; BucketError; the signal's reason
   */
  async send(
    numbers: readonly number[],
    signal: AbortSignal | undefined,
    sent: (part: SentPart) => Promise<void>,
  ): Promise<void> {
    const { plan } = this.#sending;
    // Parts too large for memory are sealed piece by piece while they are sent; a stream gives its pieces in order alone.
    const atOnce = plan.partBytes > MOST_BUFFERED_BYTES ? 1 : PARTS_OF_A_FILE;
    let next = 0;
    await inParallel(Math.min(atOnce, numbers.length), signal, async (both) => {
      const number = numbers[next++];
      if (number === undefined) return false;
      const stretch = stretchOf(plan, number);
      const isStreamed = stretch.end - stretch.start > MOST_BUFFERED_BYTES;
      await sent(await (isStreamed ? this.#sendStreamed(number, stretch, both) : this.#sendOne(number, stretch, both)));
      return next < numbers.length;
    });
  }

  /** SHA-256 of a part, sealed once more. */
  async digest(number: number, signal?: AbortSignal): Promise<string> {
    const digest = createHash('sha256');
    const free = await this.#engine.parts.take(this, signal);
    try {
      for (const piece of pieces(stretchOf(this.#sending.plan, number))) {
        await this.#withSealed(
          await this.#plain(piece, signal),
          piece,
          false,
          signal,
          async (bytes) => void digest.update(bytes),
        );
      }
    } finally {
      free();
    }
    return digest.digest('hex');
  }

  async #sendOne(number: number, stretch: Stretch, signal: AbortSignal): Promise<SentPart> {
    const { bucket, upload } = this.#sending;
    const { plain, free } = await this.#enter(stretch, signal);
    try {
      return await this.#withSealed(plain, stretch, true, signal, async (bytes, sha256) => {
        const part = await bucket.putPart(upload, number, bytes, { signal, sha256 });
        return { ...part, sha256: sha256! };
      });
    } finally {
      free();
    }
  }

  /**
   * One part's content, then its place among all transfers' parts. One after the other: of a stream that is slow to come at most one part
   * waits in memory, and it keeps nobody else's place meanwhile.
   */
  async #enter(stretch: Stretch, signal: AbortSignal): Promise<{ plain: PlainSource; free: () => void }> {
    const leave = await this.#entrance.take(this, signal);
    try {
      const plain = await this.#plain(stretch, signal);
      return { plain, free: await this.#engine.parts.take(this, signal) };
    } finally {
      leave();
    }
  }

  /** A bucket cannot ask for a stream's bytes again, so it is begun again here, once the bucket answers again. */
  async #sendStreamed(number: number, stretch: Stretch, signal: AbortSignal): Promise<SentPart> {
    const { bucket, upload, source } = this.#sending;
    const free = await this.#engine.parts.take(this, signal);
    try {
      if (!source.isRepeatable) return await this.#putStream(number, stretch, signal);
      return await again(signal, () =>
        this.#putStream(number, stretch, signal).catch(async (error: unknown) => {
          if (!isSilence(error) || signal.aborted) throw error;
          await bucket.listParts(upload, { signal });
          throw new BucketError('incomplete', 'A part did not arrive whole.', { cause: error });
        }),
      );
    } finally {
      free();
    }
  }

  async #putStream(number: number, stretch: Stretch, signal: AbortSignal): Promise<SentPart> {
    const { bucket, upload } = this.#sending;
    const digest = createHash('sha256');
    const piece = { sealing: Promise.resolve() as Promise<unknown> };
    const body = { size: stretch.end - stretch.start, bytes: this.#stream(stretch, digest, piece, signal) };
    try {
      const part = await bucket.putPart(upload, number, body, { signal });
      return { ...part, sha256: digest.digest('hex') };
    } finally {
      // The bucket may give up while a piece is read: the file it is read from must not be closed under it.
      await piece.sealing;
    }
  }

  async *#stream(
    stretch: Stretch,
    digest: Hash,
    piece: { sealing: Promise<unknown> },
    signal: AbortSignal,
  ): AsyncGenerator<Buffer> {
    for (const next of pieces(stretch)) {
      // Copied out of the memory that the next piece is sealed into: who reads the stream may lag behind.
      const sealing = this.#plain(next, signal).then((plain) =>
        this.#withSealed(plain, next, false, signal, async (sealed) => Buffer.from(sealed)),
      );
      piece.sealing = sealing.catch(() => undefined);
      const bytes = await sealing;
      digest.update(bytes);
      yield bytes;
    }
  }

  #plain(stretch: Stretch, signal: AbortSignal | undefined): Promise<PlainSource> {
    return this.#sending.source.plain(this.#sealer.plainOf(stretch), signal);
  }

  /** Seals a stretch into memory that is given back once `use` has come to a good end. */
  async #withSealed<T>(
    plain: PlainSource,
    stretch: Stretch,
    wantsDigest: boolean,
    signal: AbortSignal | undefined,
    use: (bytes: Buffer, sha256: string | undefined) => Promise<T>,
  ): Promise<T> {
    const { pool, memory } = this.#engine;
    const length = stretch.end - stretch.start;
    const { file } = this.#sending;
    const task = { file, stretch, source: plain, into: memory.take(length), digest: wantsDigest };
    const { stored, sha256, plain: used } = await pool.seal(task, signal);
    if (used !== undefined) memory.give(used);
    const result = await use(Buffer.from(stored, 0, length), sha256);
    memory.give(stored);
    return result;
  }
}

function* pieces({ start, end }: Stretch): Generator<Stretch> {
  for (let at = start; at < end; at += LEAST_PART_BYTES) yield { start: at, end: Math.min(at + LEAST_PART_BYTES, end) };
}
