import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ScanLine } from '../contract/scan.ts';
import { FINDING_KINDS } from '../scan/finding.ts';
import { FindingKind } from '../contract/scan.ts';
import { serverOfFile, startTestServer } from './test-server.ts';

const server = await serverOfFile();
const ana = await server.account('ana');
const secret = `sk_live_${randomBytes(12).toString('hex')}`;

test('POST /upload/scan tells a program which files hold what, at which line', async () => {
  const path = await server.write('shop/notes.txt', `one\n${secret}\n`);
  await server.write('shop/plain.txt', 'nothing');
  const key = await server.newKey('shop/mine');
  for (const filepath of ['shop', `${server.disk}/shop`]) {
    const { status, json, text } = await server.call('POST', '/upload/scan', { token: ana, json: { filepath } });
    expect([status, json]).toEqual([200, expect.arrayContaining([])]);
    const entries = JSON.parse(text) as { filename: string; error: string }[];
    expect(entries.sort((a, b) => (a.filename < b.filename ? -1 : 1))).toEqual([
      { filename: key.path, kind: 'latchkey-key', error: expect.stringMatching(/key file.*\.$/) as string },
      {
        filename: path,
        kind: 'service-token',
        line: 2,
        excerpt: `sk_…${secret.slice(-2)}`,
        error: expect.stringMatching(/Stripe.*\.$/) as string,
      },
    ]);
  }
});

test('of a file without findings it tells nothing, and of one that is not there that it was not looked at', async () => {
  const scan = (filepath: string) => server.call('POST', '/upload/scan', { token: ana, json: { filepath } });
  await server.write('plain.txt', 'nothing');
  expect((await scan('plain.txt')).text).toBe('[]');
  expect(JSON.parse((await scan('gone.txt')).text)).toEqual([
    { filename: `${server.disk}/gone.txt`, error: 'This file was not looked at: it cannot be read.' },
  ]);
});

test('nobody has files looked at without a log-in, nor the window’s way without its token', async () => {
  const json = { filepath: '/etc' };
  expect((await server.call('POST', '/upload/scan', { json })).status).toBe(401);
  for (const [path, body] of Object.entries({ '/api/scan': { files: [] }, '/api/scan/paths': { paths: ['/etc'] } }))
    expect((await server.call('POST', path, { token: ana, json: body })).status).toBe(403);
});

test('a window has beginnings looked at, and is told of those with findings alone', async () => {
  const file = (path: string, text: string) => ({ path, bytes: Buffer.from(text).toString('base64') });
  const files = [file('a.txt', `x\n${secret}`), file('b.txt', 'nothing'), file('home/.netrc', 'machine')];
  const { status, json } = await server.api('POST', '/api/scan', ana, { files });
  expect([status, json]).toEqual([
    200,
    {
      files: [
        {
          path: 'a.txt',
          findings: [{ kind: 'service-token', service: 'Stripe', line: 2, excerpt: `sk_…${secret.slice(-2)}` }],
        },
        { path: 'home/.netrc', findings: [{ kind: 'credentials-file' }] },
      ],
    },
  ]);
});

test('paths are looked at while their progress is told line by line', async () => {
  for (let index = 0; index < 250; index += 1) await server.write(`many/${index}.txt`, index === 9 ? secret : 'x');
  const { status, headers, text } = await server.api('POST', '/api/scan/paths', ana, { paths: ['many'] });
  expect([status, headers['content-type']]).toEqual([200, 'application/x-ndjson']);
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ScanLine);
  expect(lines.at(-1)).toEqual({ looked: 250, done: true });
  expect(lines.filter(({ file }) => file !== undefined).map(({ file }) => file?.findings[0]?.kind)).toEqual([
    'service-token',
  ]);
  expect(lines.length).toBeGreaterThanOrEqual(3);
});

test('a scan whose caller went away ends, and the server answers the next one', async () => {
  const socket = await server.socket();
  const body = JSON.stringify({ paths: ['/usr'] });
  socket.write(
    [
      'POST /api/scan/paths HTTP/1.1',
      `host: 127.0.0.1:${server.port}`,
      `authorization: Bearer ${ana}`,
      `latchkey-local: ${server.local}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  );
  await new Promise((resolve) => socket.once('data', resolve));
  socket.destroy();
  const answer = await server.call('POST', '/upload/scan', { token: ana, json: { filepath: 'plain.txt' } });
  expect(answer.status).toBe(200);
});

test('whether files are looked at is a choice that outlives the server', async () => {
  const first = await startTestServer();
  const user = await first.account('ana');
  expect((await first.api('GET', '/api/settings/scan', user)).json).toEqual({ enabled: true });
  expect((await first.api('PUT', '/api/settings/scan', user, { enabled: false })).status).toBe(204);
  await first.halt();
  const second = await startTestServer({ root: first.root });
  const again = await second.logIn('ana');
  expect((await second.api('GET', '/api/settings/scan', again)).json).toEqual({ enabled: false });
  await second.stop();
});

test('the contract and the scan name the same kinds', () => {
  expect(FindingKind.anyOf.map(({ const: kind }) => kind)).toEqual([...FINDING_KINDS]);
});
