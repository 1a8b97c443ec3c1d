import { Readable } from 'node:stream';
import type { Bandwidth } from './bandwidth.ts';
import type { Bucket } from './bucket.ts';
import { partChunks, partSize } from './part.ts';

/** So that a slow connection goes on evenly, not in leaps. */
const SLICE = 64 * 1024;

/** The same bucket, whose bytes wait for their turn: what is stored for that of `up`, what is read for that of `down`. */
export function throttled(bucket: Bucket, { up, down }: { readonly up: Bandwidth; readonly down: Bandwidth }): Bucket {
  return {
    ...bucket,

    async put(key, body, options = {}) {
      if (!(body instanceof Uint8Array)) return await bucket.put(key, slowly(body, up, options.signal), options);
      // Kept in memory: it goes in one request.
      await up.take(body.length, options.signal);
      return await bucket.put(key, body, options);
    },

    async putPart(upload, number, body, options = {}) {
      if (up.limit === undefined && body instanceof Uint8Array)
        return await bucket.putPart(upload, number, body, options);
      const paced = { size: partSize(body), bytes: slowly(partChunks(body), up, options.signal) };
      return await bucket.putPart(upload, number, paced, options);
    },

    async get(key, options) {
      const { info, body } = await bucket.get(key, options);
      return { info, body: slowStream(body, down) };
    },
  };
}

async function* slowly(
  chunks: AsyncIterable<Uint8Array>,
  bandwidth: Bandwidth,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += SLICE) {
      const slice = chunk.subarray(start, start + SLICE);
      await bandwidth.take(slice.length, signal);
      yield slice;
    }
  }
}

/** A stream of another's bytes. Destroyed, it takes the other with it, and waits for nothing. */
function slowStream(source: Readable, bandwidth: Bandwidth): Readable {
  const left = new AbortController();
  const slices = slowly(source as AsyncIterable<Uint8Array>, bandwidth, left.signal);
  const stream: Readable = new Readable({
    read() {
      slices.next().then(
        ({ done, value }) => stream.push(done === true ? null : value),
        (error: unknown) => stream.destroy(error as Error),
      );
    },
    destroy(error, done) {
      left.abort();
      source.destroy();
      done(error);
    },
  });
  stream.on('error', () => undefined);
  // An abort of the call destroys the source with its reason; whoever waits for a turn has to hear of it.
  source.once('error', (error) => stream.destroy(error));
  return stream;
}
