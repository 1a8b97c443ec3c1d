import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let root: string;
let folder: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'latchkey-pages-'));
  // The name of the folder above says nothing of what is in it.
  folder = join(root, 'assets', 'renderer');
  await mkdir(join(folder, 'assets', 'deep'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Latchkey</title>');
  await writeFile(join(folder, 'assets', 'app-1a2b3c.js'), 'export {};');
  await writeFile(join(folder, 'assets', 'app-1a2b3c.css'), 'body {}');
  await writeFile(join(root, 'secret.txt'), 'TOP SECRET');
  await writeFile(join(root, 'assets', 'secret.txt'), 'TOP SECRET');
  server = await startTestServer({ rendererFolder: folder });
});

afterAll(async () => {
  expect(server.unexpected).toEqual([]);
  await server.stop();
  await rm(root, { recursive: true, force: true });
});

test('the page and what it loads are open to the own user, without a token', async () => {
  const page = await server.call('GET', '/');
  expect(page).toMatchObject({ status: 200, text: '<!doctype html><title>Latchkey</title>' });
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  const policy = String(page.headers['content-security-policy']);
  expect(policy.split(';')).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'"]));
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(page.headers).not.toHaveProperty('set-cookie');
  expect(await server.call('GET', '/index.html')).toMatchObject({ status: 200, text: page.text });
  for (const [path, type] of [
    ['/assets/app-1a2b3c.js', expect.stringMatching(/^(text|application)\/javascript; charset=utf-8$/)],
    ['/assets/app-1a2b3c.css', 'text/css; charset=utf-8'],
  ] as const) {
    expect((await server.call('GET', path)).headers).toMatchObject({
      'content-type': type,
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  }
});

test('no folder is listed, and nothing outside of the folder is served', async () => {
  const paths = [
    '/assets',
    '/assets/',
    '/assets/deep/',
    '/nowhere',
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%2f..%2fsecret.txt',
    '/assets/..%2f..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%252e%252e/secret.txt',
    '//secret.txt',
    '/index.html%00.js',
    '/index.html/',
    `/${encodeURIComponent(join(root, 'secret.txt'))}`,
  ];
  for (const path of paths) {
    const answer = await server.call('GET', path);
    expect([400, 404], `${path} ${answer.text}`).toContain(answer.status);
    expect(answer.json, path).toEqual({ code: expect.any(String), message: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(answer.text).not.toMatch(/SECRET|app-1a2b3c|latchkey-pages/);
  }
});

test('the page opens none of the other routes', async () => {
  for (const path of ['/api/state', '/api/files', '/api/keys', '/filenames', '/api/streams/x'])
    expect([401, 403], path).toContain((await server.call('GET', path)).status);
  expect(await server.call('GET', '/api/nothing')).toMatchObject({ status: 404, json: { code: 'no-such-route' } });
  expect(await server.call('POST', '/')).toMatchObject({ status: 404 });
  expect(await server.call('POST', '/index.html', { json: {} })).toMatchObject({ status: 404 });
});

test('the page is refused under a foreign name, and to another website', async () => {
  const refusal = async (path: string, headers: Record<string, string>) =>
    (await server.call('GET', path, { headers })).json['code'];
  for (const path of ['/', '/index.html', '/assets/app-1a2b3c.js', '/nowhere']) {
    for (const host of ['evil.example', `evil.example:${server.port}`, `127.0.0.1:${server.port + 1}`])
      expect(await refusal(path, { host }), path).toBe('foreign-host');
    expect(await refusal(path, { origin: 'https://evil.example' }), path).toBe('foreign-origin');
    for (const mode of ['no-cors', 'cors', 'nested-navigate'])
      expect(await refusal(path, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode })).toBe('foreign-origin');
  }
});

test('a link from elsewhere opens the page as a document, and nothing but the page', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  for (const path of ['/', '/index.html']) expect((await server.call('GET', path, { headers })).status).toBe(200);
  for (const path of ['/assets/app-1a2b3c.js', '/api/state', '/api/streams/x', '/healthcheck', '/?x', '//'])
    expect((await server.call('GET', path, { headers })).json['code'], path).toBe('foreign-origin');
  expect((await server.call('GET', '/', { headers: { ...headers, origin: 'https://evil.example' } })).status).toBe(403);
});

test('a server without the window’s files has no page', async () => {
  const other = await startTestServer();
  onTestFinished(() => other.stop());
  expect(await other.call('GET', '/')).toMatchObject({ status: 404, json: { code: 'no-such-route' } });
});
