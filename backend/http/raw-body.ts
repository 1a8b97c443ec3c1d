import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Has the routes of a plugin take bytes as they come: a body may be a file of any length, and is not read before a route asks for it. */
export function takeBytes(raw: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>): void {
  raw.removeAllContentTypeParsers();
  raw.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
}

/** The body, left open where not all of it is read: else the answer would be cut off with it. @throws AbortError */
export async function* bodyOf({ raw }: FastifyRequest): AsyncGenerator<Buffer> {
  try {
    yield* raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    // A body breaks off in one way alone: whoever sent it has gone.
    throw new DOMException('the connection ended', { name: 'AbortError', cause: error });
  }
}
