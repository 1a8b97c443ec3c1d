import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Has the routes of a plugin take bytes as they come: a body may be a file of any length, and is not read before a route asks for it. */
export function takeBytes(raw: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>): void {
  raw.removeAllContentTypeParsers();
  raw.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
}

/**
 * The body, left open where not all of it is read: else the answer would be cut off with it. What is left is then let run out, since a sender
 * that is not read any more waits for ever; it runs out from when the last read ends, which hinders it till then.
 * @throws AbortError
 */
export async function* bodyOf({ raw }: FastifyRequest): AsyncGenerator<Buffer> {
  try {
    yield* raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    // A body breaks off in one way alone: whoever sent it has gone.
    throw new DOMException('the connection ended', { name: 'AbortError', cause: error });
  } finally {
    raw.resume();
  }
}
