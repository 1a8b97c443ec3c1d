import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { BucketError } from './errors.ts';

const CHUNK = 256 * 1024;

/**
 * The bytes of an answer, read from the connection as they are asked for. Destroyed, it ends the connection with the answer.
 * It fails with `incomplete` where the connection ends or falls silent before `length` bytes have come, with the signal's
 * reason where that aborts.
 */
export function answerStream(answer: IncomingMessage, length: number, signal: AbortSignal | undefined): Readable {
  let received = 0;
  const stop = (): void => void stream.destroy(signal?.reason);
  const cut = (cause?: unknown): void => {
    stream.destroy(new BucketError('incomplete', 'The object ended before its announced size.', { cause }));
  };
  const stream = new Readable({
    highWaterMark: CHUNK,
    read() {
      answer.resume();
    },
    destroy(error, done) {
      signal?.removeEventListener('abort', stop);
      answer.destroy();
      done(error);
    },
  });
  answer.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > length) cut();
    else if (!stream.push(chunk)) answer.pause();
  });
  answer.once('end', () => {
    if (received !== length) return cut();
    signal?.removeEventListener('abort', stop);
    stream.push(null);
  });
  answer.once('error', cut);
  answer.once('close', () => {
    if (received < length) cut();
  });
  answer.pause();
  // A stream that fails before its reader has come must not end the process; the reader meets the error when it reads.
  stream.on('error', () => undefined);
  if (signal?.aborted === true) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  return stream;
}
