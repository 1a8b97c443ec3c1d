import { EventEmitter } from 'node:events';
import type { FastifyReply } from 'fastify';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { boundBody } from './connection.ts';
import { manualPatience } from './test-patience.ts';
import { filesBelow, MULTIPART, multipart, startTestServer, type TestServer, until } from './test-server.ts';

/** A server with one file in ana's vault. */
async function setUp() {
  const server = await startTestServer();
  onTestFinished(async () => {
    await server.stop();
    expect(server.unexpected).toEqual([]);
  });
  const ana = await server.account('ana');
  const { path: keypath } = await server.newKey('ana');
  const filepath = await server.write('cat.png', 'a cat');
  expect((await server.call('POST', '/upload', { token: ana, json: { filepath, keypath } })).status).toBe(200);
  return { server, ana, keypath };
}

/** Sends the head of a request and the first bytes of its body. @returns what sends the rest, and gives the status of the answer */
async function begin(server: TestServer, line: string, headers: readonly string[], body: Buffer) {
  const socket = await server.socket();
  onTestFinished(() => void socket.destroy());
  let got = '';
  socket.on('data', (chunk: Buffer) => (got += chunk.toString()));
  const host = `host: 127.0.0.1:${server.port}`;
  const head = [`${line} HTTP/1.1`, host, ...headers, `content-length: ${body.length}`];
  // One before it, whose answer tells that the server has read so far.
  socket.write(
    Buffer.concat([
      Buffer.from(`GET /healthcheck HTTP/1.1\r\n${host}\r\n\r\n${head.join('\r\n')}\r\n\r\n`),
      body.subarray(0, 3),
    ]),
  );
  await until('the server reads', () => got.includes('200 OK') || undefined);
  return async () => {
    got = '';
    socket.write(body.subarray(3));
    return Number(
      /^HTTP\/1\.1 (\d+)/.exec(await until('an answer', () => (/\r\n\r\n/.test(got) ? got : undefined)))?.[1],
    );
  };
}

async function beginBoth(server: TestServer, headers: readonly string[], keypath: string) {
  const paths = Buffer.from(JSON.stringify({ paths: ['cat.png'] }));
  const parts = multipart([
    { name: 'keyfile', content: await readFile(keypath), filename: 'k' },
    { name: 'file', content: 'planted', filename: 'planted.txt' },
  ]);
  return [
    await begin(server, 'POST /api/files/delete', [...headers, 'content-type: application/json'], paths),
    await begin(server, 'POST /upload', [...headers, `content-type: ${MULTIPART}`], parts),
  ];
}

const ends = {
  'it is revoked': (server: TestServer, ana: string, id: string) => server.api('DELETE', `/api/tokens/${id}`, ana),
  'another password is set': (server: TestServer, ana: string) =>
    server.api('POST', '/api/account/password', ana, { current: 'password of ana', next: 'seven quiet harbour boats' }),
};

test.each(Object.entries(ends))('a request that a token began does nothing once %s', async (_, end) => {
  const { server, ana, keypath } = await setUp();
  const json = { name: 'n', scope: ['write'], password: 'password of ana' };
  const { json: made } = await server.api('POST', '/api/tokens', ana, json);
  const headers = [`authorization: Bearer ${String(made['token'])}`];
  const begun = await beginBoth(server, headers, keypath);
  expect((await end(server, ana, (made['view'] as { id: string }).id)).status).toBe(204);
  for (const goOn of begun) expect(await goOn()).toBe(401);
  expect((await server.call('GET', '/filenames', { token: ana })).text).toBe('["cat.png"]');
  expect(await filesBelow(join(server.home, 'tmp'))).toEqual([]);
});

test('a request that a log-in began does nothing once it logged out', async () => {
  const { server, ana, keypath } = await setUp();
  const other = await server.logIn('ana');
  const headers = [`authorization: Bearer ${other}`, `latchkey-local: ${server.local}`];
  const begun = await beginBoth(server, headers, keypath);
  await server.call('POST', '/user/logout', { token: other });
  for (const goOn of begun) expect(await goOn()).toBe(401);
  expect((await server.call('GET', '/filenames', { token: ana })).text).toBe('["cat.png"]');
});

test('a body that is taken in whole has its time, and no longer', () => {
  const raw = Object.assign(new EventEmitter(), { destroy: () => raw.emit('destroyed') });
  let destroyed = 0;
  raw.on('destroyed', () => (destroyed += 1));
  const reply = { raw } as unknown as FastifyReply;
  const { patience, state } = manualPatience();
  boundBody(reply, patience)();
  expect(state.end).toBeUndefined();
  boundBody(reply, patience);
  raw.emit('close');
  expect(state.end).toBeUndefined();
  boundBody(reply, patience);
  state.end?.();
  expect(destroyed).toBe(1);
});
