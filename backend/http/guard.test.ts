import cookie from '@fastify/cookie';
import fastify from 'fastify';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LOG_INS_A_MINUTE } from './log-in.ts';
import { guard } from './local-guard.ts';
import { LocalToken } from './local-token.ts';
import { SessionStore } from './session-store.ts';
import { type Answer, type Call, MULTIPART, serverOfFile, startTestServer } from './test-server.ts';

const server = await serverOfFile();
const ana = await server.account('ana');
const origin = server.running.url;

/** Every route with what it wants before it acts. */
const ROUTES = [
  ['GET', '/healthcheck', 'open'],
  ['POST', '/user/create', 'open'],
  ['POST', '/user/login', 'open'],
  ['POST', '/user/logout', 'session'],
  ['POST', '/user/details', 'session'],
  ['GET', '/filenames', 'session'],
  ['POST', '/upload', 'session'],
  ['POST', '/upload/scan', 'session'],
  ['GET', '/download?filename=a&location=b&keypath=c', 'session'],
  ['POST', '/download', 'session'],
  ['DELETE', '/file?filename=a', 'session'],
  ['POST', '/api/local', 'window'],
  ['POST', '/api/sessions', 'local'],
  ['GET', '/api/sessions', 'local-session'],
  ['GET', '/api/server/sessions', 'local'],
  ['DELETE', '/api/server/sessions/x', 'local'],
  ['GET', '/api/tokens', 'local-session'],
  ['POST', '/api/tokens', 'local-session'],
  ['DELETE', '/api/tokens/x', 'local-session'],
  ['GET', '/api/activity', 'local-session'],
  ['GET', '/api/activity.csv', 'local-session'],
  ['GET', '/api/settings/activity', 'local-session'],
  ['PUT', '/api/settings/activity', 'local-session'],
  ['GET', '/api/sessions/current', 'local-session'],
  ['DELETE', '/api/sessions/x', 'local-session'],
  ['GET', '/api/files', 'local-session'],
  ['GET', '/api/files/versions?path=a', 'local-session'],
  ['POST', '/api/files/move', 'local-session'],
  ['POST', '/api/files/trash', 'local-session'],
  ['POST', '/api/files/restore', 'local-session'],
  ['POST', '/api/files/delete', 'local-session'],
  ['GET', '/api/alarms', 'local-session'],
  ['POST', '/api/alarms/x/acknowledge', 'local-session'],
  ['POST', '/api/files/x/thumbnail', 'local-session'],
  ['PUT', '/api/files/x/thumbnail', 'local-session'],
  ['POST', '/api/files/x/content', 'local-session'],
  ['GET', '/api/files/x/verified', 'local-session'],
  ['POST', '/api/files/x/verify', 'local-session'],
  ['POST', '/api/files/x/restore-version', 'local-session'],
  ['GET', '/api/state', 'local'],
  ['POST', '/api/vault', 'local'],
  ['POST', '/api/servers/look', 'local'],
  ['POST', '/api/servers/open', 'local'],
  ['GET', '/api/buckets', 'local'],
  ['POST', '/api/buckets/check', 'local'],
  ['GET', '/api/vault/storage', 'local'],
  ['PUT', '/api/vault/storage', 'local'],
  ['GET', '/api/keys', 'local-session'],
  ['POST', '/api/keys', 'local-session'],
  ['POST', '/api/keys/cut', 'local-session'],
  ['POST', '/api/keys/drawn', 'local-session'],
  ['POST', '/api/keys/inspect', 'local-session'],
  ['POST', '/api/keys/open', 'local-session'],
  ['POST', '/api/keys/check', 'local-session'],
  ['POST', '/api/sealed-files/inspect', 'local'],
  ['POST', '/api/sealed-files/key', 'local'],
  ['POST', '/api/sealed-files/try', 'local'],
  ['POST', '/api/sealed-files/open', 'local'],
  ['POST', '/api/keys/copies', 'local-session'],
  ['POST', '/api/keys/sheet', 'local-session'],
  ['POST', '/api/keys/x/printed', 'local-session'],
  ['POST', '/api/keys/x/rename', 'local-session'],
  ['POST', '/api/keys/x/protect', 'local-session'],
  ['DELETE', '/api/keys/x/place', 'local-session'],
  ['POST', '/api/keys/x/quiet', 'local-session'],
  ['POST', '/api/imports', 'local-session'],
  ['GET', '/api/people', 'local-session'],
  ['GET', '/api/people/one', 'local-session'],
  ['POST', '/api/people/accept', 'local-session'],
  ['POST', '/api/account/password', 'local-session'],
  ['GET', '/api/shares/received', 'local-session'],
  ['GET', '/api/shares/received/x/content', 'local-session'],
  ['GET', '/api/shares/given', 'local-session'],
  ['POST', '/api/shares', 'local-session'],
  ['GET', '/api/shares', 'local-session'],
  ['DELETE', '/api/shares/x', 'local-session'],
  ['POST', '/api/shares/withdraw', 'local-session'],
  ['POST', '/api/shares/drop', 'local-session'],
  ['POST', '/api/shares/downloads', 'local-session'],
  ['POST', '/api/shares/addresses', 'local-session'],
  ['POST', '/api/keys/x/use', 'local-session'],
  ['POST', '/api/uploads', 'local-session'],
  ['GET', '/api/uploads', 'local-session'],
  ['DELETE', '/api/uploads/x', 'local-session'],
  ['PUT', '/api/uploads/x/files/1', 'local-session'],
  ['PUT', '/api/uploads/x/files/1/thumbnail', 'local-session'],
  ['POST', '/api/downloads', 'local-session'],
  ['GET', '/api/downloads', 'local-session'],
  ['DELETE', '/api/downloads/x', 'local-session'],
  ['POST', '/api/downloads/addresses', 'local-session'],
  ['GET', '/api/streams/x', 'local'],
  ['GET', '/api/checks', 'local-session'],
  ['DELETE', '/api/checks/x', 'local-session'],
  ['DELETE', '/api/transfers/finished', 'local-session'],
  ['DELETE', '/api/transfers/x', 'local-session'],
  ['POST', '/api/transfers/x/pause', 'local-session'],
  ['POST', '/api/transfers/x/resume', 'local-session'],
  ['POST', '/api/transfers/x/retry', 'local-session'],
  ['GET', '/api/settings/bandwidth', 'local-session'],
  ['PUT', '/api/settings/bandwidth', 'local-session'],
  ['GET', '/api/settings/sealing', 'local-session'],
  ['PUT', '/api/settings/sealing', 'local-session'],
  ['GET', '/api/settings/folders', 'local-session'],
  ['PUT', '/api/settings/folders', 'local-session'],
  ['POST', '/api/scan', 'local-session'],
  ['POST', '/api/scan/paths', 'local-session'],
  ['GET', '/api/settings/scan', 'local-session'],
  ['PUT', '/api/settings/scan', 'local-session'],
  ['GET', '/api/events', 'local-session'],
  ['GET', '/api/links', 'local-session'],
  ['POST', '/api/links', 'local-session'],
  ['DELETE', '/api/links/x', 'local-session'],
  ['PUT', '/api/links/server', 'local-session'],
  ['GET', '/d/x', 'window'],
  ['GET', '/d/x/state', 'window'],
  ['POST', '/d/x/claim', 'window'],
  ['GET', '/d/x/object?key=a', 'window'],
  ['GET', '/api/openapi.json', 'window'],
  ['POST', '/shutdown', 'local'],
] as const;

const both = () => ({ token: ana, headers: { 'latchkey-local': server.local } });

function expectRefusal({ status, json, text }: Answer, wanted: number, code: string): void {
  expect({ status, json }, text).toEqual({
    status: wanted,
    json: { code, message: expect.stringMatching(/^[A-Z].*[.]$/s) },
  });
  expect(text).not.toContain(ana);
  expect(text).not.toContain(server.local);
}

test('the list of routes above is the server’s own, and each has a schema for its answer and its errors', async () => {
  const { json, text } = await server.call('GET', '/api/openapi.json');
  const paths = json['paths'] as Record<string, Record<string, { responses: Record<string, unknown> }>>;
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(
      (method) => `${method.toUpperCase()} ${path.replace('{id}', 'x').replace('{index}', '1')}`,
    ),
  );
  const listed = ROUTES.map(([method, path]) => `${method} ${path.replace(/\?.*/, '')}`);
  const hidden = [
    'GET /api/activity.csv',
    'GET /api/events',
    'GET /api/openapi.json',
    'GET /api/shares/received/x/content',
    'GET /api/streams/x',
    'GET /d/x',
    'GET /d/x/object',
    'POST /api/files/x/content',
    'POST /api/files/x/thumbnail',
    'POST /shutdown',
  ];
  const withoutSchema = ['POST /shutdown'];
  expect([...new Set([...described, ...hidden])].sort()).toEqual(listed.sort());
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { responses }] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`;
      if (withoutSchema.includes(name)) continue;
      const good = Object.keys(responses).filter((status) => /^2\d\d$/.test(status));
      expect(good, name).toHaveLength(1);
      expect(JSON.stringify(responses['default']), name).toContain('"code"');
    }
  }
  expect(text).not.toContain(ana);
  expect(text).not.toContain(server.local);
});

const PUBLIC = ['GET /healthcheck', 'POST /user/create', 'POST /user/login'];
const namesOf = (wanted: string) =>
  ROUTES.filter(([, , access]) => access === wanted).map(([method, path]) => `${method} ${path}`);

test('without the local token and a log-in a program reaches three endpoints, and where windows are browsers what these need first', async () => {
  expect(namesOf('open').sort()).toEqual(PUBLIC);
  // The way in for whoever has a code, the pages behind links for whoever has one, and what is described in public.
  const others = ['POST /api/local', 'GET /d/x', 'GET /d/x/state', 'POST /d/x/claim', 'GET /d/x/object?key=a'];
  expect(namesOf('window').sort()).toEqual([...others, 'GET /api/openapi.json'].sort());
  for (const one of others) {
    const [method = '', path = ''] = one.split(' ');
    const { status, json } = await server.call(method, path, { json: method === 'POST' ? { code: 'x' } : undefined });
    expect([status, Object.keys(json).sort()], one).toEqual([
      expect.toSatisfy((n: number) => n >= 400),
      ['code', 'message'],
    ]);
  }
});

test('attack: another program without the local token reaches three endpoints of the native shell’s server, and nothing else', async () => {
  const rendererFolder = await mkdtemp(join(tmpdir(), 'latchkey-window-'));
  for (const name of ['index.html', 'link.html', 'assets/app.js']) {
    await mkdir(join(rendererFolder, 'assets'), { recursive: true });
    await writeFile(join(rendererFolder, name), 'of the window');
  }
  const shell = await startTestServer({ entry: 'shell', rendererFolder });
  onTestFinished(async () => {
    await shell.stop();
    await rm(rendererFolder, { recursive: true });
  });
  const files = ['/', '/index.html', '/link.html', '/assets/app.js', `/d/${'0'.repeat(32)}`];
  const asked = [...ROUTES, ...files.flatMap((path) => [['GET', path] as const, ['HEAD', path] as const])];
  const reached = async (call: Call) => {
    const found: string[] = [];
    for (const [method, path] of asked) {
      const { status } = await shell.call(method, path, call);
      if (status !== 401 && status !== 403) found.push(`${method} ${path}`);
    }
    return found.sort();
  };
  expect(await reached({})).toEqual(PUBLIC);
  // What looks like a token for scripts is looked at.
  expect(await reached({ token: `latchkey_${'a'.repeat(43)}` })).toEqual(PUBLIC.slice(0, 1));
  const { status, text } = await shell.call('GET', '/', { headers: { 'latchkey-local': shell.local } });
  expect([status, text]).toEqual([200, 'of the window']);
});

test.each(ROUTES)('%s %s is refused under a foreign name, before anything else', async (method, path) => {
  const port = server.port;
  const names = [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
    `127.0.0.1.evil.example:${port}`,
    `[::1]:${port}`,
    `localhost.:${port}`,
  ];
  for (const host of names) {
    const { token, headers } = both();
    expectRefusal(await server.call(method, path, { token, headers: { ...headers, host } }), 403, 'foreign-host');
  }
});

test.each(ROUTES)('%s %s is refused to another origin, with all its tokens', async (method, path) => {
  const { token, headers } = both();
  const others = [
    'null',
    'https://evil.example',
    origin.replace('https', 'http'),
    `https://127.0.0.1:${server.port + 1}`,
    `${origin}.evil.example`,
    `https://localhost:${server.port}`,
  ];
  for (const other of others) {
    const call = { token, headers: { ...headers, origin: other } };
    expectRefusal(await server.call(method, path, call), 403, 'foreign-origin');
  }
  for (const site of ['cross-site', 'same-site', 'same-origin, cross-site']) {
    const call = { token, headers: { ...headers, 'sec-fetch-site': site } };
    expectRefusal(await server.call(method, path, call), 403, 'foreign-origin');
  }
});

test.each(ROUTES.filter(([, , access]) => access === 'session'))(
  '%s %s wants a log-in in the header',
  async (method, path) => {
    const cookie = `__Host-latchkey-session=${ana}; __Host-latchkey-local=${server.local}`;
    const calls: Call[] = [
      {},
      { token: 'wrong' },
      { token: server.local },
      { headers: { authorization: '' } },
      { headers: { authorization: `Basic ${ana}` } },
      { headers: { authorization: `Bearer ${ana}x` } },
      { headers: { cookie, origin } },
    ];
    for (const call of calls) expectRefusal(await server.call(method, path, call), 401, 'unauthorized');
  },
);

test.each(ROUTES.filter(([, , access]) => access.startsWith('local')))(
  '%s %s wants the local token',
  async (method, path) => {
    const calls: Call[] = [
      { token: ana },
      { token: server.local },
      { token: ana, headers: { 'latchkey-local': ana } },
      { token: ana, headers: { 'latchkey-local': '' } },
      { token: ana, headers: { cookie: `__Host-latchkey-local=${ana}` } },
      { token: ana, headers: { cookie: `latchkey-local=${server.local}` } },
    ];
    for (const call of calls) expectRefusal(await server.call(method, path, call), 403, 'no-local-token');
  },
);

test.each(ROUTES.filter(([, , access]) => access === 'local-session'))(
  '%s %s wants a log-in beside the local token',
  async (method, path) => {
    const headers = { 'latchkey-local': server.local };
    const calls: Call[] = [
      { headers },
      { token: 'wrong', headers },
      { token: server.local, headers },
      // A header that is wrong is not mended by a cookie.
      { token: 'wrong', headers: { ...headers, cookie: `__Host-latchkey-session=${ana}`, origin } },
    ];
    for (const call of calls) expectRefusal(await server.call(method, path, call), 401, 'unauthorized');
  },
);

test('a call without a name (HTTP/1.0) or by two names is refused', async () => {
  expect(await server.raw('GET /healthcheck HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 403 [^]*"foreign-host"/);
  const own = `127.0.0.1:${server.port}`;
  const two = `GET /healthcheck HTTP/1.1\r\nHost: evil.example\r\nHost: ${own}\r\nConnection: close\r\n\r\n`;
  expect(await server.raw(two)).toMatch(/^HTTP\/1.1 40[03] /);
  const absolute = `GET https://evil.example/healthcheck HTTP/1.1\r\nHost: ${own}\r\nConnection: close\r\n\r\n`;
  expect(await server.raw(absolute)).toMatch(/^HTTP\/1.1 403 [^]*"foreign-host"/);
});

test('the server goes by its address and by localhost, in any case', async () => {
  for (const host of [`127.0.0.1:${server.port}`, `localhost:${server.port}`, `LocalHost:${server.port}`]) {
    expect(await server.call('GET', '/healthcheck', { headers: { host } })).toMatchObject({
      status: 200,
      json: { status: 'ok' },
    });
  }
  const headers = { host: `localhost:${server.port}`, origin: `https://localhost:${server.port}` };
  expect((await server.call('GET', '/healthcheck', { headers })).status).toBe(200);
});

test.each(['Bearer TOKEN', 'bearer TOKEN', 'TOKEN', 'Bearer   TOKEN'])('“%s” logs in', async (form) => {
  const headers = { authorization: form.replace('TOKEN', ana) };
  expect(await server.call('GET', '/filenames', { headers })).toMatchObject({ status: 200, text: '[]' });
});

test('a code buys the local cookie once; the cookies are the window’s alone', async () => {
  const json = { code: server.running.localToken.newCode() };
  const first = await server.call('POST', '/api/local', { json });
  expect(first.status).toBe(204);
  expect(first.text).toBe('');
  const [local = ''] = first.headers['set-cookie'] ?? [];
  expect(local.split('; ').sort()).toEqual(
    ['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure', `__Host-latchkey-local=${server.local}`].sort(),
  );
  expectRefusal(await server.call('POST', '/api/local', { json }), 403, 'no-local-token');

  const credentials = { username: 'ana', password: 'password of ana' };
  const cookie = local.split(';')[0];
  const logIn = await server.call('POST', '/api/sessions', { json: credentials, headers: { cookie, origin } });
  expect(logIn.status).toBe(201);
  const [session = ''] = logIn.headers['set-cookie'] ?? [];
  expect(session.split('; ').sort()).toEqual(
    [
      'HttpOnly',
      'Path=/',
      'SameSite=Strict',
      'Secure',
      `__Host-latchkey-session=${String(logIn.json['token'])}`,
    ].sort(),
  );
  expect(logIn.json).toEqual({
    token: expect.any(String),
    session: {
      id: expect.any(String),
      account: expect.stringMatching(/^[0-9a-f]{32}$/),
      username: 'ana',
      since: expect.any(String),
      used: expect.any(String),
      current: true,
      device: '',
      address: '127.0.0.1',
      remote: false,
      running: [],
    },
  });

  const cookies = `${cookie}; ${session.split(';')[0]}`;
  expect((await server.call('GET', '/api/sessions/current', { headers: { cookie: cookies } })).json).toMatchObject({
    id: (logIn.json['session'] as { id: string }).id,
  });
  // What changes something must show where it comes from: SameSite does not tell ports apart.
  const change = (headers: Record<string, string>) =>
    server.call('POST', '/api/files/trash', { json: { paths: ['a'] }, headers: { cookie: cookies, ...headers } });
  expectRefusal(await change({}), 403, 'foreign-origin');
  expectRefusal(await change({ 'sec-fetch-site': 'none' }), 403, 'foreign-origin');
  expectRefusal(await change({ 'sec-fetch-site': 'same-site' }), 403, 'foreign-origin');
  expectRefusal(await change({ origin: 'https://evil.example' }), 403, 'foreign-origin');
  expectRefusal(await change({ origin }), 404, 'not-found');
  expectRefusal(await change({ 'sec-fetch-site': 'same-origin' }), 404, 'not-found');
  expectRefusal(
    await server.call('DELETE', '/api/sessions/current', { headers: { cookie: cookies } }),
    403,
    'foreign-origin',
  );
  expect((await server.call('DELETE', '/api/sessions/current', { headers: { cookie: cookies, origin } })).status).toBe(
    204,
  );
  expectRefusal(
    await server.call('GET', '/api/sessions/current', { headers: { cookie: cookies } }),
    401,
    'unauthorized',
  );
});

test('a log-in never takes over the token that came with it', async () => {
  const fixed = `__Host-latchkey-session=${'A'.repeat(43)}`;
  const headers = { 'latchkey-local': server.local, cookie: fixed, origin };
  const { json } = await server.call('POST', '/api/sessions', {
    json: { username: 'ana', password: 'password of ana' },
    headers,
  });
  expect(json['token']).not.toBe('A'.repeat(43));
  expectRefusal(await server.call('GET', '/api/sessions', { headers }), 401, 'unauthorized');
});

test('every answer, good or bad, tells the browser to keep nothing, run nothing and share nothing', async () => {
  const answers = [
    await server.call('GET', '/healthcheck'),
    await server.call('GET', '/nowhere'),
    await server.call('GET', '/filenames'),
    await server.call('GET', '/filenames', { token: ana }),
    await server.call('GET', '/healthcheck', { headers: { host: 'evil.example' } }),
    await server.call('OPTIONS', '/user/login', { headers: { 'access-control-request-method': 'POST' } }),
  ];
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    const policy = String(headers['content-security-policy']).split(';');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'none'",
        "base-uri 'none'",
      ]),
    );
    expect(String(headers['content-security-policy'])).not.toMatch(/unsafe|\*|https?:/);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    // It would reach every other server that goes by localhost.
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('x-powered-by');
  }
});

test.each(['/', '/nowhere', '/api', '/api/nothing', '/upload/', '//healthcheck', '/%2e%2e/etc/passwd', '/Filenames'])(
  '%s is nothing',
  async (path) => {
    expectRefusal(await server.call('GET', path, both()), 404, 'no-such-route');
  },
);

test('a known address with another method is nothing either', async () => {
  for (const method of ['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
    expectRefusal(await server.call(method, '/upload', both()), 404, 'no-such-route');
  }
});

test('an address that cannot be read, and what is no HTTP, is told like everything else', async () => {
  expectRefusal(await server.call('GET', '/%zz', both()), 400, 'invalid-request');
  const json = (text: string) => JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)) as unknown;
  const spoken = await server.raw('HELO latchkey\r\n\r\n');
  expect(spoken).toMatch(/^HTTP\/1.1 400 /);
  expect(json(spoken)).toEqual({ code: 'invalid-request', message: expect.any(String) });
  const long = await server.raw(
    `GET /healthcheck HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
  );
  expect(long).toMatch(/^HTTP\/1.1 431 /);
  expect(json(long)).toEqual({ code: 'too-large', message: expect.any(String) });
  // Two lengths, or a length and chunks: nobody in between may read it otherwise than we do.
  for (const smuggled of [
    'Content-Length: 2\r\nContent-Length: 3',
    'Content-Length: 2\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: chunked, identity',
  ]) {
    const text = await server.raw(
      `POST /user/login HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n${smuggled}\r\nConnection: close\r\n\r\n{}`,
    );
    expect(text).toMatch(/^HTTP\/1.1 400 /);
    expect(text.match(/HTTP\/1.1/g)).toHaveLength(1);
  }
});

test('a website gets nothing done here: no simple POST, no form that reads like JSON, no WebSocket', async () => {
  const cookie = `__Host-latchkey-local=${server.local}; __Host-latchkey-session=${ana}`;
  const body = '{"paths":["a.txt"],"pad":"="}';
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const sent = { body, headers: { cookie, 'content-type': type } };
    expectRefusal(await server.call('POST', '/api/files/trash', sent), 403, 'foreign-origin');
    const own = { body, headers: { ...sent.headers, origin } };
    expectRefusal(await server.call('POST', '/api/files/trash', own), 400, 'invalid-request');
  }
  for (const from of [`Origin: ${origin}`, 'Origin: https://evil.example']) {
    const wanted = `Cookie: ${cookie}\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13`;
    const host = `Host: 127.0.0.1:${server.port}`;
    const text = await server.raw(`GET /api/events HTTP/1.1\r\n${host}\r\n${from}\r\n${wanted}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 40[03] [^]*"(invalid-request|foreign-origin)"/);
  }
});

test('bodies that are not what they should be are refused without repeating them', async () => {
  const post = (body: string, type: string | undefined, path = '/user/login') =>
    server.call('POST', path, { body, token: ana, headers: { 'content-type': type } });
  const secret = 'hunter2-hunter2';
  const good = JSON.stringify({ username: 'ana', password: secret });
  const bad: [string, string | undefined][] = [
    [`{"username":"ana","password":"${secret}"`, 'application/json'],
    ['', 'application/json'],
    ['null', 'application/json'],
    ['[]', 'application/json'],
    [`"${secret}"`, 'application/json'],
    [`{"username":"ana","password":["${secret}"]}`, 'application/json'],
    [`{"username":"ana","password":"${secret}","__proto__":{"admin":true}}`, 'application/json'],
    [`{"username":"ana","password":"${secret}","constructor":{"prototype":{"admin":true}}}`, 'application/json'],
    ['['.repeat(100_000), 'application/json'],
    ['['.repeat(100_000) + ']'.repeat(100_000), 'application/json'],
    [good, 'text/plain'],
    [good, 'application/x-www-form-urlencoded'],
    [good, 'text/html'],
    [good, undefined],
    [good, MULTIPART],
    [good, 'multipart/form-data'],
  ];
  for (const [body, type] of bad) {
    for (const path of ['/user/create', '/upload', '/download'] as const) {
      const answer = await post(body, type, path);
      expectRefusal(answer, 400, 'invalid-request');
      expect(answer.text, `${type} ${body.slice(0, 50)}`).not.toContain('hunter2');
      if (path === '/user/create') break;
    }
  }
  expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
});

test('a JSON body has up to 1 MiB, and not a byte more', async () => {
  const padded = (bytes: number) => {
    const rest = JSON.stringify({ filename: 'a', location: 'b', keypath: 'c', pad: '' });
    return JSON.stringify({ ...(JSON.parse(rest) as object), pad: 'x'.repeat(bytes - rest.length) });
  };
  const send = (bytes: number) =>
    server.call('POST', '/download', {
      token: ana,
      body: padded(bytes),
      headers: { 'content-type': 'application/json' },
    });
  expectRefusal(await send(1024 * 1024), 404, 'not-found');
  expectRefusal(await send(1024 * 1024 + 1), 413, 'too-large');
  const chunked = await server.raw(
    `POST /download HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: ${ana}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n` +
      `${(1024 * 1024 + 1).toString(16)}\r\n${padded(1024 * 1024 + 1)}\r\n0\r\n\r\n`,
  );
  expect(chunked).toMatch(/^HTTP\/1.1 413 [^]*"too-large"/);
});

test('texts have their limits, and secrets theirs', async () => {
  const send = (json: object) => server.call('POST', '/download', { token: ana, json });
  const fine = { filename: 'a', location: 'b', keypath: 'c' };
  for (const name of ['filename', 'location', 'keypath'] as const) {
    expectRefusal(await send({ ...fine, [name]: '' }), 400, 'invalid-request');
    expectRefusal(await send({ ...fine, [name]: 'x'.repeat(4097) }), 400, 'invalid-request');
    expect((await send({ ...fine, [name]: 'x'.repeat(4096) })).json['code']).not.toBe('invalid-request');
    expectRefusal(await send({ ...fine, [name]: 7 }), 400, 'invalid-request');
    expectRefusal(await send({ ...fine, [name]: undefined }), 400, 'invalid-request');
  }
  const tooLong = await send({ ...fine, passphrase: 'hunter2'.repeat(200) });
  expectRefusal(tooLong, 400, 'invalid-request');
  expect(tooLong.text).not.toContain('hunter2');
  expectRefusal(await send({ ...fine, passphrase: 'x'.repeat(1024) }), 404, 'not-found');
  const twice = await server.call('GET', '/download?filename=a&filename=b&location=c&keypath=d', { token: ana });
  expectRefusal(twice, 400, 'invalid-request');
});

test('a wrong name and a wrong password are one and the same, and so is what can be no name or password', async () => {
  const other = await startTestServer();
  try {
    const nobody = await other.call('POST', '/user/login', { json: { username: 'ana', password: 'x' } });
    expect(nobody).toMatchObject({ status: 404, json: { code: 'no-vault' } });
    await other.account('ana');
    const tries = [
      ['ana', 'wrong'],
      ['ben', 'password of ana'],
      ['ana', ''],
      ['', 'x'],
      ['a\u0000', 'x'],
      ['x'.repeat(4096), 'x'],
      ['ana', '\u00e9'.repeat(600)],
    ];
    const answers: { status: number; text: string; type: string | undefined }[] = [];
    for (const [username, password] of tries) {
      const { status, text, headers } = await other.call('POST', '/user/login', { json: { username, password } });
      answers.push({ status, text, type: headers['content-type'] });
    }
    expect(answers[0]).toEqual({
      status: 401,
      text: '{"code":"wrong-password","message":"The name or the password is wrong."}',
      type: 'application/json; charset=utf-8',
    });
    expect(answers).toEqual(tries.map(() => answers[0]));
  } finally {
    await other.stop();
  }
});

test('the twenty-first log-in of a minute is refused, from whichever address of this computer it comes', async () => {
  const other = await startTestServer();
  try {
    const json = { username: 'ana', password: 'wrong' };
    const addresses = process.platform === 'linux' ? ['127.0.0.1', '127.0.0.2', '127.1.2.3'] : ['127.0.0.1'];
    for (const path of ['/user/login', '/user/create', '/api/sessions', '/api/local', '/api/vault']) {
      const statuses: number[] = [];
      for (let index = 0; index <= LOG_INS_A_MINUTE; index += 1) {
        const localAddress = addresses[index % addresses.length]!;
        const headers = { 'latchkey-local': other.local };
        statuses.push(
          (
            await other.call('POST', path, {
              json: path === '/user/create' ? { ...json, password: '' } : json,
              headers,
              localAddress,
            })
          ).status,
        );
      }
      expect(statuses.slice(0, -1), path).not.toContain(429);
      expect(statuses.at(-1), path).toBe(429);
      expectRefusal(
        await other.call('POST', path, { json, headers: { 'latchkey-local': other.local } }),
        429,
        'rate-limited',
      );
    }
    expect((await other.call('GET', '/healthcheck')).status).toBe(200);
  } finally {
    await other.stop();
  }
});

test('a refused password leaves no user behind: the next name becomes this computer’s', async () => {
  const other = await startTestServer();
  try {
    const refused = await other.call('POST', '/user/create', { json: { username: 'ana', password: '' } });
    expectRefusal(refused, 400, 'password-length');
    expectRefusal(
      await other.call('POST', '/user/create', { json: { username: '\u0007', password: 'x' } }),
      400,
      'invalid-name',
    );
    expectRefusal(
      await other.call('POST', '/user/login', { json: { username: 'ana', password: 'x' } }),
      404,
      'no-vault',
    );
    const made = await Promise.all(
      ['ben', 'ben', 'cara'].map((username) =>
        other.call('POST', '/user/create', {
          json: { username, password: `password of ${username}`, email: 'x@example.org' },
        }),
      ),
    );
    expect(made.map(({ status }) => status).sort()).toEqual([201, 201, 409]);
    expect(made.find(({ status }) => status === 409)!.json).toEqual({ code: 'exists', message: expect.any(String) });
    const settings = JSON.parse(await readFile(`${other.home}/latchkey.json`, 'utf8')) as {
      user: string;
      accounts: object;
    };
    expect(['ben', 'cara']).toContain(settings.user);
    expect(Object.keys(settings.accounts)).toHaveLength(2);
    expect(JSON.stringify(settings)).not.toContain('example.org');
    for (const name of ['ben', 'cara']) expect(await other.logIn(name)).toHaveLength(43);
  } finally {
    await other.stop();
  }
});

test('the vault in the home is found again where the settings were lost', async () => {
  const other = await startTestServer();
  try {
    await other.account('ana');
    await rm(`${other.home}/latchkey.json`);
    expectRefusal(
      await other.call('POST', '/user/create', { json: { username: 'ana', password: 'another lantern copper' } }),
      409,
      'exists',
    );
    expect(await other.logIn('ana')).toHaveLength(43);
  } finally {
    await other.stop();
  }
});

test('/shutdown is for the local token, and told even where the caller does not wait', async () => {
  const other = await startTestServer();
  try {
    const headers = { 'latchkey-local': other.local };
    expect((await other.call('POST', '/shutdown', { headers })).status).toBe(204);
    await other.running.stopAsked;
  } finally {
    await other.stop();
  }
  const hasty = await startTestServer();
  try {
    const socket = await hasty.socket();
    const host = `Host: 127.0.0.1:${hasty.port}`;
    // Whose connection this is has been asked when it is used again.
    socket.write(`GET /healthcheck HTTP/1.1\r\n${host}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    const shutdown = `POST /shutdown HTTP/1.1\r\n${host}\r\nLatchkey-Local: ${hasty.local}\r\nContent-Length: 0\r\n\r\n`;
    socket.end(shutdown, () => socket.destroy());
    await hasty.running.stopAsked;
  } finally {
    await hasty.stop();
  }
});

test('nothing but the page of a link answers HEAD: a download is not looked at beforehand, and events never end', async () => {
  const { token, headers } = both();
  for (const [method, path] of ROUTES) {
    if (method === 'GET' && path !== '/d/x')
      expect((await server.call('HEAD', path, { token, headers })).status, path).toBe(404);
  }
});

test('on the port of https callers may leave the port out, and on no other', async () => {
  const now = () => new Date();
  const deps = {
    entry: 'code' as const,
    localToken: new LocalToken(now),
    sessions: new SessionStore(now),
    tokenSessions: { confirm: async () => undefined, admit: () => Promise.reject(new Error('no tokens here')) },
    isOwnUser: async () => true,
  };
  const statusAt = async (localPort: number, headers: Record<string, string>) => {
    const app = fastify();
    await app.register(cookie);
    app.addHook('onRequest', async ({ raw }) => {
      Object.defineProperties(raw.socket, { localPort: { value: localPort }, localAddress: { value: '127.0.0.1' } });
    });
    guard(app, deps);
    app.get('/', { config: { access: 'open' } }, async () => 'here');
    const { statusCode, body } = await app.inject({ url: '/', headers });
    await app.close();
    return statusCode === 200 ? body : (JSON.parse(body) as { code: string }).code;
  };
  expect(await statusAt(443, { host: '127.0.0.1', origin: 'https://127.0.0.1' })).toBe('here');
  expect(await statusAt(443, { host: 'localhost:443' })).toBe('here');
  expect(await statusAt(443, { host: '127.0.0.1', origin: 'https://localhost' })).toBe('foreign-origin');
  expect(await statusAt(443, { host: 'evil.example' })).toBe('foreign-host');
  expect(await statusAt(8443, { host: '127.0.0.1' })).toBe('foreign-host');
});
