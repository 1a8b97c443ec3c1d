import type { FastifyReply } from 'fastify';

/**
 * Aborted when the caller goes away before the answer was sent. (The request's own signal also fires when its body has been read.)
 */
export function whileConnected(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
