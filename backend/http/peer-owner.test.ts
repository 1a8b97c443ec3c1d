import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { peerOwner } from './peer-owner.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const can = (program: string) => spawnSync(program, ['--version']).status === 0;
/** Taking another user's place needs root and its tools; `LATCHKEY_REQUIRE=curl` makes a missing one a failure. */
const isRequired = (process.env['LATCHKEY_REQUIRE'] ?? '').split(',').includes('curl');
const isLinuxRoot =
  process.platform === 'linux' && process.getuid?.() === 0 && (isRequired || (can('curl') && can('setpriv')));
const NOBODY = 65_534;
const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((at) => at?.address === '::1');
const hosts = ['127.0.0.1', '127.0.0.2', ...(hasIpv6 ? ['::1'] : [])];

async function listen(host: string, port = 0): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }).listen(port, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server;
}

/** A connection of ours, from both ends. */
async function pair(server: Server, host: string, from: { localAddress?: string; localPort?: number } = {}) {
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect({ host, port: (server.address() as AddressInfo).port, ...from });
  const [socket] = await accepted;
  if (client.connecting) await once(client, 'connect');
  onTestFinished(() => void (client.destroy(), socket.destroy()));
  return { client, socket };
}

/** What curl, run by another user, is told. */
async function asUser(uid: number, server: TestServer, path = '/healthcheck'): Promise<string> {
  const curl = ['curl', '-sk', '--max-time', '20', `https://127.0.0.1:${server.port}${path}`];
  const child = spawn('setpriv', [`--reuid=${uid}`, '--clear-groups', ...curl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return Buffer.concat(chunks).toString();
}

test.runIf(process.platform === 'linux').each(hosts)('tells whose a connection to %s is', async (host) => {
  const server = await listen(host);
  const { socket } = await pair(server, host);
  expect(await peerOwner(socket)).toBe(process.getuid!());
});

test.runIf(process.platform === 'linux')('tells nobody’s where there is no such connection', async () => {
  const server = await listen('127.0.0.1');
  const { socket } = await pair(server, '127.0.0.1');
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  expect(await peerOwner({ localAddress, localPort, remoteAddress: '127.0.0.9', remotePort })).toBeUndefined();
  expect(await peerOwner({ localAddress: '127.0.0.9', localPort, remoteAddress, remotePort })).toBeUndefined();
  expect(await peerOwner({ localAddress, localPort, remoteAddress: '::1', remotePort })).toBeUndefined();
  expect(
    await peerOwner({ localAddress: undefined, localPort: undefined, remoteAddress: undefined, remotePort: undefined }),
  ).toBeUndefined();
});

test.runIf(process.platform === 'linux')(
  'a connection that its owner closed is nobody’s: the system would call it the administrator’s',
  async () => {
    const server = await listen('127.0.0.1');
    const { client, socket } = await pair(server, '127.0.0.1');
    socket.resume();
    client.end();
    client.destroy();
    await once(socket, 'end');
    expect(await peerOwner(socket)).toBeUndefined();
  },
);

test.runIf(isLinuxRoot)(
  'an older connection between the same ports on other addresses does not speak for this one',
  async () => {
    const server = await listen('127.0.0.1');
    const { port } = server.address() as AddressInfo;
    const decoy = await listen('127.0.0.2', port);
    const old = await pair(decoy, '127.0.0.2', { localAddress: '127.0.0.3' });
    const { localPort } = old.client;
    // Another user's connection from the same port, on the address that counts.
    const code = `const s=require('net').connect({host:'127.0.0.1',port:${port},localAddress:'127.0.0.1',localPort:${localPort}});s.on('error',()=>process.exit(1))`;
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const node = spawn('setpriv', [`--reuid=${NOBODY}`, '--clear-groups', process.execPath, '-e', code], {
      stdio: 'ignore',
    });
    onTestFinished(() => void node.kill());
    const failed = once(node, 'exit').then(() => Promise.reject(new Error('could not connect')));
    const [socket] = await Promise.race([accepted, failed]);
    expect(await peerOwner(old.socket)).toBe(0);
    expect(await peerOwner(socket)).toBe(NOBODY);
    socket.destroy();
  },
);

test.runIf(isLinuxRoot)('another user of this computer is refused everything', async () => {
  const server = await startTestServer();
  onTestFinished(() => server.stop());
  for (const path of ['/healthcheck', '/api/openapi.json', '/filenames', '/nowhere']) {
    expect(JSON.parse(await asUser(NOBODY, server, path))).toMatchObject({ code: 'foreign-user' });
  }
  expect(await asUser(0, server)).toBe('{"status":"ok"}');
  expect(server.unexpected).toEqual([]);
});

test.runIf(isLinuxRoot)(
  'a server of an ordinary user answers that user and the administrator, and no third',
  async () => {
    const server = await startTestServer({ userId: NOBODY });
    onTestFinished(() => server.stop());
    await chmod(server.root, 0o755);
    expect(await asUser(NOBODY, server)).toBe('{"status":"ok"}');
    expect(await asUser(0, server)).toBe('{"status":"ok"}');
    expect(JSON.parse(await asUser(1234, server))).toMatchObject({ code: 'foreign-user' });
  },
);

test('a server that does not know its user leaves it to the tokens', async () => {
  const server = await startTestServer({ platform: 'win32' });
  onTestFinished(() => server.stop());
  expect((await server.call('GET', '/healthcheck')).status).toBe(200);
  expect((await server.call('GET', '/filenames')).status).toBe(401);
});
