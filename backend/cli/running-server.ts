import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { LOCAL_COOKIE } from '../contract/session.ts';
import { LOCAL_HEADER } from '../http/local-guard.ts';
import { RunningFile } from '../http/running.ts';
import { CommandError } from './command-error.ts';

/** An answer is a list of sessions. Bytes. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const ANSWER_MS = 10_000;

/** The server that runs with a home, asked with its owner's rights. */
export interface RunningServer {
  /** @returns the answer's body @throws CommandError `not-found` with the server's sentence */
  ask(method: string, path: string): Promise<unknown>;
  leave(): void;
}

/** Rings at the running server, and exchanges the code it gives for the local token. @throws CommandError `not-running` */
export async function runningServer(home: string): Promise<RunningServer> {
  const visit = await new RunningFile(home).visit();
  if (visit === undefined) throw new CommandError('not-running', 'No Latchkey runs with this home.');
  const { url, fingerprint, code } = visit.invitation;
  const entered = await call(`${url}/api/local`, fingerprint, 'POST', {}, JSON.stringify({ code }));
  const token = entered.cookies
    .map((cookie) => cookie.split(';')[0])
    .find((cookie) => cookie?.startsWith(LOCAL_COOKIE));
  const headers = { [LOCAL_HEADER]: token?.slice(LOCAL_COOKIE.length + 1) ?? '' };
  return {
    ask: async (method, path) => (await call(`${url}${path}`, fingerprint, method, headers)).body,
    leave: () => visit.leave(),
  };
}

interface Answer {
  readonly body: unknown;
  readonly cookies: readonly string[];
}

function call(
  address: string,
  fingerprint: string,
  method: string,
  headers: Record<string, string>,
  json?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    // The fingerprint decides, before a byte is sent; no authority vouches for this certificate.
    const sending = request(address, {
      method,
      headers: { ...headers, ...type },
      rejectUnauthorized: false,
      agent: false,
    });
    sending.setTimeout(ANSWER_MS, () => sending.destroy(new Error('no answer')));
    sending.once('socket', (socket) =>
      socket.once('secureConnect', () => {
        if ((socket as TLSSocket).getPeerCertificate().fingerprint256 === fingerprint) sending.end(json);
        else sending.destroy(new Error('another certificate'));
      }),
    );
    sending.on('error', reject);
    sending.on('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > MAX_ANSWER_BYTES) response.destroy(new Error('too long an answer'));
        chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const body: unknown = text === '' ? undefined : JSON.parse(text);
        if ((response.statusCode ?? 500) < 400) return resolve({ body, cookies: response.headers['set-cookie'] ?? [] });
        const { message = '' } = (body ?? {}) as { message?: string };
        return reject(new CommandError('not-found', message));
      });
    });
  });
}
