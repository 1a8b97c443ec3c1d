import { Readable } from 'node:stream';
import type { ObjectBody } from './bucket.ts';
import { BucketError } from './errors.ts';
import { bodyChunks } from './object-body.ts';

/** The same bytes but for the lowest bit of one; where the body ends before it, the same bytes. */
export async function* flipped(body: AsyncIterable<Uint8Array>, offset: number): AsyncGenerator<Uint8Array, void> {
  let position = 0;
  for await (const chunk of body) {
    const index = offset - position;
    position += chunk.length;
    const byte = chunk[index];
    if (byte === undefined) {
      yield chunk;
      continue;
    }
    const copy = Buffer.from(chunk);
    copy[index] = byte ^ 1;
    yield copy;
  }
}

export function flippedStream(body: Readable, offset: number): Readable {
  return derived(body, flipped(body, offset));
}

/** The first `length` bytes, then an end as of a whole object (`cut`), or `incomplete` (`half`). */
export function cutStream(body: Readable, length: number, kind: 'half' | 'cut'): Readable {
  return derived(body, cut(body, length, kind));
}

/** Reads the beginning of a body: all of its bytes, or the first chunk of a stream, which is then told to return. */
export async function readBeginning(body: ObjectBody, signal: AbortSignal | undefined): Promise<void> {
  for await (const chunk of bodyChunks(body, signal)) if (chunk.length > 0) return;
}

async function* cut(body: Readable, length: number, kind: 'half' | 'cut'): AsyncGenerator<Uint8Array, void> {
  let left = length;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    const part = chunk.subarray(0, left);
    left -= part.length;
    if (part.length > 0) yield part;
    if (left === 0) break;
  }
  if (kind === 'half') throw new BucketError('incomplete', 'A fault made for a test.');
}

/** A stream of what is made of another; destroyed before its end, it takes the other with it. */
function derived(source: Readable, chunks: AsyncIterable<Uint8Array>): Readable {
  const stream = Readable.from(chunks, { objectMode: false });
  stream.on('error', () => undefined);
  stream.once('close', () => source.destroy());
  return stream;
}
