import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Aborted when the caller goes away before the answer was sent. (The request's own signal also fires when its body has been read.)
 */
export function whileConnected({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const look = () => {
    if (!raw.writableFinished) gone.abort();
  };
  // The caller may be gone before the route was reached.
  if (raw.closed) look();
  else raw.once('close', look);
  return gone.signal;
}

/**
 * The limit on a connection where nothing moves is for what comes in: sealing a large file takes longer, and nothing moves meanwhile. Node
 * sets it again for the next request.
 */
export function waitForWork({ raw }: FastifyRequest): void {
  const unlimited = () => void raw.socket.setTimeout(0);
  if (raw.complete) unlimited();
  else raw.once('end', unlimited);
}
