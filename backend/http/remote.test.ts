import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { formatKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { REMOTE_ROUTES } from './remote-routes.ts';
import { networkAddress } from './test-network.ts';
import {
  type Answer,
  type Call,
  filesBelow,
  MULTIPART,
  multipart,
  PATTERN,
  serverOfFile,
  startTestServer,
} from './test-server.ts';

const NAME = 'photos.example';
const server = await serverOfFile({ names: [NAME, 'relay.example:8443'] });
const here = await server.account('ana');
/** A machine without a network has nobody to serve. */
const there = test.skipIf(networkAddress() === undefined);
const far = server.elsewhere();
const origin = `https://${far.host}:${far.port}`;

async function logIn(username: string, client = far): Promise<string> {
  const json = { username, password: `password of ${username}` };
  const { json: body, text } = await client.call('POST', '/api/sessions', { json });
  if (typeof body['token'] !== 'string') throw new Error(text);
  return body['token'];
}

function expectRefusal({ status, json, text }: Answer, wanted: number, code: string, name = text): void {
  expect({ status, code: json['code'] }, name).toEqual({ status: wanted, code });
  expect(text).not.toContain(server.root);
}

/** One for all: log-ins are few in a minute. */
const ana = networkAddress() === undefined ? '' : await logIn('ana');

const ROUTES = server.running.routes.map((route) => {
  const [method = '', url = ''] = route.split(' ');
  return [method, url.replaceAll(/:\w+/g, 'x').replace('*', 'x'), route] as const;
});

test('every route is judged for callers elsewhere, and none is judged that does not exist', () => {
  const pages = ['GET /', 'GET /*', 'HEAD /', 'HEAD /*'];
  const own = [...new Set(server.running.routes)];
  expect(own.filter((route) => REMOTE_ROUTES[route] === undefined)).toEqual([]);
  const known = Object.keys(REMOTE_ROUTES).filter((route) => !pages.includes(route));
  expect(known.filter((route) => !own.includes(route))).toEqual([]);
});

there('what is for this computer is refused elsewhere, with every token there is', async () => {
  const refused = ROUTES.filter(([, , route]) => REMOTE_ROUTES[route] === 'refused');
  expect(refused.length).toBeGreaterThan(10);
  for (const [method, url, route] of refused) {
    const headers = { 'latchkey-local': server.local, cookie: `__Host-latchkey-local=${server.local}`, origin };
    for (const call of [{ headers }, { token: ana, headers }, { token: here, headers }] satisfies Call[])
      expectRefusal(await far.call(method, url, call), 403, 'local-only', route);
  }
});

there(
  'what wants a log-in wants one made elsewhere: neither the local token nor a log-in made here will do',
  async () => {
    const wanting = ROUTES.filter(([, , route]) => REMOTE_ROUTES[route] === 'session');
    for (const [method, url, route] of wanting) {
      const local = { 'latchkey-local': server.local };
      const calls: Call[] = [{}, { headers: local }, { token: here, headers: local }, { token: server.local }];
      for (const call of calls) expectRefusal(await far.call(method, url, call), 401, 'unauthorized', route);
    }
    expectRefusal(await server.api('GET', '/api/files', ana), 401, 'unauthorized');
  },
);

there('places of the server’s disk are refused in every request that could name one', async () => {
  const { path: keyPath, id } = await server.newKey('owner');
  await server.api('POST', '/api/keys/inspect', here, { key: { path: keyPath } });
  const path = await server.write('owner.txt', PATTERN);
  const file = Buffer.from(formatKeyFile(newKeyFile('far', new Date(0)))).toString('base64');
  const requests: [string, string, object][] = [
    ['POST', '/upload', { filepath: path, keypath: keyPath }],
    ['POST', '/api/uploads', { paths: [path], key: { file } }],
    ['POST', '/api/uploads', { files: [{ path: 'a', size: 1, modified: 0 }], key: { path: keyPath } }],
    ['POST', '/api/downloads/addresses', { paths: ['a'], key: { path: keyPath } }],
    ['POST', '/api/keys/inspect', { key: { path: keyPath } }],
    ['POST', '/api/keys/check', { key: { path: keyPath } }],
  ];
  for (const [method, url, json] of requests)
    expectRefusal(await far.call(method, url, { token: ana, json }), 403, 'local-only', url);
  for (const field of ['keypath', 'keylocation']) {
    const body = multipart([
      { name: 'file', content: 'x', filename: 'x.txt' },
      { name: field, content: keyPath },
    ]);
    const call = { token: ana, body, headers: { 'content-type': MULTIPART } };
    expectRefusal(await far.call('POST', '/upload', call), 403, 'local-only', field);
  }
  // A key whose place is known here is not known there.
  for (const url of ['/api/keys/inspect', '/api/keys/check'])
    expectRefusal(await far.call('POST', url, { token: ana, json: { key: { id } } }), 400, 'no-key');
  expect((await far.call('GET', '/api/keys', { token: ana })).json['keys']).toEqual([]);
});

there('the window elsewhere is told nothing of this computer, and of the vault only after a log-in', async () => {
  const before = await far.call('GET', '/api/state');
  expect(before.json).toMatchObject({ local: false, session: null, vault: { name: 'Latchkey', user: '', place: '' } });
  const after = await far.call('GET', '/api/state', { token: ana });
  expect(after.json).toMatchObject({ local: false, session: { username: 'ana' }, keyPlaces: [] });
  expect(before.text + after.text).not.toContain(server.root);
  expect((await server.api('GET', '/api/state', here)).json).toMatchObject({ local: true });
});

there('a file goes in and comes out by streams, and its key is never written', async () => {
  const key = newKeyFile('far', new Date(0));
  const file = Buffer.from(formatKeyFile(key)).toString('base64');
  const content = Buffer.from(PATTERN.repeat(100));
  const begun = await far.call('POST', '/api/uploads', {
    token: ana,
    json: { files: [{ path: 'far.txt', size: content.length, modified: 0 }], key: { file } },
  });
  expect(begun.status, begun.text).toBe(202);
  const url = `/api/uploads/${String(begun.json['id'])}/files/0`;
  const headers = { 'content-type': 'application/octet-stream' };
  expect((await far.call('PUT', url, { token: ana, body: content, headers })).status).toBe(204);
  const body = multipart([
    { name: 'file', content, filename: 'parts.txt' },
    { name: 'keyfile', content: formatKeyFile(key), filename: 'far.key.json' },
  ]);
  const sent = await far.call('POST', '/upload', { token: ana, body, headers: { 'content-type': MULTIPART } });
  expect(sent.json).toMatchObject({ filename: 'parts.txt', keypath: null });

  const ask = (choice: object) =>
    far.call('POST', '/api/downloads/addresses', {
      token: ana,
      json: { paths: ['far.txt', 'parts.txt'], key: choice },
    });
  // What came with the uploads served them alone.
  expect((await ask({ id: key.id })).json).toMatchObject({ code: 'no-key' });
  const asked = await ask({ file });
  const files = asked.json['addresses'] as { address: string }[];
  expect(files, asked.text).toHaveLength(2);
  for (const { address } of files) {
    const cookie = `__Host-latchkey-session=${ana}`;
    expect((await far.call('GET', address, { headers: { cookie } })).bytes.equals(content)).toBe(true);
  }
  const secret = key.key.toString('base64');
  for (const { path, bytes } of await filesBelow(server.root)) {
    if (path.startsWith(server.disk)) continue;
    expect(bytes.includes(secret) || bytes.includes(key.key) || bytes.includes(PATTERN), path).toBe(false);
  }
  // What it said of its key is not remembered as this computer's.
  expect((await server.api('GET', '/api/keys', here)).text).not.toContain('"far"');
  // Where the same account saves something on the server's computer is not told elsewhere.
  const kept = await server.write('own/far.key.json', formatKeyFile(key));
  const choice = { paths: ['parts.txt'], to: 'saved-here', key: { path: kept } };
  expect((await server.api('POST', '/api/downloads', here, choice)).status).toBe(202);
  expect((await server.api('GET', '/api/downloads', here)).text).toContain('saved-here');
  expect((await far.call('GET', '/api/downloads', { token: ana })).text).not.toContain('saved-here');
});

there(
  'other names than its own are refused: a website that was pointed at this address learns nothing (DNS rebinding)',
  async () => {
    const { host, port } = far;
    for (const own of [`${host}:${port}`, `${NAME}:${port}`, `Photos.Example:${port}`, 'relay.example:8443'])
      expect((await far.call('GET', '/healthcheck', { headers: { host: own } })).status, own).toBe(200);
    const foreign = ['evil.example', `evil.example:${port}`, host, NAME, `localhost:${port}`, `127.0.0.1:${port}`];
    for (const name of [...foreign, 'relay.example', `relay.example:${port}0`, `${NAME}.evil.example:${port}`])
      expectRefusal(await far.call('GET', '/healthcheck', { headers: { host: name } }), 403, 'foreign-host', name);
    // Nor does it go by those names here.
    for (const name of [`${NAME}:${port}`, 'relay.example:8443'])
      expectRefusal(await server.call('GET', '/healthcheck', { headers: { host: name } }), 403, 'foreign-host', name);
  },
);

there('another Origin is refused, whatever it knows', async () => {
  const token = ana;
  for (const other of ['https://evil.example', 'null', origin.replace('https', 'http'), `${origin}0`]) {
    const call = { token, headers: { origin: other } };
    expectRefusal(await far.call('GET', '/api/files', call), 403, 'foreign-origin', other);
    expectRefusal(await far.call('POST', '/api/sessions', { ...call, json: {} }), 403, 'foreign-origin', other);
  }
});

there('a simple POST of a website, with the cookies a browser adds, is refused', async () => {
  const cookie = `__Host-latchkey-session=${ana}`;
  const body = JSON.stringify({ paths: ['far.txt'] });
  const simple = { body, headers: { cookie, 'content-type': 'text/plain' } };
  expectRefusal(await far.call('POST', '/api/files/trash', simple), 403, 'foreign-origin');
  const said = { body, headers: { ...simple.headers, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' } };
  expectRefusal(await far.call('POST', '/api/files/trash', said), 403, 'foreign-origin');
});

there('a form whose body reads like JSON is no JSON', async () => {
  const token = ana;
  const body = '{"paths":["far.txt"],"pad":"="}';
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    undefined,
  ]) {
    const call = { token, body, headers: { origin, 'content-type': type } };
    expectRefusal(await far.call('POST', '/api/files/trash', call), 400, 'invalid-request', String(type));
  }
});

there('a WebSocket is not opened, and no other protocol either', async () => {
  const host = `Host: ${far.host}:${far.port}`;
  const wanted = ['websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'h2c'];
  for (const protocol of wanted) {
    for (const path of ['/api/events', '/', '/healthcheck']) {
      const text = await far.raw(
        `GET ${path} HTTP/1.1\r\n${host}\r\nConnection: Upgrade, close\r\nUpgrade: ${protocol}\r\n\r\n`,
      );
      expect(text, protocol).toMatch(/^HTTP\/1.1 400 [^]*"invalid-request"/);
    }
  }
});

there('a server that serves this computer alone is not asked from elsewhere', async () => {
  const own = await startTestServer();
  onTestFinished(() => own.stop());
  await expect(own.elsewhere().call('GET', '/healthcheck')).rejects.toThrow('ECONNREFUSED');
});

there('the certificate stays the same over restarts, and nobody else can read its key', async () => {
  const first = await startTestServer({ names: [NAME] });
  const { fingerprint } = first.running;
  await first.halt();
  const second = await startTestServer({ names: [NAME], root: first.root });
  onTestFinished(() => second.stop());
  expect(second.running.fingerprint).toBe(fingerprint);
  const path = join(second.home, 'server-certificate.pem');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toContain('PRIVATE KEY');
});
