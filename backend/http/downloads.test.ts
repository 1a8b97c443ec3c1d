import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { AddressList } from '../contract/transfers.ts';
import { ADDRESS_MS } from './download-stream.ts';
import { ended, listen } from './test-events.ts';
import { filesBelow, serverOfFile, until } from './test-server.ts';

const time = Date.now();
const server = await serverOfFile({ now: () => new Date(time) });
const ana = await server.account('ana');
const key = await server.newKey('Holiday');

afterEach(() => void vi.useRealTimers());

/** A name may have characters that no local file is given: the window announces what it likes. */
async function put(files: readonly (readonly [name: string, content: string | Buffer])[], token = ana): Promise<void> {
  const announced = files.map(([path, content]) => ({ path, size: Buffer.byteLength(content), modified: 0 }));
  const { json } = await server.api('POST', '/api/uploads', token, { files: announced, key: { path: key.path } });
  for (const [index, [, content]] of files.entries())
    await server.send(`/api/uploads/${String(json['id'])}/files/${index}`, token, content);
}
const ask = (json: object, token = ana) =>
  server.api('POST', '/api/downloads/addresses', token, { key: { path: key.path }, ...json });
const offered = async (paths: string[], more: object = {}, token = ana) =>
  (await ask({ paths, ...more }, token)).json as unknown as AddressList;
const addresses = async (paths: string[], more: object = {}, token = ana) =>
  (await offered(paths, more, token)).addresses;
/** As a browser saves: with the local cookie alone. */
const save = (address: string) =>
  server.call('GET', address, { headers: { cookie: `__Host-latchkey-local=${server.local}` } });
const idOf = async (path: string) => {
  const { json } = await server.api('GET', `/api/files/versions?path=${encodeURIComponent(path)}`, ana);
  return (json['versions'] as { id: string }[]).at(-1)!.id;
};
const verified = async (id: string) => (await server.api('GET', `/api/files/${id}/verified`, ana)).json['at'];

test('an address saves its file once, with nothing but the local token', async () => {
  const content = Buffer.alloc(700_000, 'some text ');
  await put([['In/a.bin', content]]);
  const [{ address, path, size } = { address: '', path: '', size: 0 }] = await addresses(['In/a.bin']);
  expect({ address, path, size }).toEqual({
    address: expect.stringMatching(/^\/api\/streams\/[\w-]{43}$/),
    path: 'In/a.bin',
    size: 700_000,
  });
  for (const headers of [{}, { authorization: `Bearer ${ana}` }, { 'latchkey-local': 'wrong' }])
    expect(await server.call('GET', address, { headers })).toMatchObject({ status: 403 });
  const id = await idOf('In/a.bin');
  expect(await verified(id)).toBeNull();
  const saved = await save(address);
  expect(saved.status).toBe(200);
  expect(saved.bytes.equals(content)).toBe(true);
  expect(saved.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': '700000',
    'content-disposition': "attachment; filename*=UTF-8''a.bin",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  expect(await verified(id)).toBe(new Date(time).toISOString());
  expect(await save(address)).toMatchObject({ status: 404, json: { code: 'no-such-route' } });
  for (const wrong of ['/api/streams/', '/api/streams/x', `${address}A`, `/api/streams/${'A'.repeat(65)}`])
    expect([400, 404]).toContain((await save(wrong)).status);
});

test('an address is worth nothing after a minute, or when its log-in has ended', async () => {
  await put([
    ['Minute/a.txt', 'minute'],
    ['Minute/b.txt', 'minute'],
  ]);
  const token = await server.logIn('ana');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  expect(ADDRESS_MS).toBe(60_000);
  const { transfer, addresses: both } = await offered(['Minute']);
  vi.advanceTimersByTime(ADDRESS_MS - 1);
  // The others of its request have a minute anew: a browser fetches few at a time.
  expect(await save(both[0]!.address)).toMatchObject({ status: 200, text: 'minute' });
  vi.advanceTimersByTime(ADDRESS_MS - 1);
  expect((await server.api('GET', '/api/downloads', ana)).json['transfers']).toContainEqual(
    expect.objectContaining({ id: transfer, state: 'running', files: 1 }),
  );
  vi.advanceTimersByTime(1);
  expect(await save(both[1]!.address)).toMatchObject({ status: 404, json: { code: 'no-such-route' } });
  expect(await ended(server, 'downloads', transfer, ana)).toMatchObject({ state: 'cancelled', files: 1, failures: [] });
  const { transfer: last, addresses: third } = await offered(['Minute/a.txt'], {}, token);
  await server.call('POST', '/user/logout', { token });
  expect(await save(third[0]!.address)).toMatchObject({ status: 404 });
  expect(await ended(server, 'downloads', last, ana)).toMatchObject({ state: 'cancelled', files: 0 });
});

test('what a browser saves is one transfer: it waits, runs and is done, or is called off', async () => {
  await put([
    ['Row/a.txt', 'first'],
    ['Row/b.txt', 'second'],
  ]);
  const { events } = await listen(server, ana);
  const { transfer, addresses: both } = await offered(['Row']);
  const heard = () => events.map(({ data }) => data).filter(({ id }) => id === transfer);
  const told = (state: string) => until(state, () => heard().find((view) => view.state === state));
  expect(await told('waiting')).toMatchObject({
    kind: 'download',
    name: 'Row',
    place: '',
    totalFiles: 2,
    totalBytes: 11,
  });
  await save(both[1]!.address);
  expect(await told('running')).toMatchObject({ ended: null });
  await save(both[0]!.address);
  expect(await told('done')).toMatchObject({ files: 2, bytes: 11, current: null, failures: [] });

  const named = await offered(['Row/a.txt', 'Row/b.txt'], { name: 'Mine' });
  expect((await server.api('DELETE', `/api/downloads/${named.transfer}`, ana)).status).toBe(204);
  for (const { address } of named.addresses) expect(await save(address)).toMatchObject({ status: 404 });
  expect(await ended(server, 'downloads', named.transfer, ana)).toMatchObject({
    name: 'Mine',
    state: 'cancelled',
    files: 0,
  });
});

test('one finished transfer is taken off the list by its own account; one under way stays', async () => {
  await put([['listed.txt', 'x']]);
  const { transfer, addresses: one } = await offered(['listed.txt']);
  const remove = (id: string, token = ana) => server.api('DELETE', `/api/transfers/${id}`, token);
  const ids = async () => {
    const { transfers } = (await server.api('GET', '/api/downloads', ana)).json as { transfers: { id: string }[] };
    return transfers.map(({ id }) => id);
  };
  expect(await remove(transfer)).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  await save(one[0]!.address);
  await ended(server, 'downloads', transfer, ana);
  const missing = await server.api('DELETE', '/api/downloads/nothing', ana);
  expect(missing).toMatchObject({ status: 404, json: { code: 'no-such-route' } });
  const cara = await server.account('cara');
  for (const answer of [await remove('nothing'), await remove('__proto__'), await remove(transfer, cara)])
    expect({ status: answer.status, json: answer.json }).toEqual({ status: 404, json: missing.json });
  const before = await ids();
  expect(before).toContain(transfer);
  expect(await remove(transfer)).toMatchObject({ status: 204, text: '' });
  expect(await ids()).toEqual(before.filter((id) => id !== transfer));
  expect(await remove(transfer)).toMatchObject({ status: 404 });
});

test('a folder gives an address for the newest version of each file in it; one version can be asked for', async () => {
  await put([['Folder/a', 'old']]);
  await put([
    ['Folder/a', 'new!'],
    ['Folder/in/b', 'b'],
  ]);
  const list = await addresses(['Folder']);
  expect(list.map(({ path, size }) => [path, size])).toEqual([
    ['Folder/a', 4],
    ['Folder/in/b', 1],
  ]);
  expect(new Set(list.map(({ address }) => address)).size).toBe(2);
  expect((await save(list[0]!.address)).text).toBe('new!');
  const { json } = await server.api('GET', '/api/files/versions?path=Folder/a', ana);
  const [old] = json['versions'] as { id: string }[];
  const [one] = await addresses(['Folder/a'], { version: old!.id });
  expect((await save(one!.address)).text).toBe('old');
  expect(await ask({ paths: ['Folder/in/b'], version: old!.id })).toMatchObject({ json: { code: 'not-found' } });
});

test('no address is given for what cannot be had: a wrong key, another’s file, a path that is none', async () => {
  await put([['mine.txt', 'mine']]);
  const other = await server.newKey('Other');
  const wrong = await ask({ paths: ['mine.txt'], key: { path: other.path } });
  expect(wrong).toMatchObject({ status: 422, json: { code: 'wrong-key' } });
  expect(wrong.json['message']).toContain('"Other"');
  expect(wrong.text).not.toContain('/api/streams/');
  const ben = await server.account('ben');
  expect(await ask({ paths: ['mine.txt'] }, ben)).toMatchObject({ status: 404, json: { code: 'not-found' } });
  expect(await ask({ paths: ['mine.txt', 'nowhere'] })).toMatchObject({ status: 404, json: { code: 'not-found' } });
  expect(await ask({ paths: ['../x'] })).toMatchObject({ status: 400, json: { code: 'invalid-path' } });
  expect(await ask({ paths: [] })).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
});

test('two thousand files are saved at once, and more are refused rather than given dead addresses', async () => {
  const names = Array.from({ length: 400 }, (_, index) => [`Many/${index}`, 'x'] as const);
  await put(names);
  const list = await addresses(Array(5).fill('Many') as string[]);
  expect(list).toHaveLength(2000);
  expect(await save(list[0]!.address)).toMatchObject({ status: 200, text: 'x' });
  expect(await save(list.at(-1)!.address)).toMatchObject({ status: 200, text: 'x' });
  const tooMany = await ask({ paths: [...(Array(5).fill('Many') as string[]), 'Many/0'] });
  expect(tooMany).toMatchObject({ status: 413, json: { code: 'too-large' } });
});

test('a name of any kind reaches the browser as it is, and no header but its own', async () => {
  const names = [
    "it's (a) *star*.txt",
    'Grüße 日本.txt',
    'quote".txt',
    'semi;colon=1.txt',
    '100%.txt',
    'filename*=UTF-8.txt',
    '-dash',
    '.hidden',
    '😀',
    '\u202Egpj.exe',
  ];
  await put(names.map((name) => [`Names/${name}`, 'x']));
  for (const name of names) {
    const [one] = await addresses([`Names/${name}`]);
    const { status, headers } = await save(one!.address);
    const [, encoded = ''] =
      /^attachment; filename\*=UTF-8''([\w!#$&+.^`|~%-]+)$/.exec(headers['content-disposition'] ?? '') ?? [];
    expect({ status, name: decodeURIComponent(encoded) }).toEqual({ status: 200, name });
  }
});

/** Changes the object that was written last. */
async function alter(act: () => Promise<void>, change: (bytes: Buffer) => Buffer): Promise<void> {
  const objects = () => filesBelow(join(server.home, 'vault', 'files'));
  const before = new Set((await objects()).map(({ path }) => path));
  await act();
  const [object] = (await objects()).filter(({ path }) => !before.has(path));
  await writeFile(object!.path, change(object!.bytes));
}

/** What a client makes of an answer: whole, or cut off. */
function outcome(address: string): Promise<{ whole: boolean; bytes: number; status: number }> {
  const headers = { cookie: `__Host-latchkey-local=${server.local}` };
  return new Promise((resolve, reject) => {
    const { port, ca } = server;
    const request = get({ host: '127.0.0.1', port, path: address, ca, headers, agent: false }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('error', () => undefined);
      response.on('close', () => resolve({ whole: response.complete, bytes, status: response.statusCode ?? 0 }));
    });
    request.on('error', reject);
  });
}

test('an altered object is cut off or refused, never taken for a whole file, and not called verified', async () => {
  const content = Buffer.alloc(3_000_000, 'x');
  const flip = (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1)! ^ 1])]);
  const cut = (bytes: Buffer) => bytes.subarray(0, 2_000_000);
  for (const [name, change] of [
    ['flipped', flip],
    ['cut', cut],
  ] as const) {
    await alter(() => put([[name, content]]), change);
    const { transfer, addresses: one } = await offered([name]);
    const { whole, bytes, status } = await outcome(one[0]!.address);
    expect({ whole, status }).toEqual({ whole: false, status: 200 });
    expect(bytes).toBeLessThan(content.length);
    expect(await ended(server, 'downloads', transfer, ana)).toMatchObject({
      state: 'failed',
      files: 0,
      failures: [
        { path: name, code: expect.stringMatching(/tampered|truncated/), message: expect.stringMatching(/[.]$/) },
      ],
    });
    expect(await verified(await idOf(name))).toBeNull();
    const to = join(server.disk, `altered-${name}`);
    const { json } = await server.api('POST', '/api/downloads', ana, { paths: [name], to, key: { path: key.path } });
    const down = await ended(server, 'downloads', json['id'], ana);
    expect(down).toMatchObject({
      state: 'failed',
      failures: [{ path: name, code: expect.stringMatching(/tampered|truncated/) }],
    });
    await expect(readFile(join(to, name))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await verified(await idOf(name))).toBeNull();
  }
  // Where nothing was sent yet, the refusal is told in words.
  await alter(() => put([['small', 'small text']]), flip);
  const { transfer, addresses: one } = await offered(['small']);
  const refused = await save(one[0]!.address);
  expect(refused).toMatchObject({ status: 422, json: { code: 'tampered' } });
  expect(refused.headers['content-type']).toMatch(/^application\/json/);
  expect(refused.headers).not.toHaveProperty('content-disposition');
  expect(await save(one[0]!.address)).toMatchObject({ status: 404 });
  expect(await ended(server, 'downloads', transfer, ana)).toMatchObject({
    state: 'failed',
    failures: [{ path: 'small', code: 'tampered', message: refused.json['message'] }],
  });
});

/** An answer whose head came and whose bytes nobody reads yet. */
async function begun(address: string): Promise<IncomingMessage> {
  const headers = { cookie: `__Host-latchkey-local=${server.local}` };
  const { port, ca } = server;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: address, ca, headers, agent: false };
    get(options, resolve).on('error', reject);
  });
  expect(response.statusCode).toBe(200);
  return response.on('error', () => undefined);
}

test.each(['its log-in ends', 'its transfer is cancelled'])('what is being saved is cut off when %s', async (why) => {
  await put([['long.bin', Buffer.alloc(60_000_000)]]);
  const token = await server.logIn('ana');
  const { transfer, addresses: one } = await offered(['long.bin'], {}, token);
  const response = await begun(one[0]!.address);
  const isLogOut = why === 'its log-in ends';
  const { status } = isLogOut
    ? await server.call('POST', '/user/logout', { token })
    : await server.api('DELETE', `/api/downloads/${transfer}`, ana);
  expect(status).toBeLessThan(300);
  const closed = new Promise((resolve) => response.once('close', resolve));
  response.resume();
  await closed;
  expect(response.complete).toBe(false);
  expect(await ended(server, 'downloads', transfer, ana)).toMatchObject({ state: 'cancelled', files: 0, failures: [] });
});

test('what the browser itself leaves is cancelled, and the other files of its request go on', async () => {
  await put([
    ['Left/long.bin', Buffer.alloc(60_000_000)],
    ['Left/short.txt', 'short'],
  ]);
  const { transfer, addresses: both } = await offered(['Left']);
  const response = await begun(both.find(({ path }) => path === 'Left/long.bin')!.address);
  response.destroy();
  expect(await save(both.find(({ path }) => path === 'Left/short.txt')!.address)).toMatchObject({ text: 'short' });
  expect(await ended(server, 'downloads', transfer, ana)).toMatchObject({ state: 'cancelled', files: 1, failures: [] });
  expect(await verified(await idOf('Left/long.bin'))).toBeNull();
});

test('a download into a folder verifies what it wrote, by one version too, and is cleared away when asked', async () => {
  await put([['down.txt', 'first']]);
  await put([['down.txt', 'second']]);
  const { json } = await server.api('GET', '/api/files/versions?path=down.txt', ana);
  const [first, second] = json['versions'] as { id: string }[];
  const to = join(server.disk, 'into');
  const start = async (more: object = {}) => {
    const body = { paths: ['down.txt'], to, key: { id: key.id }, force: true, ...more };
    const { json: view } = await server.api('POST', '/api/downloads', ana, body);
    return ended(server, 'downloads', view['id'], ana);
  };
  expect(await start({ version: first!.id, name: 'An old one' })).toMatchObject({
    kind: 'download',
    name: 'An old one',
    place: to,
    state: 'done',
    totalFiles: 1,
    totalBytes: 5,
  });
  expect(await readFile(join(to, 'down.txt'), 'utf8')).toBe('first');
  expect(await verified(second!.id)).toBeNull();
  expect(await start()).toMatchObject({ name: 'down.txt', state: 'done' });
  expect(await readFile(join(to, 'down.txt'), 'utf8')).toBe('second');
  expect(await verified(second!.id)).toBe(new Date(time).toISOString());
  expect(await start({ version: 'f'.repeat(32) })).toMatchObject({
    state: 'failed',
    failures: [{ code: 'not-found' }],
  });

  const ben = await server.logIn('ben');
  const count = async () => {
    const { transfers } = (await server.api('GET', '/api/downloads', ana)).json as {
      transfers: { ended: string | null }[];
    };
    return transfers.filter((transfer) => transfer.ended !== null).length;
  };
  const before = await count();
  expect((await server.api('DELETE', '/api/transfers/finished', ben)).status).toBe(204);
  expect(await count()).toBe(before);
  const running = await server.api('POST', '/api/uploads', ana, {
    files: [{ path: 'later', size: 1, modified: 0 }],
    key: { id: key.id },
  });
  expect((await server.api('DELETE', '/api/transfers/finished', ana)).status).toBe(204);
  expect(await count()).toBe(0);
  expect((await server.api('GET', '/api/uploads', ana)).json['transfers']).toMatchObject([{ id: running.json['id'] }]);
});
