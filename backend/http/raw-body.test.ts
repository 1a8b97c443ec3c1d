import fastify from 'fastify';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { waitForWork } from './connection.ts';
import { bodyOf, letRunOut, takeBytes } from './raw-body.ts';

const LIMIT = 60_000;

/** The server's end of a connection, and its next chunk. */
interface Reading {
  readonly socket: Socket;
  readonly chunks: AsyncIterator<Buffer>;
}

let read: (reading: Reading) => Promise<unknown>;
const app = fastify({ connectionTimeout: LIMIT, forceCloseConnections: true });
app.addHook('preHandler', async (asked) => waitForWork(asked));
takeBytes(app);
app.put('/', async (asked) => {
  try {
    return await read({ socket: asked.raw.socket, chunks: bodyOf(asked)[Symbol.asyncIterator]() });
  } finally {
    letRunOut(asked);
  }
});
await app.listen({ host: '127.0.0.1', port: 0 });
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
afterAll(async () => {
  agent.destroy();
  await app.close();
});

/** A request whose body comes as it is written, and what was answered. */
function send() {
  const { port } = app.server.address() as AddressInfo;
  const headers = { 'content-type': 'application/octet-stream' };
  const sending = request({ port, host: '127.0.0.1', method: 'PUT', path: '/', headers, agent });
  const answered = once(sending, 'response').then(async ([answer]) => {
    const text = String(Buffer.concat((await answer.toArray()) as Buffer[]));
    return { status: answer.statusCode as number, text };
  });
  return { sending, answered };
}

test('a connection on which nothing moves is ended only where more of the body is waited for, not while what came waits for its turn', async () => {
  const seen: (number | undefined)[] = [];
  const first = Promise.withResolvers<void>();
  read = async ({ socket, chunks }) => {
    const look = () => void seen.push(socket.timeout);
    // Before the first read: the vault may be listed first.
    look();
    const one = chunks.next();
    look();
    await one;
    look();
    first.resolve();
    const end = chunks.next();
    look();
    expect(await end).toMatchObject({ done: true });
    look();
    return 'whole';
  };
  const { sending, answered } = send();
  sending.write('one');
  await first.promise;
  sending.end();
  expect(await answered).toEqual({ status: 200, text: 'whole' });
  expect(seen).toEqual([0, LIMIT, 0, LIMIT, 0]);
});

test('what nobody reads any more runs out, as long as it comes', async () => {
  const left = Promise.withResolvers<Socket>();
  read = async ({ socket, chunks }) => {
    await chunks.next();
    await chunks.return?.();
    expect(socket.timeout).toBe(LIMIT);
    left.resolve(socket);
    return 'enough';
  };
  const { sending, answered } = send();
  sending.write('one');
  await left.promise;
  expect(await answered).toEqual({ status: 200, text: 'enough' });
  sending.end(Buffer.alloc(4_000_000));
  await once(sending, 'close');
});

test('a body that is refused before it is read runs out as well', async () => {
  read = async ({ socket }) => {
    expect(socket.timeout).toBe(0);
    throw new Error('refused');
  };
  const { sending, answered } = send();
  sending.end(Buffer.alloc(4_000_000));
  expect(await answered).toMatchObject({ status: 500 });
  const again = send();
  read = async ({ chunks }) => String((await chunks.next()).value);
  again.sending.end('more');
  expect(await again.answered).toEqual({ status: 200, text: 'more' });
});
