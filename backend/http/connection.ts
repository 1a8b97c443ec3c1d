import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Patience, patienceOf } from './patience.ts';

/** A body that is taken in whole before anything is done has a few megabytes at most: a poor line takes this long for it. */
const BODY_MS = 5 * 60 * 1000;

/**
 * Aborted when the caller goes away before the answer was sent, and when the log-in or token it asks by ends. (The request's own signal also
 * fires when its body has been read.)
 */
export function whileConnected({ raw, request: { session } }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const look = () => {
    if (!raw.writableFinished) gone.abort();
  };
  // The caller may be gone before the route was reached.
  if (raw.closed) look();
  else raw.once('close', look);
  return session === undefined ? gone.signal : AbortSignal.any([gone.signal, session.ended]);
}

/**
 * Somebody elsewhere has so long to send a body that is taken in whole: a request does not stay begun for days. Routes that take bytes as
 * they come are reached before; there the connection ends where nothing moves.
 * @returns to be called when the body is there
 */
export function boundBody({ raw }: FastifyReply, patience: Patience = patienceOf(BODY_MS)): () => void {
  const stop = patience(() => void raw.destroy());
  raw.once('close', stop);
  return stop;
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
