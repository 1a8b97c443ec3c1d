import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { explain, type Failure } from '../transfers/failure.ts';
import { HttpError } from './http-error.ts';

/** The only place that knows status codes. */
const STATUS: Readonly<Record<string, number>> = {
  'invalid-request': 400,
  'invalid-path': 400,
  'invalid-name': 400,
  'too-many': 400,
  unnameable: 400,
  'no-key': 400,
  'no-passphrase': 400,
  'password-length': 400,
  'password-common': 400,
  'password-name': 400,
  'password-pattern': 400,
  'password-short': 400,
  cancelled: 400,
  unauthorized: 401,
  'no-local-token': 403,
  'foreign-host': 403,
  'foreign-origin': 403,
  'foreign-user': 403,
  'local-only': 403,
  'out-of-scope': 403,
  'other-certificate': 409,
  'no-server': 502,
  'wrong-proof': 403,
  'no-claim': 403,
  'no-such-route': 404,
  'no-vault': 404,
  'no-account': 404,
  'not-found': 404,
  'link-gone': 404,
  'object-gone': 404,
  exists: 409,
  conflict: 409,
  'old-password': 409,
  'old-keys': 409,
  paused: 409,
  'window-gone': 409,
  'source-changed': 409,
  'new-fingerprint': 409,
  'changed-fingerprint': 409,
  'rolled-back': 409,
  'link-used': 409,
  'link-expired': 410,
  'too-large': 413,
  'wrong-key': 422,
  'wrong-password': 422,
  'not-sealed': 422,
  'wrong-key-or-damaged': 422,
  unsupported: 422,
  tampered: 422,
  truncated: 422,
  vanished: 422,
  'damaged-key-file': 422,
  'damaged-database': 422,
  unusable: 422,
  'rate-limited': 429,
  unexpected: 500,
  'invalid-key': 500,
  'out-of-range': 500,
  'damaged-home': 500,
  refused: 502,
  incomplete: 502,
  'unsafe-bucket': 502,
  unreachable: 502,
  'wrong-host': 502,
  'tls-untrusted': 502,
  'wrong-secret': 502,
  'clock-skew': 502,
  'no-such-bucket': 502,
  'no-list': 502,
  'no-write': 502,
  'no-conditional-create': 502,
  redirected: 502,
  busy: 503,
};

export function statusOf(code: string): number {
  return STATUS[code] ?? 500;
}

/** What Fastify and its plugins say of a bad request, as our code. */
function frameworkFailure(error: FastifyError): Failure | undefined {
  if (error.validation !== undefined)
    return { code: 'invalid-request', sentence: `The request is not right: ${error.message}.` };
  const status = error.statusCode ?? 500;
  if (status === 413) return { code: 'too-large', sentence: TOO_LARGE.message };
  if (status === 429) return { code: 'rate-limited', sentence: 'Too many tries. Wait a minute and try again.' };
  if (status >= 400 && status < 500) return { code: 'invalid-request', sentence: UNREADABLE.message };
  return undefined;
}

export function failureOf(error: unknown, keyNames?: ReadonlyMap<string, string>): Failure {
  if (error instanceof HttpError) return { code: error.code, sentence: error.message };
  const known = explain(error, keyNames);
  if (known.code !== 'unexpected') return known;
  return (error instanceof Error && frameworkFailure(error as FastifyError)) || known;
}

/** Told of what should not happen: the kind of error and where it came from, never its message, which could hold anything. */
export type Unexpected = (kind: string, frames: readonly string[]) => void;

/** Answers {code, message}. */
export function errorHandler(unexpected: Unexpected) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const known = failureOf(error, request.keyNames);
    // Nobody cancelled it: the log-in or token it was asked by ended meanwhile.
    const { code, sentence } = known.code === 'cancelled' && request.session?.ended.aborted === true ? ENDED : known;
    // A wrong password to an account is a log-in refused; to a key file it is a request that cannot be done.
    const status = code === 'wrong-password' && error instanceof HttpError ? 401 : statusOf(code);
    if (status === 500 && !isLeft(error, reply))
      unexpected(error instanceof Error ? error.name : typeof error, framesOf(error));
    // A file that failed before its first byte has told of itself already.
    for (const name of ['content-type', 'content-length', 'content-disposition']) {
      void reply.removeHeader(name);
      if (!reply.raw.headersSent) reply.raw.removeHeader(name);
    }
    if (error instanceof HttpError && error.retryAfter !== undefined)
      void reply.header('retry-after', String(error.retryAfter));
    void reply.code(status).send({ code, message: sentence });
  };
}

/** Whether all that happened is that the caller went away: the stream of an answer that nobody reads is closed before its end. */
function isLeft(error: unknown, { raw }: FastifyReply): boolean {
  return raw.destroyed && (error as { code?: unknown }).code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** Answers {code, message} to an address that cannot be read; no hook and no route sees such a request. */
export function refuseAddress(_error: unknown, _request: unknown, reply: FastifyReply): void {
  void reply.code(400).send(UNREADABLE);
}

/** The same to what is no HTTP at all, on a connection that has no request yet. */
export function refuseConnection(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const isLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const body = JSON.stringify(isLarge ? TOO_LARGE : UNREADABLE);
  const head = [
    `HTTP/1.1 ${isLarge ? '431 Request Header Fields Too Large' : '400 Bad Request'}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const UNREADABLE = { code: 'invalid-request', message: 'The request cannot be read as what it says it is.' };
const ENDED = { code: 'unauthorized', sentence: 'This log-in has ended. What was not done yet was not done.' };
const TOO_LARGE = { code: 'too-large', message: 'The request is larger than allowed.' };

function framesOf(error: unknown): string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.filter((line) => line.startsWith('    at ')).slice(0, 10);
}
