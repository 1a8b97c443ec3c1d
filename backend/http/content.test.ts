import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MAX_THUMBNAIL_BYTES } from '../vault/thumbnail.ts';
import { ended } from './test-events.ts';
import { filesBelow, serverOfFile } from './test-server.ts';

const NOW = Date.now();
const server = await serverOfFile({ now: () => new Date(NOW) });
const ana = await server.account('ana');
const key = await server.newKey('Holiday');

/** Through the old routes, which open no key for the session. */
async function put(name: string, content: string | Buffer, keypath = key.path): Promise<string> {
  const filepath = await server.write(name, content);
  const { json, text } = await server.call('POST', '/upload', { token: ana, json: { filepath, keypath } });
  if (typeof json['id'] !== 'string') throw new Error(text);
  return json['id'];
}
const open = (token: string, path = key.path) => server.api('POST', '/api/keys/open', token, { key: { path } });
const shown = (id: string, token = ana, what = 'content', choice: object = { id: key.id }) =>
  server.api('POST', `/api/files/${id}/${what}`, token, { key: choice });
const sendPicture = (address: string, token: string, body: Buffer | string, choice: object = { id: key.id }) =>
  server.api('PUT', address, token, { key: choice, picture: Buffer.from(body).toString('base64') });
const versions = async (path: string) =>
  (await server.api('GET', `/api/files/versions?path=${path}`, ana)).json['versions'] as { id: string }[];
const verified = async (id: string, token = ana) =>
  (await server.api('GET', `/api/files/${id}/verified`, token)).json['at'];
const verify = (id: string, path = key.path) => server.api('POST', `/api/files/${id}/verify`, ana, { key: { path } });

/** Changes the last byte of the object of a file. */
async function alter(id: string): Promise<void> {
  for (const { path, bytes } of await filesBelow(join(server.home, 'vault', 'files'))) {
    if (!path.includes(id)) continue;
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(path, bytes);
  }
}

test('a picture is shown to whoever points at its key, of its account alone', async () => {
  const token = await server.logIn('ana');
  const content = Buffer.alloc(700_000, 'png');
  const id = await put('picture.png', content);
  const other = await server.newKey('Another');
  for (const what of ['content', 'thumbnail']) {
    expect(await shown(id, token, what, {})).toMatchObject({ status: 400, json: { code: 'no-key' } });
    const wrong = await shown(id, token, what, { path: other.path });
    expect(wrong).toMatchObject({ status: 422, json: { code: 'wrong-key' } });
    // An address holds no key.
    expect(await server.api('GET', `/api/files/${id}/${what}`, token)).toMatchObject({ status: 404 });
  }
  await open(token);
  const picture = await shown(id, token);
  expect(picture.status).toBe(200);
  expect(picture.bytes.equals(content)).toBe(true);
  expect(picture.headers).toMatchObject({
    'content-type': 'image/png',
    'content-length': '700000',
    'x-content-type-options': 'nosniff',
    // What a browser kept would lie on the disk as plaintext.
    'cache-control': 'no-store',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  });
  const ben = await server.account('ben');
  await open(ben);
  for (const what of ['content', 'thumbnail'])
    expect(await shown(id, ben, what)).toMatchObject({ status: 404, json: { code: 'not-found' } });
  for (const wrong of ['f'.repeat(32), '../../../../../etc/passwd'.padEnd(32, 'x').slice(0, 32)]) {
    expect(await shown(encodeURIComponent(wrong), token)).toMatchObject({ status: 404, json: { code: 'not-found' } });
  }
  expect(await shown('x', token)).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
});

test('nothing is shown that a browser could run', async () => {
  const token = await server.logIn('ana');
  await open(token);
  for (const name of ['script.svg', 'page.html', 'page.xhtml', 'doc.pdf', 'code.js', 'text.txt', 'none']) {
    const id = await put(name, '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const answer = await shown(id, token);
    expect(answer, name).toMatchObject({ status: 422, json: { code: 'unusable' } });
    expect(answer.text).not.toContain('script>');
  }
  // One that only calls itself a picture is sent as that, and nobody may look for anything else in it.
  const id = await put('script.png', '<script>alert(1)</script>');
  expect((await shown(id, token)).headers).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
  });
});

test('a picture of 100 MiB is shown, and not one with a byte more', async () => {
  const token = await server.logIn('ana');
  await open(token);
  const limit = 100 * 1024 * 1024;
  const fits = await put('large.png', Buffer.alloc(limit));
  expect((await shown(fits, token)).bytes.length).toBe(limit);
  const tooLarge = await put('larger.png', Buffer.alloc(limit + 1));
  expect(await shown(tooLarge, token)).toMatchObject({ status: 413, json: { code: 'too-large' } });
});

test('an altered picture is refused in words, or cut off', async () => {
  const token = await server.logIn('ana');
  await open(token);
  const small = await put('altered.png', 'png');
  await alter(small);
  const answer = await shown(small, token);
  expect(answer).toMatchObject({ status: 422, json: { code: 'tampered' } });
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  const large = await put('altered-large.png', Buffer.alloc(3_000_000));
  await alter(large);
  await expect(shown(large, token)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('a check reads every byte, and its date stays until the next', async () => {
  const id = await put('whole.bin', Buffer.alloc(600_000));
  expect(await verified(id)).toBeNull();
  const started = await verify(id);
  expect(started).toMatchObject({ status: 202, json: { kind: 'check', name: 'whole.bin', place: expect.any(String) } });
  expect(await ended(server, 'checks', started.json['id'], ana)).toMatchObject({
    state: 'done',
    files: 1,
    bytes: 600_000,
    totalBytes: 600_000,
    failures: [],
  });
  expect(await verified(id)).toBe(new Date(NOW).toISOString());
  await alter(id);
  const again = await verify(id);
  expect(await ended(server, 'checks', again.json['id'], ana)).toMatchObject({
    state: 'failed',
    failures: [{ path: 'whole.bin', code: 'tampered' }],
  });
  const unread = await put('unread.bin', 'x');
  await alter(unread);
  const { json } = await verify(unread);
  await ended(server, 'checks', json['id'], ana);
  expect(await verified(unread)).toBeNull();

  const other = await server.newKey('Other');
  const wrong = await verify(id, other.path);
  expect(wrong).toMatchObject({ status: 422, json: { code: 'wrong-key' } });
  expect(wrong.json['message']).toContain('"Other"');
  expect(await verify('f'.repeat(32))).toMatchObject({ status: 404, json: { code: 'not-found' } });
  const kinds = await Promise.all(['uploads', 'downloads'].map((kind) => server.api('GET', `/api/${kind}`, ana)));
  for (const { json: list } of kinds)
    expect((list['transfers'] as { kind: string }[]).filter(({ kind }) => kind === 'check')).toEqual([]);
  expect(await server.api('DELETE', '/api/checks/none', ana)).toMatchObject({ status: 404 });
});

test('a file that was read by its path gets its thumbnail afterwards, from whoever points at its key', async () => {
  const token = await server.logIn('ana');
  const id = await put('by-path.png', 'large picture');
  const address = `/api/files/${id}/thumbnail`;
  expect(await sendPicture(address, token, 'small', {})).toMatchObject({ status: 400, json: { code: 'no-key' } });
  const large = await sendPicture(address, token, Buffer.alloc(MAX_THUMBNAIL_BYTES + 1));
  expect(large).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  const loose = await server.api('PUT', address, token, { key: { id: key.id }, picture: 'c21hbGw' });
  expect(loose).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  expect(await sendPicture(address, token, 'small')).toMatchObject({ status: 204, text: '' });
  expect((await shown(id, token, 'thumbnail')).text).toBe('small');
  const nobodys = await sendPicture(`/api/files/${'0'.repeat(32)}/thumbnail`, token, 'small');
  expect(nobodys).toMatchObject({ status: 404, json: { code: 'not-found' } });
});

test('an older version is restored as the newest, with its bytes, time and thumbnail; all stay', async () => {
  const content = Buffer.alloc(300_000, 'old');
  const token = await server.logIn('ana');
  const files = [{ path: 'v.png', size: content.length, modified: 1000 }];
  const { json } = await server.api('POST', '/api/uploads', token, { files, key: { path: key.path } });
  const address = `/api/uploads/${String(json['id'])}/files/0`;
  await server.send(address, token, content);
  expect((await sendPicture(`${address}/thumbnail`, token, 'small picture')).status).toBe(204);
  const [first] = await versions('v.png');
  await put('v.png', 'new');
  const restore = (id: string, path = key.path) =>
    server.api('POST', `/api/files/${id}/restore-version`, token, { key: { path } });
  expect(await restore(first!.id)).toMatchObject({ status: 204, text: '' });
  const all = await versions('v.png');
  expect(all).toHaveLength(3);
  const { id: _, ...old } = all[0]!;
  expect(all[2]).toMatchObject(old);
  expect(all[2]!.id > all[1]!.id && all[1]!.id > all[0]!.id).toBe(true);
  expect((await shown(all[2]!.id, token)).bytes.equals(content)).toBe(true);
  expect((await shown(all[2]!.id, token, 'thumbnail')).text).toBe('small picture');
  expect((await shown(all[2]!.id, token, 'thumbnail')).headers).toMatchObject({
    'content-type': 'image/webp',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  // The one restored is a version like any other, and so is one without a thumbnail.
  expect((await restore(all[1]!.id)).status).toBe(204);
  const [, , , last] = await versions('v.png');
  expect((await shown(last!.id, token)).text).toBe('new');
  expect(await shown(last!.id, token, 'thumbnail')).toMatchObject({ status: 404, json: { code: 'not-found' } });

  const other = await server.newKey('Wrong');
  expect(await restore(first!.id, other.path)).toMatchObject({ status: 422, json: { code: 'wrong-key' } });
  expect(await restore('f'.repeat(32))).toMatchObject({ status: 404 });
  await alter(first!.id);
  expect(await restore(first!.id)).toMatchObject({ status: 422, json: { code: 'tampered' } });
  expect(await versions('v.png')).toHaveLength(4);
});
