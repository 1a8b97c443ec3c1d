import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { formatKeyFile, formatProtectedKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import {
  filesBelow,
  MULTIPART,
  multipart,
  type Part,
  partHead,
  PATTERN,
  serverOfFile,
  startTestServer,
  until,
} from './test-server.ts';

let server = await serverOfFile();
const ana = await server.account('ana');
const key = await server.newKey('Holiday');

const send = (parts: readonly Part[], token = ana) =>
  server.call('POST', '/upload', { token, body: multipart(parts), headers: { 'content-type': MULTIPART } });
const spools = () => readdir(join(server.home, 'tmp'));
const names = async () => JSON.parse((await server.call('GET', '/filenames', { token: ana })).text) as string[];

/** What comes out again under the name, or the code of the refusal. */
async function contentOf(filename: string, keypath = key.path, passphrase?: string): Promise<string> {
  const location = join(server.disk, `out-${Math.random()}`);
  const { status, json, text } = await server.call('POST', '/download', {
    token: ana,
    json: { filename, location, keypath, passphrase },
  });
  if (status !== 200) return text;
  expect(json).toEqual({ path: location });
  return readFile(location, 'utf8');
}

const file = (content: string | Buffer = 'content', filename = 'cat.png'): Part => ({
  name: 'file',
  filename,
  content,
  type: 'image/png',
});
const field = (name: string, content: string): Part => ({ name, content });

/** Every order of the parts. */
function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => orders(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

test('a file and a key file may come in any order, and the content comes out again', async () => {
  const own = newKeyFile('came along', new Date(0));
  const text = await formatProtectedKeyFile(own, 'open sesame', new PasswordWork(), MIN_COST);
  const keyPath = await server.write('came-along.json', text);
  const parts = [file(), { name: 'keyfile', filename: 'k.json', content: text }, field('passphrase', 'open sesame')];
  for (const [index, order] of orders(parts).entries()) {
    const content = `order ${index} ${'x'.repeat(index * 50_000)}`;
    const filename = `any/order ${index}.png`;
    const sent = order.map((part) => (part.name === 'file' ? file(content, filename) : part));
    const { status, json, text: answer } = await send(sent);
    expect(status, answer).toBe(200);
    expect(json).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      filename: `order ${index}.png`,
      keypath: null,
    });
    expect(await contentOf(`order ${index}.png`, keyPath, 'open sesame')).toBe(content);
    expect(answer).not.toContain('open sesame');
  }
  expect(await spools()).toEqual([]);
});

test('a new key file is written where keylocation says, once, for its owner alone', async () => {
  const keylocation = join(server.disk, 'keys', '..', 'fresh.json');
  for (const [parts, status] of [
    [[field('keylocation', keylocation), file('one', 'fresh.txt')], 200],
    [[file('two', 'fresh.txt'), field('keylocation', keylocation)], 409],
  ] as const) {
    const { json, ...answer } = await send(parts);
    expect(answer.status).toBe(status);
    expect(json).toMatchObject(
      status === 200 ? { filename: 'fresh.txt', keypath: join(server.disk, 'fresh.json') } : { code: 'exists' },
    );
  }
  expect((await stat(join(server.disk, 'fresh.json'))).mode & 0o777).toBe(0o600);
  expect(await contentOf('fresh.txt', join(server.disk, 'fresh.json'))).toBe('one');
});

test('of two uploads that draw a key at one place, one wins and its key opens its content', async () => {
  const keylocation = join(server.disk, 'race.json');
  const answers = await Promise.all(
    ['first', 'second', 'third'].map((text) =>
      send([file(text, `race-${text}.txt`), field('keylocation', keylocation)]),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const stored = (await names()).filter((name) => name.startsWith('race-'));
  expect(stored).toHaveLength(1);
  expect(await contentOf(stored[0]!, keylocation)).toBe(/race-(\w+)/.exec(stored[0]!)![1]);
});

test.each([
  ['emoji across the limit of a key’s name', `${'a'.repeat(99)}😀😀.txt`],
  ['letters of three bytes', `${'漢'.repeat(83)}.txt`],
  ['a name that is nothing as a key’s', '😀.😀'],
])('a key is named after a file however it is called: %s', async (_, filename) => {
  const { status, json, text } = await send([file('named', filename), field('keylocation', server.disk)]);
  expect(status, text).toBe(200);
  expect(await contentOf(filename, String(json['keypath']))).toBe('named');
});

test('an empty file and one of many segments go in and out', async () => {
  const large = Buffer.alloc(3_000_001, PATTERN);
  for (const content of [Buffer.alloc(0), large]) {
    const { status } = await send([field('keypath', key.path), file(content, 'size.bin')]);
    expect(status).toBe(200);
    const digest = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
    expect(digest(await contentOf('size.bin'))).toBe(digest(content));
  }
});

const keyPart = () => field('keypath', key.path);
const twenty = (count: number) => Array.from({ length: count }, () => field('keypath', ''));
const refused: [string, () => Part[], number, string][] = [
  ['no key', () => [file()], 400, 'no-key'],
  ['an empty keypath is none', () => [field('keypath', ''), file()], 400, 'no-key'],
  ['keypath and keylocation', () => [keyPart(), field('keylocation', '/tmp'), file()], 400, 'invalid-request'],
  [
    'keyfile and keypath',
    () => [{ name: 'keyfile', filename: 'k', content: '{}' }, keyPart(), file()],
    400,
    'invalid-request',
  ],
  ['no file', () => [keyPart()], 400, 'invalid-request'],
  ['no parts', () => [], 400, 'invalid-request'],
  ['two files', () => [file(), file(), keyPart()], 400, 'invalid-request'],
  [
    'three files',
    () => [
      file(),
      { name: 'keyfile', filename: 'k', content: '{}' },
      { name: 'keyfile', filename: 'k', content: '{}' },
    ],
    413,
    'too-large',
  ],
  ['a file without a name', () => [keyPart(), { name: 'file', filename: '', content: 'x' }], 400, 'invalid-request'],
  [
    'bytes without a name',
    () => [keyPart(), { name: 'file', type: 'application/octet-stream', content: 'x' }],
    400,
    'invalid-request',
  ],
  ['the file as a field', () => [keyPart(), field('file', 'x')], 400, 'invalid-request'],
  ['an unknown field', () => [keyPart(), file(), field('admin', 'true')], 400, 'invalid-request'],
  [
    'an unknown file',
    () => [keyPart(), file(), { name: 'other', filename: 'x', content: 'x' }],
    400,
    'invalid-request',
  ],
  ['a field twice', () => [keyPart(), keyPart(), file()], 400, 'invalid-request'],
  ['a field of 4,097', () => [field('keypath', 'x'.repeat(4097)), file()], 400, 'invalid-request'],
  ['a field of 4,096', () => [field('keypath', 'x'.repeat(4096)), file()], 404, 'not-found'],
  [
    'JSON as a field',
    () => [{ name: 'keypath', type: 'application/json', content: '{"a":1}' }, file()],
    400,
    'invalid-request',
  ],
  [
    'broken JSON as a field',
    () => [{ name: 'keypath', type: 'application/json', content: '{hunter2' }, file()],
    400,
    'invalid-request',
  ],
  ['a field called __proto__', () => [keyPart(), field('__proto__', 'x'), file()], 400, 'invalid-request'],
  [
    'a file called __proto__',
    () => [keyPart(), { name: '__proto__', filename: 'x', content: 'x' }],
    400,
    'invalid-request',
  ],
  ['21 fields', () => [...twenty(21), file()], 413, 'too-large'],
  ['21 parts', () => [...twenty(19), file(), keyPart()], 413, 'too-large'],
  [
    'a key file of 64 KiB and a byte',
    () => [{ name: 'keyfile', filename: 'k', content: 'x'.repeat(65_537) }, file()],
    413,
    'too-large',
  ],
  [
    'a key file of 64 KiB that is none',
    () => [{ name: 'keyfile', filename: 'k', content: 'x'.repeat(65_536) }, file()],
    422,
    'damaged-key-file',
  ],
  ['an empty key file', () => [file(), { name: 'keyfile', filename: 'k', content: '' }], 422, 'damaged-key-file'],
  ['a key file that is not there', () => [field('keypath', '/nowhere/key.json'), file()], 404, 'not-found'],
  ['a key path with a NUL', () => [field('keypath', 'a\0b'), file()], 404, 'not-found'],
  ['a key location with a NUL', () => [field('keylocation', 'a\0b'), file()], 422, 'unusable'],
  ['a key location that is not there', () => [field('keylocation', '/nowhere/at/all/key'), file()], 404, 'not-found'],
  ['a name of dots', () => [keyPart(), file('x', '..')], 400, 'invalid-request'],
  ['a dot', () => [keyPart(), file('x', '.')], 400, 'invalid-request'],
  ['a control character', () => [keyPart(), file('x', 'a\u0007b')], 400, 'invalid-path'],
  ['a name of 256 bytes', () => [keyPart(), file('x', 'n'.repeat(256))], 400, 'invalid-path'],
];

test.each(refused)('refused with its word, and nothing kept: %s', async (_, parts, status, code) => {
  const before = await names();
  const answer = await send(parts());
  expect({ status: answer.status, json: answer.json }).toEqual({ status, json: { code, message: expect.any(String) } });
  expect(answer.text).not.toContain('hunter2');
  expect(await spools()).toEqual([]);
  expect(await names()).toEqual(before);
});

test('a key file of exactly 64 KiB opens', async () => {
  const text = formatKeyFile(newKeyFile('padded', new Date(0)));
  const content = text.replace(/}\s*$/, `${' '.repeat(65_536 - text.trimEnd().length)}}`);
  expect(content).toHaveLength(65_536);
  expect((await send([{ name: 'keyfile', filename: 'k', content }, file('x', 'padded.txt')])).status).toBe(200);
});

test.each([
  ['C:\\Users\\ana\\cat.png', 'cat.png'],
  ['../../etc/passwd', 'passwd'],
  ['/etc/shadow', 'shadow'],
  ['e\u0301te\u0301.png', 'été.png'],
])('of a path as a file name the last part counts: %s', async (given, kept) => {
  const { status, json } = await send([keyPart(), file('x', given)]);
  expect({ status, filename: json['filename'] }).toEqual({ status: 200, filename: kept });
});

test('a body that ends in the middle of a part is refused and leaves nothing', async () => {
  const whole = multipart([keyPart(), file('x'.repeat(1000), 'cut.txt')]);
  for (const at of [whole.length - 5, whole.length - 500, 60]) {
    const headers = { 'content-type': MULTIPART };
    const answer = await server.call('POST', '/upload', { token: ana, body: whole.subarray(0, at), headers });
    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  }
  expect(await spools()).toEqual([]);
  expect(await names()).not.toContain('cut.txt');
});

/** Begins an upload by hand and stops when the server has taken half of the content in. */
async function halfWay(token: string, name: string): Promise<{ socket: TLSSocket; spool: string; rest: string }> {
  const half = PATTERN.repeat(Math.ceil((4 * 1024 * 1024) / PATTERN.length));
  const tail = `${half}\r\n${multipart([keyPart()]).toString()}`;
  const head = partHead({ name: 'file', filename: name });
  const socket = await server.socket();
  socket.write(
    `POST /upload HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${MULTIPART}\r\nContent-Length: ${head.length + half.length + tail.length}\r\n\r\n${head}${half}`,
  );
  const spool = await until('half of it on the disk', async () => {
    const [found] = await filesBelow(join(server.home, 'tmp'));
    return found && found.bytes.length >= 2 * 1024 * 1024 ? found.path : undefined;
  });
  return { socket, spool, rest: tail };
}

function answerOf(socket: TLSSocket): Promise<string> {
  return new Promise((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
}

test('what waits on the disk is sealed, its owner’s alone, and gone when the answer is there', async () => {
  const { socket, spool, rest } = await halfWay(ana, 'half.bin');
  const bytes = await readFile(spool);
  expect(bytes.includes('PLAINTEXT-PATTERN')).toBe(false);
  expect((await stat(spool)).mode & 0o777).toBe(0o600);
  expect((await stat(join(server.home, 'tmp'))).mode & 0o777).toBe(0o700);
  expect(spool).toMatch(new RegExp(`/[0-9a-f]{16}-${process.pid}-[0-9a-f]{32}$`));
  for (const { path, bytes: kept } of await filesBelow(server.home)) expect(kept.includes(PATTERN), path).toBe(false);
  expect(await names()).not.toContain('half.bin');
  const answered = answerOf(socket);
  socket.write(rest);
  expect(await answered).toMatch(/^HTTP\/1.1 200 /);
  socket.destroy();
  expect(await spools()).toEqual([]);
  expect((await contentOf('half.bin')).length).toBeGreaterThan(8 * 1024 * 1024);
});

test('a caller that goes away in the middle leaves nothing, and the server goes on', async () => {
  const { socket } = await halfWay(ana, 'left.bin');
  socket.destroy();
  await until('an empty temporary folder', async () => ((await spools()).length === 0 ? true : undefined));
  expect(await names()).not.toContain('left.bin');
  for (const { path, bytes } of await filesBelow(server.home)) expect(bytes.includes(PATTERN), path).toBe(false);
});

test('a caller that goes away when all was sent leaves nothing in the temporary folder either', async () => {
  const { socket, rest } = await halfWay(ana, 'hasty.bin');
  await new Promise((resolve) => socket.write(rest, resolve));
  socket.destroy();
  await until('an empty temporary folder', async () => ((await spools()).length === 0 ? true : undefined));
  expect((await server.call('GET', '/healthcheck')).status).toBe(200);
});

test('an upload whose caller logs out meanwhile is whole or not there at all', async () => {
  const token = await server.logIn('ana');
  const { socket, rest } = await halfWay(token, 'logged-out.bin');
  expect((await server.call('POST', '/user/logout', { token })).status).toBe(204);
  const answered = answerOf(socket);
  socket.write(rest);
  const status = Number(/^HTTP\/1.1 (\d+)/.exec(await answered)?.[1]);
  socket.destroy();
  expect((await names()).includes('logged-out.bin')).toBe(status === 200);
  expect(await server.call('GET', '/filenames', { token })).toMatchObject({ status: 401 });
  expect(await spools()).toEqual([]);
});

test.each([
  ['an unknown field before the file', (large: Part) => [field('admin', 'x'), large], 400],
  ['an unknown file', (large: Part) => [{ ...large, name: 'other' }, large], 400],
  ['a second file', (large: Part) => [keyPart(), large, large], 400],
  ['a key file that never ends', (large: Part) => [{ ...large, name: 'keyfile' }, large], 413],
] as const)('a refusal is read by a caller that sends all of a large body first: %s', async (_, parts, status) => {
  const body = multipart(parts(file(Buffer.alloc(20_000_000), 'large.bin')));
  const socket = await server.socket();
  const answered = answerOf(socket);
  socket.write(
    `POST /upload HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: ${ana}\r\nContent-Type: ${MULTIPART}\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  await new Promise((resolve) => socket.write(body, resolve));
  expect(await answered).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  // The same connection goes on with the next request.
  const next = answerOf(socket);
  socket.write(`GET /healthcheck HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`);
  expect(await next).toMatch(/^HTTP\/1.1 200 /);
  socket.destroy();
  expect(await spools()).toEqual([]);
});

test('where the temporary folder cannot be written, the upload is refused in words and the server goes on', async () => {
  await rm(join(server.home, 'tmp'), { recursive: true });
  await writeFile(join(server.home, 'tmp'), 'no folder');
  try {
    const answer = await send([file(Buffer.alloc(3_000_000), 'no-room.bin'), keyPart()]);
    expect(answer).toMatchObject({ status: 422, json: { code: 'unusable' } });
  } finally {
    await rm(join(server.home, 'tmp'));
  }
  expect(await names()).not.toContain('no-room.bin');
  expect((await send([keyPart(), file('x', 'room.txt')])).status).toBe(200);
});

test('nothing is read of an upload without a log-in', async () => {
  expect(await send([keyPart(), file('x', 'nobody.txt')], 'wrong')).toMatchObject({
    status: 401,
    json: { code: 'unauthorized' },
  });
  expect(await names()).not.toContain('nobody.txt');
});

test('stopping the server in the middle of an upload leaves nothing', async () => {
  const own = server;
  server = await startTestServer();
  try {
    const token = await server.account('ana');
    await server.newKey('Holiday');
    const { socket } = await halfWay(token, 'stopped.bin');
    const closed = new Promise((resolve) => socket.once('close', resolve).once('error', resolve));
    await server.running.close();
    await closed;
    await until('an empty temporary folder', async () => ((await spools()).length === 0 ? true : undefined));
    expect(server.unexpected).toEqual([]);
  } finally {
    await server.stop();
    server = own;
  }
});
