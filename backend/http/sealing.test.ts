import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ended } from './test-events.ts';
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

const server = await serverOfFile();
const ana = await server.account('ana');
const key = await server.newKey('Holiday');

const get = async (what: string) => (await server.api('GET', `/api/settings/${what}`, ana)).json;
const put = (what: string, json: object) => server.api('PUT', `/api/settings/${what}`, ana, json);

/** Suites and segment sizes in the headers of all sealed files (docs/format.md 2.2), as often as they are there. */
async function headers(): Promise<string[]> {
  const files = await filesBelow(join(server.home, 'vault', 'files'));
  return files.map(({ bytes }) => `${bytes[9]} ${bytes[10]}`).sort();
}

/** The header of the file that `act` brings in. */
async function headerOf(act: () => Promise<unknown>): Promise<string | undefined> {
  const before = await headers();
  await act();
  const after = await headers();
  for (const header of before) after.splice(after.indexOf(header), 1);
  expect(after).toHaveLength(1);
  return after[0];
}

const begin = async (json: object) => {
  const answer = await server.api('POST', '/api/uploads', ana, { key: { path: key.path }, ...json });
  expect(answer.status, answer.text).toBe(202);
  return String(answer.json['id']);
};
const byWindow = async (choice: object = {}) => {
  const files = [{ path: 'by window', size: 3, modified: 0 }];
  const id = await begin({ files, ...choice });
  expect((await server.send(`/api/uploads/${id}/files/0`, ana, 'abc')).status).toBe(204);
  await ended(server, 'uploads', id, ana);
};
const byPath = async (choice: object = {}) => {
  await ended(server, 'uploads', await begin({ paths: [await server.write('by path', 'abc')], ...choice }), ana);
};
const byProgram = async (choice: object = {}) => {
  const json = { filepath: await server.write('by program', 'abc'), keypath: key.path, ...choice };
  expect((await server.call('POST', '/upload', { token: ana, json })).status).toBe(200);
};
const inParts = async (choice: Record<string, string | number> = {}, status = 200) => {
  const given: Record<string, string | number> = { keypath: key.path, ...choice };
  const fields = Object.entries(given).map(([name, value]) => ({
    name,
    content: String(value),
  }));
  const parts: Part[] = [...fields, { name: 'file', filename: 'in parts', content: 'abc' }];
  const headersOf = { 'content-type': MULTIPART };
  const answer = await server.call('POST', '/upload', { token: ana, body: multipart(parts), headers: headersOf });
  expect(answer.status, answer.text).toBe(status);
};
const WAYS = { byWindow, byPath, byProgram, inParts };

test.each(Object.entries(WAYS))(
  'what is set for new files is what an upload does, unless it says otherwise: %s',
  async (_, upload) => {
    expect((await put('sealing', { suite: 'cbc', segment: 18 })).status).toBe(204);
    expect(await headerOf(() => upload())).toBe('1 18');
    expect((await put('sealing', { suite: 'cfb', segment: 20 })).status).toBe(204);
    expect(await get('sealing')).toEqual({ suite: 'cfb', segment: 20 });
    expect(await headerOf(() => upload())).toBe('2 20');
    expect(await headerOf(() => upload({ suite: 'cbc', segment: 16 }))).toBe('1 16');
    expect(await headerOf(() => upload({ segment: 22 }))).toBe('2 22');
  },
);

test('what no file can be sealed with is refused, and changes nothing', async () => {
  await put('sealing', { suite: 'cfb', segment: 17 });
  for (const wrong of [
    { suite: 'gcm', segment: 17 },
    { suite: 'cbc', segment: 15 },
    { suite: 'cbc', segment: 23 },
    {},
  ]) {
    expect(await put('sealing', wrong)).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  }
  expect(await get('sealing')).toEqual({ suite: 'cfb', segment: 17 });
  const before = await headers();
  const wrong = { segment: 15, paths: [await server.write('x', 'x')], key: { path: key.path } };
  expect((await server.api('POST', '/api/uploads', ana, wrong)).status).toBe(400);
  await inParts({ segment: '1e1' }, 400);
  await inParts({ suite: 'CBC' }, 400);
  expect(await headers()).toEqual(before);
});

test('a transfer goes on as it began, whatever is set meanwhile and after a restart', async () => {
  const first = await startTestServer();
  const ben = await first.account('ben');
  const own = await first.newKey('Ben');
  await first.api('PUT', '/api/settings/sealing', ben, { suite: 'cfb', segment: 19 });
  const paths = [await first.write('kept', Buffer.alloc(64 * 2 ** 20))];
  const begun = await first.api('POST', '/api/uploads', ben, { key: { path: own.path }, paths });
  const id = String(begun.json['id']);
  await first.halt();
  const second = await startTestServer({ root: first.root });
  await second.api('PUT', '/api/settings/sealing', await second.logIn('ben'), { suite: 'cbc', segment: 16 });
  expect(await ended(second, 'uploads', id, await second.logIn('ben'))).toMatchObject({ state: 'done', files: 1 });
  const files = await filesBelow(join(second.home, 'vault', 'files'));
  expect(files.map(({ bytes }) => [bytes[9], bytes[10]])).toEqual([[2, 19]]);
  await second.stop();
});

test('streams wait in the folder that was chosen, sealed; one that went away refuses them until another is chosen', async () => {
  const usual = join(server.home, 'tmp');
  expect(await get('folders')).toEqual({ data: server.home, temporary: usual, isUsual: true });
  expect(await put('folders', { temporary: join(server.disk, 'missing') })).toMatchObject({
    json: { code: 'unusable' },
  });
  const folder = join(server.disk, 'scratch');
  await mkdir(folder);
  expect((await put('folders', { temporary: folder })).status).toBe(204);
  expect(await get('folders')).toEqual({ data: server.home, temporary: folder, isUsual: false });
  const socket = await server.socket();
  const [start, rest] = [
    Buffer.concat([Buffer.from(partHead({ name: 'file', filename: 'spooled' })), Buffer.alloc(2 ** 20, PATTERN)]),
    multipart([{ name: 'keypath', content: key.path }]),
  ];
  socket.write(
    `POST /upload HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nauthorization: Bearer ${ana}\r\ncontent-type: ${MULTIPART}\r\n` +
      `content-length: ${start.length + 2 + rest.length}\r\n\r\n`,
  );
  socket.write(start);
  const waiting = await until('a file in the folder', async () => {
    const [found] = await filesBelow(folder);
    return found !== undefined && found.bytes.length > 2 ** 19 ? found : undefined;
  });
  expect(dirname(waiting.path)).toBe(join(folder, 'latchkey-temporary'));
  expect(basename(waiting.path)).toMatch(new RegExp(`^[0-9a-f]{16}-${process.pid}-`));
  expect(waiting.bytes.includes('PLAINTEXT-PATTERN')).toBe(false);
  expect(await readdir(usual)).toEqual([]);
  const answered = new Promise<string>((resolve) => socket.once('data', (bytes: Buffer) => resolve(bytes.toString())));
  socket.write(Buffer.concat([Buffer.from('\r\n'), rest]));
  expect(await answered).toMatch(/^HTTP\/1.1 200 /);
  socket.destroy();
  expect(await filesBelow(folder)).toEqual([]);
  await rm(folder, { recursive: true });
  await inParts({}, 422);
  expect((await put('folders', { temporary: null })).status).toBe(204);
  await inParts();
});
