import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { TransferView } from '../contract/transfers.ts';
import { MAX_THUMBNAIL_BYTES } from '../vault/thumbnail.ts';
import { ended } from './test-events.ts';
import { filesBelow, PATTERN, serverOfFile, until } from './test-server.ts';

const server = await serverOfFile();
const ana = await server.account('ana');
const key = await server.newKey('Holiday');

const announce = (json: object, token = ana) =>
  server.api('POST', '/api/uploads', token, { key: { path: key.path }, ...json });
const file = (path: string, size: number) => ({ path, size, modified: 1_790_000_000_123 });
async function start(files: readonly object[], more: object = {}): Promise<TransferView> {
  const { status, json, text } = await announce({ files, ...more });
  if (status !== 202) throw new Error(text);
  return json as unknown as TransferView;
}
const address = (id: string, index: number | string) => `/api/uploads/${id}/files/${index}`;
const transfer = async (id: string, token = ana) => {
  const { transfers } = (await server.api('GET', '/api/uploads', token)).json as { transfers?: TransferView[] };
  return transfers?.find((one) => one.id === id);
};
const paths = async (folder: string) => {
  const query = `?recursive=true&folder=${encodeURIComponent(folder)}`;
  const { files } = (await server.api('GET', `/api/files${query}`, ana)).json;
  return (files as { path: string; id: string; size: number; modified: string; mediaType?: string }[]) ?? [];
};
async function content(filename: string): Promise<Buffer> {
  const location = join(server.disk, `out-${Math.random()}`);
  const json = { filename, location, keypath: key.path };
  const { status, text } = await server.call('POST', '/download', { token: ana, json });
  if (status !== 200) throw new Error(text);
  return readFile(location);
}

test('what a browser announces and sends lies in the vault, byte for byte', async () => {
  const large = Buffer.alloc(3 * 1024 * 1024 + 1, PATTERN);
  const bodies = [large, Buffer.alloc(0), Buffer.from('text')];
  const view = await start(
    [file('Trip/large.bin', large.length), file('Trip/empty', 0), file('Trip/in/Grüße.txt', 4)],
    { to: 'In', name: 'Trip' },
  );
  expect(view).toMatchObject({
    kind: 'upload',
    name: 'Trip',
    place: 'In',
    state: 'waiting',
    totalFiles: 3,
    totalBytes: large.length + 4,
  });
  for (const index of [2, 0, 1]) {
    const { status, text } = await server.send(address(view.id, index), ana, bodies[index]!);
    expect({ status, text }).toEqual({ status: 204, text: '' });
  }
  expect(await ended(server, 'uploads', view.id, ana)).toMatchObject({ state: 'done', files: 3, failures: [] });
  expect(await paths('In')).toMatchObject([
    { path: 'In/Trip/empty', size: 0 },
    { path: 'In/Trip/in/Grüße.txt', size: 4, mediaType: 'text/plain' },
    { path: 'In/Trip/large.bin', size: large.length, modified: new Date(1_790_000_000_123).toISOString() },
  ]);
  expect((await content('In/Trip/large.bin')).equals(large)).toBe(true);
  // Nothing of it lay on a disk as it was.
  for (const { bytes } of await filesBelow(server.home)) expect(bytes.includes(PATTERN)).toBe(false);
});

test('names of transfers: what the caller says, the only item, or how many there are', async () => {
  const names = [
    (await start([file('Trip/cat.png', 1)])).name,
    (await start([file('a', 1), file('b', 1)])).name,
    (await start([file('a', 1)], { name: 'Mine' })).name,
  ];
  expect(names).toEqual(['cat.png', '2 items', 'Mine']);
});

test('a file that was changed before 1970 goes in with its time', async () => {
  const view = await start([{ ...file('Old/moon.txt', 4), modified: -14_182_940_000 }, file('Old/new.txt', 4)]);
  for (const index of [0, 1]) {
    expect((await server.send(address(view.id, index), ana, Buffer.from('text'))).status).toBe(204);
  }
  expect(await ended(server, 'uploads', view.id, ana)).toMatchObject({ state: 'done', files: 2 });
  const modified = new Date(-14_182_940_000).toISOString();
  expect(await paths('Old')).toMatchObject([{ path: 'Old/moon.txt', modified }, { path: 'Old/new.txt' }]);
});

test('each announced file is taken once, at its own place, from its own account', async () => {
  const ben = await server.account('ben');
  const view = await start([file('once', 3), file('never', 3)], { to: 'Once' });
  const no = (path: string, token = ana, body = 'abc') => server.send(path, token, body);
  for (const path of [address('nothing', 0), address('__proto__', 0)])
    expect(await no(path)).toMatchObject({ status: 404, json: { code: 'no-such-route' } });
  expect(await no(address(view.id, 0), ben)).toMatchObject({ status: 404, json: { code: 'no-such-route' } });
  const picture = { key: { path: key.path }, picture: '' };
  const foreign = await server.api('PUT', `${address(view.id, 0)}/thumbnail`, ben, picture);
  expect(foreign).toMatchObject({ status: 404, json: { code: 'no-such-route' } });
  for (const index of [2, 20_000, 20_001, -1, 'x', '1e400'])
    expect(await no(address(view.id, index))).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  expect((await no(address(view.id, 0))).status).toBe(204);
  expect(await no(address(view.id, 0))).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  // Another session of the same account may go on with it.
  expect((await no(address(view.id, 1), await server.logIn('ana'))).status).toBe(204);
  await ended(server, 'uploads', view.id, ana);
  expect(await no(address(view.id, 1))).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  expect((await paths('Once')).map(({ path }) => path)).toEqual(['Once/never', 'Once/once']);
  const hers = (await server.api('GET', '/api/files?recursive=true', ben)).json;
  expect(hers).toMatchObject({ files: [] });
});

test('a body of another length or kind is refused, heard, and leaves nothing', async () => {
  const large = Buffer.alloc(20 * 1024 * 1024);
  const view = await start([file('short', 5), file('long', 5), file('huge', 5), file('typed', 5)], { to: 'Wrong' });
  const typed = await server.send(address(view.id, 3), ana, '{"a":1}', 'application/json');
  expect(typed).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  for (const [index, body] of [
    [0, 'four'],
    [1, 'sixsix'],
    [2, large],
  ] as const) {
    expect(await server.send(address(view.id, index), ana, body)).toMatchObject({
      status: 409,
      json: { code: 'source-changed' },
    });
  }
  // A refusal by its place alone is heard too, however much comes with it.
  expect(await server.send(address(view.id, 0), ana, large)).toMatchObject({ status: 400 });
  expect(await server.send(address('nothing', 0), ana, large)).toMatchObject({ status: 404 });
  expect((await transfer(view.id))!.ended).toBeNull();
  expect((await server.send(address(view.id, 3), ana, 'right')).status).toBe(204);
  const { state, failures } = await ended(server, 'uploads', view.id, ana);
  expect(state).toBe('failed');
  expect(failures.map(({ path, code }) => `${path} ${code}`)).toEqual([
    'Wrong/short source-changed',
    'Wrong/long source-changed',
    'Wrong/huge source-changed',
  ]);
  expect((await paths('Wrong')).map(({ path }) => path)).toEqual(['Wrong/typed']);
});

/** Begins to send a file, and stops on the way. */
async function sendHalf(id: string, index: number, size: number, { share = 0.5, connection = 'close' } = {}) {
  const socket = await server.socket();
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(
    `PUT ${address(id, index)} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: ${ana}\r\nLatchkey-Local: ${server.local}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${size}\r\nConnection: ${connection}\r\n\r\n${'x'.repeat(size * share)}`,
  );
  return { socket, closed, said: () => Buffer.concat(chunks).toString() };
}
const progress = (id: string, bytes: number) =>
  until(`${bytes} bytes`, async () => (((await transfer(id))?.bytes ?? 0) >= bytes ? true : undefined));

test('two files at once; a cancelled upload takes neither, and says so', async () => {
  const size = 100_000;
  const view = await start([file('one', size), file('two', size), file('three', 1)], { to: 'Both' });
  const halves = [await sendHalf(view.id, 0, size), await sendHalf(view.id, 1, size)];
  await progress(view.id, size);
  halves[0]!.socket.write('x'.repeat(size / 2));
  await halves[0]!.closed;
  expect(halves[0]!.said()).toMatch(/^HTTP\/1.1 204 /);
  expect((await server.api('DELETE', `/api/uploads/${view.id}`, ana)).status).toBe(204);
  expect(await ended(server, 'uploads', view.id, ana)).toMatchObject({ state: 'cancelled', files: 1, failures: [] });
  halves[1]!.socket.write('x'.repeat(size / 2));
  await halves[1]!.closed;
  expect(halves[1]!.said()).toMatch(/^HTTP\/1.1 400 [^]*"cancelled"/);
  expect(await server.send(address(view.id, 2), ana, 'x')).toMatchObject({ status: 400 });
  expect((await paths('Both')).map(({ path }) => path)).toEqual(['Both/one']);
});

test.each([
  ['pause', 'paused'],
  ['pause', 'paused'],
  ['cancel', 'cancelled'],
  ['cancel', 'cancelled'],
])('a file whose upload ends half way (%s) is let run out, and its connection goes on', async (act, code) => {
  const size = 12_000_000;
  const view = await start([file(`long-${Math.random()}`, size)], { to: act });
  const { socket, closed, said } = await sendHalf(view.id, 0, size, { share: 0.1, connection: 'keep-alive' });
  // As a line brings it that is slower than the disk: piece by piece, each waited for.
  const sent = (async () => {
    for (let left = size * 0.9; left > 0; left -= 20_000) {
      await new Promise((resolve) => void socket.write('x'.repeat(20_000), resolve));
      await pause(1);
    }
    socket.write(`GET /healthcheck HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`);
  })();
  await progress(view.id, size / 5);
  const address = act === 'pause' ? `/api/transfers/${view.id}/pause` : `/api/uploads/${view.id}`;
  expect((await server.api(act === 'pause' ? 'POST' : 'DELETE', address, ana)).status).toBe(204);
  await Promise.all([sent, closed]);
  expect(said()).toMatch(new RegExp(`^HTTP/1.1 4\\d\\d [^]*"${code}"[^]*HTTP/1.1 200 `));
  await server.api('DELETE', `/api/uploads/${view.id}`, ana);
});

test('a file whose connection breaks midway leaves nothing, is waited for, and goes in when it is sent again', async () => {
  const view = await start([file('half', 100_000), file('whole', 1)], { to: 'Half' });
  const { socket } = await sendHalf(view.id, 0, 100_000);
  await progress(view.id, 50_000);
  socket.destroy();
  const waiting = await until('the window is waited for', async () => {
    const now = await transfer(view.id);
    return now?.reason === 'window' ? now : undefined;
  });
  expect(waiting).toMatchObject({ state: 'waiting', files: 0, bytes: 0, active: [], failures: [] });
  expect((await server.send(address(view.id, 1), ana, 'x')).status).toBe(204);
  expect((await paths('Half')).map(({ path }) => path)).toEqual(['Half/whole']);
  const half = Buffer.alloc(100_000, 'half');
  expect((await server.send(address(view.id, 0), ana, half)).status).toBe(204);
  const over = await ended(server, 'uploads', view.id, ana);
  expect(over).toMatchObject({ state: 'done', files: 2, bytes: 100_001, failures: [] });
  expect((await content('Half/half')).equals(half)).toBe(true);
});

test('an upload whose log-in ends is cancelled, and its address is worth nothing', async () => {
  const token = await server.logIn('ana');
  const { json } = await announce({ files: [file('x', 1)] }, token);
  await server.call('POST', '/user/logout', { token });
  const id = String(json['id']);
  expect(await ended(server, 'uploads', id, ana)).toMatchObject({ state: 'cancelled' });
  expect(await server.send(address(id, 0), token, 'x')).toMatchObject({ status: 401 });
  expect(await server.send(address(id, 0), ana, 'x')).toMatchObject({ status: 404 });
});

test('20,000 files with real names are announced at once, and not one more', async () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => file(`Pictures/2026/A name of a usual length ${index}.jpeg`, 1));
  const view = await start(many(20_000), { name: 'Pictures' });
  expect(view).toMatchObject({ totalFiles: 20_000, totalBytes: 20_000, name: 'Pictures' });
  expect((await server.send(address(view.id, 19_999), ana, 'x')).status).toBe(204);
  await server.api('DELETE', `/api/uploads/${view.id}`, ana);
  expect(await announce({ files: many(20_001) })).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  const tooLarge = { files: [{ ...file('a', 1), pad: 'x'.repeat(16 * 1024 * 1024) }] };
  expect(await announce(tooLarge)).toMatchObject({ status: 413, json: { code: 'too-large' } });
});

test('an upload is refused before it starts where paths, key or both kinds are wrong', async () => {
  const count = async () => ((await server.api('GET', '/api/uploads', ana)).json['transfers'] as unknown[]).length;
  const before = await count();
  const hostile = ['..', '../x', 'a/../b', 'a//b', 'a/./b', 'a\u0000', 'a\\b', 'a\u0007', '\ud800', 'x'.repeat(256)];
  for (const path of hostile) {
    expect(await announce({ files: [file('fine', 1), file(path, 1)] }), path).toMatchObject({
      status: 400,
      json: { code: expect.stringMatching(/^invalid-(path|request)$/) },
    });
  }
  expect(await announce({ files: [file('a', 1)], paths: ['a'] })).toMatchObject({ json: { code: 'invalid-request' } });
  expect(await announce({})).toMatchObject({ json: { code: 'invalid-request' } });
  expect(await announce({ files: [] })).toMatchObject({ json: { code: 'invalid-request' } });
  expect(await announce({ files: [file('a', 1)], to: '..' })).toMatchObject({ json: { code: 'invalid-path' } });
  expect(await announce({ files: [file('a', 1)], key: {} })).toMatchObject({ json: { code: 'no-key' } });
  expect(await announce({ files: [file('a', -1)] })).toMatchObject({ json: { code: 'invalid-request' } });
  expect(await count()).toBe(before);
  // A root is no place here: it counts from the vault's top.
  const view = await start([file('/etc/passwd', 1)]);
  await server.send(address(view.id, 0), ana, 'x');
  expect((await paths('etc')).map(({ path }) => path)).toEqual(['etc/passwd']);
});

test('a thumbnail follows its file, also the last one’s, up to 256 KiB', async () => {
  const view = await start([file('a.png', 1), file('b.png', 1)], { to: 'Thumbs' });
  const thumbnail = (index: number, body: Buffer | string, choice: object = { path: key.path }) => {
    const picture = Buffer.from(body).toString('base64');
    return server.api('PUT', `${address(view.id, index)}/thumbnail`, ana, { key: choice, picture });
  };
  expect(await thumbnail(0, 'early')).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  await server.send(address(view.id, 0), ana, 'x');
  await server.send(address(view.id, 1), ana, 'x');
  await ended(server, 'uploads', view.id, ana);
  for (const bytes of [MAX_THUMBNAIL_BYTES + 1, MAX_THUMBNAIL_BYTES + 3])
    expect(await thumbnail(1, Buffer.alloc(bytes))).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  expect(await thumbnail(1, Buffer.alloc(20 * 1024 * 1024))).toMatchObject({ status: 413 });
  expect(await thumbnail(1, 'x', {})).toMatchObject({ status: 400, json: { code: 'no-key' } });
  const other = await server.newKey('Other');
  expect(await thumbnail(1, 'x', { path: other.path })).toMatchObject({ status: 422, json: { code: 'wrong-key' } });
  const picture = Buffer.alloc(MAX_THUMBNAIL_BYTES, PATTERN);
  expect((await thumbnail(1, picture)).status).toBe(204);
  expect(await thumbnail(2, picture)).toMatchObject({ status: 400 });
  const [first, second] = await paths('Thumbs');
  const shown = await server.api('POST', `/api/files/${second!.id}/thumbnail`, ana, { key: { id: key.id } });
  expect(shown.status).toBe(200);
  expect(shown.bytes.equals(picture)).toBe(true);
  const missing = await server.api('POST', `/api/files/${first!.id}/thumbnail`, ana, { key: { id: key.id } });
  expect(missing).toMatchObject({ status: 404, json: { code: 'not-found' } });
  for (const { bytes } of await filesBelow(server.home)) expect(bytes.includes(PATTERN)).toBe(false);
});
