import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Has the routes of a plugin take bytes as they come: a body may be a file of any length, and is not read before a route asks for it. */
export function takeBytes(raw: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>): void {
  raw.removeAllContentTypeParsers();
  raw.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
}

/**
 * The body, left open where not all of it is read: else the answer would be cut off with it. The limit on a connection where nothing moves
 * counts only while more of it is waited for: what came may wait for minutes until a slow bucket has taken what came before.
 * @throws AbortError
 */
export function bodyOf(request: FastifyRequest): AsyncIterable<Buffer> {
  request.raw.socket.setTimeout(0);
  return chunksOf(request);
}

/** What is left of a body is let run out, since a sender that is not read any more waits for ever; one that falls silent is not waited for. */
export function letRunOut({ raw, server }: FastifyRequest): void {
  if (raw.readableEnded) return;
  raw.socket.setTimeout(server.server.timeout);
  raw.resume();
}

async function* chunksOf(request: FastifyRequest): AsyncGenerator<Buffer> {
  const { raw, server } = request;
  const chunks = raw.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      raw.socket.setTimeout(server.server.timeout);
      const { done, value } = (await chunks.next()) as IteratorResult<Buffer, undefined>;
      raw.socket.setTimeout(0);
      if (done === true) return;
      yield value;
    }
  } catch (error) {
    // A body breaks off in one way alone: whoever sent it has gone.
    throw new DOMException('the connection ended', { name: 'AbortError', cause: error });
  } finally {
    // It runs out from when the last read ends, which hinders it till then.
    await chunks.return?.();
    letRunOut(request);
  }
}
