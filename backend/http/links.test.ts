import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { deriveLinkKeys, openLinkBox, type LinkFile } from '../../keys/link.ts';
import { Opener } from '../../keys/opener.ts';
import { PasswordWork } from '../../keys/password.ts';
import { LINK_PAGE_POLICY } from '../contract/link-page-policy.ts';
import { openBucket } from '../buckets/address.ts';
import { readAll } from '../buckets/bucket-contract-bytes.ts';
import { noCeph, TestCeph } from '../buckets/test-ceph.ts';
import { filesBelow, startTestServer, until, type Answer, type TestServer } from './test-server.ts';

const ANA = { username: 'ana', password: 'password of ana' };
const PAGE = '<!doctype html><title>A file for you</title>';
const HOUR = 60 * 60 * 1000;
const b64 = (bytes: Buffer = randomBytes(32)) => bytes.toString('base64');

interface Place {
  readonly place: string;
  readonly access?: object;
}

let pages: string;
beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'latchkey-pages-'));
  await writeFile(join(pages, 'link.html'), PAGE);
  await writeFile(join(pages, 'index.html'), '<!doctype html><title>Latchkey</title>');
  return () => rm(pages, { recursive: true });
});

/** A server with ana logged in to a vault at this place; made there, or joined. */
async function serverAt({ place, access }: Place, join: boolean, now?: () => Date) {
  const server = await startTestServer({ rendererFolder: pages, ...(now && { now }) });
  const json = { place, join, ...(access && { access }), ...ANA };
  const made = await server.call('POST', '/api/vault', { json, headers: { 'latchkey-local': server.local } });
  expect(made.status, made.text).toBe(201);
  return { server, token: made.json['token'] as string };
}

async function add({ server, token }: { server: TestServer; token: string }, name: string, content: Buffer | string) {
  const path = await server.write(name, content);
  const key = await server.newKey(`key of ${name}`);
  const begun = await server.api('POST', '/api/uploads', token, { paths: [path], key: { path: key.path } });
  expect(begun.status, begun.text).toBe(202);
  await until(name, async () => {
    const { json } = await server.api('GET', '/api/files', token);
    return (json['files'] as { path: string }[]).some((file) => file.path === name) || undefined;
  });
  return key;
}

interface Link {
  readonly id: string;
  readonly secret: string;
  readonly files: readonly LinkFile[];
  readonly proof: string;
}

/** Makes a link and takes its address apart, as the page behind it does. */
async function make(
  on: { server: TestServer; token: string },
  paths: string[],
  key: { path: string },
  more: object = {},
) {
  const { server, token } = on;
  const json = { paths, key: { path: key.path }, downloads: 1, lasts: HOUR, ...more };
  const made = await server.api('POST', '/api/links', token, json);
  expect(made.status, made.text).toBe(201);
  const { id, address } = made.json as { id: string; address: string };
  const [page, secret = ''] = address.split('#');
  expect(page).toBe(`${server.running.url}/d/${id}`);
  const state = await server.call('GET', `/d/${id}/state`);
  const { expiry, downloads, vault, box } = state.json as {
    expiry: number;
    downloads: number;
    vault: string;
    box: string;
  };
  const keys = await deriveLinkKeys(secret, null, '', new PasswordWork());
  const { files } = openLinkBox(keys, { vaultId: vault, linkId: id, expiry, downloads }, Buffer.from(box, 'base64'));
  return { id, secret, files, proof: b64(keys.proof), address } satisfies Link & { address: string };
}

const claim = (server: TestServer, { id, proof }: Pick<Link, 'id' | 'proof'>, token = b64()) =>
  server.call('POST', `/d/${id}/claim`, { json: { proof, token } });
const object = (server: TestServer, id: string, key: string, headers: Record<string, string>) =>
  server.call('GET', `/d/${id}/object?key=${encodeURIComponent(key)}`, { headers });
const leftOf = async (server: TestServer, id: string) => (await server.call('GET', `/d/${id}/state`)).json['left'];

function plainOf({ objectKey }: LinkFile, sealed: Buffer): string {
  const opener = new Opener({ objectKey });
  return Buffer.concat([...opener.push(sealed), ...opener.finish()]).toString();
}

/** 200 come at once to two servers of one bucket. */
async function burnsOnce(place: Place): Promise<void> {
  const first = await serverAt(place, false);
  onTestFinished(() => first.server.stop());
  const key = await add(first, 'letter.txt', 'Dear Ben');
  const link = await make(first, ['letter.txt'], key);
  const second = await serverAt(place, true);
  onTestFinished(() => second.server.stop());
  const tokens = Array.from({ length: 200 }, () => b64());
  const servers = [first.server, second.server];
  const answers = await Promise.all(tokens.map((token, n) => claim(servers[n % 2]!, link, token)));
  const won = answers.flatMap(({ status }, n) => (status === 200 ? [n] : []));
  expect(won).toHaveLength(1);
  const others = answers.filter(({ status }) => status !== 200);
  expect(new Set(others.map(({ status, json }) => `${status} ${String(json['code'])}`))).toEqual(
    new Set(['409 link-used']),
  );
  const headers = { 'latchkey-claim': tokens[won[0]!]! };
  for (const server of servers) {
    const { status, bytes } = await object(server, link.id, link.files[0]!.key, headers);
    expect([status, plainOf(link.files[0]!, bytes)]).toEqual([200, 'Dear Ben']);
    expect(server.unexpected).toEqual([]);
  }
}

test('of 200 that claim a link at once over two servers of one folder exactly one gets it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-links-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await burnsOnce({ place: join(folder, 'vault') });
});

describe.skipIf(noCeph !== undefined)(`in an S3 bucket ${noCeph ?? ''}`, () => {
  let ceph: TestCeph;
  beforeAll(async () => {
    ceph = await TestCeph.start();
    return () => ceph.stop();
  });

  test('of 200 that claim a link at once over two servers of one bucket exactly one gets it', async () => {
    const bucket = await ceph.makeBucket();
    const place = `s3://${bucket}/vault?endpoint=${ceph.endpoint}&region=${ceph.region}`;
    await burnsOnce({ place, access: { credentials: ceph.user } });
  });
});

describe('one server', () => {
  let on: Awaited<ReturnType<typeof serverAt>>;
  let key: { path: string };
  let now = 0;
  const content = Buffer.alloc(600_000, 'LATCHKEY-LINK-');
  beforeAll(async () => {
    on = await serverAt({ place: 'vault' }, false, () => new Date(Date.now() + now));
    key = await add(on, 'film.mov', content);
  });
  afterAll(async () => {
    expect(on.server.unexpected).toEqual([]);
    await on.server.stop();
  });
  const made = (more?: object) => make(on, ['film.mov'], key, more);

  test('shows the same page for every link, also for one that is none, with a policy of its own', async () => {
    const { id } = await made();
    const answers: Answer[] = [];
    for (const one of [id, 'ab'.repeat(16)]) answers.push(await on.server.call('GET', `/d/${one}?utm_source=mail`));
    for (const { status, text, headers } of answers) {
      expect({ status, text }).toEqual({ status: 200, text: PAGE });
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      expect(headers['content-security-policy']).toBe(LINK_PAGE_POLICY);
    }
    expect((await on.server.call('HEAD', `/d/${id}`)).status).toBe(200);
    const mail = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await on.server.call('GET', `/d/${id}`, { headers: mail })).status).toBe(200);
    expect((await on.server.call('GET', `/d/${id}/state`, { headers: mail })).status).toBe(403);
    for (const bad of ['x', id.toUpperCase().replace(/\d/g, 'A'), `${id}0`]) {
      expect((await on.server.call('GET', `/d/${bad}`)).status, bad).toBe(400);
    }
  });

  test('burns nothing for looking: HEAD, previews, states, wrong methods and wrong proofs', async () => {
    const link = await made();
    for (const path of [`/d/${link.id}`, `/d/${link.id}/state`, `/d/${link.id}/claim`, `/d/${link.id}/object?key=a`]) {
      for (const method of ['HEAD', 'GET', 'GET', 'PUT', 'DELETE']) await on.server.call(method, path);
    }
    const proof = b64();
    expect(await claim(on.server, { ...link, proof })).toMatchObject({ status: 403, json: { code: 'wrong-proof' } });
    const state = await on.server.call('GET', `/d/${link.id}/state`);
    expect(state.json).toMatchObject({ state: 'open', left: 1, downloads: 1, kdf: null });
    expect(state.headers['cache-control']).toBe('no-store');
    expect((await claim(on.server, link)).status).toBe(200);
    const used = (await on.server.call('GET', `/d/${link.id}/state`)).json;
    expect(Object.keys(used).toSorted()).toEqual(['downloads', 'expiry', 'left', 'state', 'vault']);
    expect(used).toMatchObject({ state: 'used', left: 0 });
  });

  test('shows how to work with a password before it is claimed, and nothing of the password', async () => {
    const json = { paths: ['film.mov'], key: { path: key.path }, downloads: 1, lasts: HOUR, password: 'open sesame' };
    const { json: link } = await on.server.api('POST', '/api/links', on.token, json);
    const { json: state, text } = await on.server.call('GET', `/d/${String(link['id'])}/state`);
    expect(state['kdf']).toEqual({ name: 'scrypt', N: 2 ** 17, r: 8, p: 1, salt: expect.stringMatching(/^.{43}=$/) });
    expect(text).not.toContain('sesame');
    const { links } = (await on.server.api('GET', '/api/links', on.token)).json as { links: object[] };
    expect(links[0]).toMatchObject({ id: link['id'], protected: true });
  });

  test('gives the sealed bytes, whole or in parts, to whoever claimed, and to nobody else', async () => {
    const link = await made();
    const [file] = link.files;
    const token = b64();
    for (const headers of [{}, { 'latchkey-claim': token }, { 'latchkey-claim': 'x' }] as Record<string, string>[]) {
      const refused = await object(on.server, link.id, file!.key, headers);
      expect(refused).toMatchObject({ status: 403, json: { code: 'no-claim' } });
    }
    const first = await claim(on.server, link, token);
    expect(await claim(on.server, link, token)).toMatchObject({ status: 200, json: first.json });
    const headers = { 'latchkey-claim': token };
    const whole = await object(on.server, link.id, file!.key, headers);
    expect(plainOf(file!, whole.bytes)).toBe(content.toString());
    const size = whole.bytes.length;
    expect(whole.headers).toMatchObject({ 'content-length': String(size), 'accept-ranges': 'bytes' });
    for (const [range, start, end] of [
      ['bytes=0-99', 0, 100],
      ['bytes=300000-', 300_000, size],
      [`bytes=${size - 5}-${size + 500}`, size - 5, size],
    ] as const) {
      const part = await object(on.server, link.id, file!.key, { ...headers, range });
      expect(part.status).toBe(206);
      expect(part.headers['content-range']).toBe(`bytes ${start}-${end - 1}/${size}`);
      expect(part.bytes.equals(whole.bytes.subarray(start, end))).toBe(true);
    }
    const behind = await object(on.server, link.id, file!.key, { ...headers, range: `bytes=${size}-` });
    expect([behind.status, behind.headers['content-range']]).toEqual([416, `bytes */${size}`]);
    expect((await object(on.server, link.id, file!.key, { ...headers, range: 'bytes=5-1' })).status).toBe(200);
    const other = await made();
    expect((await object(on.server, other.id, file!.key, headers)).status).toBe(403);
    for (const bad of ['vault.json', 'files/../vault.json']) {
      expect(await object(on.server, link.id, bad, headers)).toMatchObject({ status: 403, json: { code: 'no-claim' } });
    }
    const gone = file!.key.replace(/\.[^.]*$/, '.x');
    expect(await object(on.server, link.id, gone, headers)).toMatchObject({
      status: 404,
      json: { code: 'object-gone' },
    });
  });

  test('takes a claim as JSON of exactly 32 bytes each, and from its own page', async () => {
    const link = await made();
    const json = { proof: link.proof, token: b64() };
    const path = `/d/${link.id}/claim`;
    for (const wrong of [
      {},
      { proof: link.proof },
      { ...json, token: '' },
      { ...json, token: `${'A'.repeat(42)}B=` },
    ]) {
      expect((await on.server.call('POST', path, { json: wrong })).status).toBe(400);
    }
    const body = JSON.stringify(json);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const { status } = await on.server.call('POST', path, { body, headers: { 'content-type': type } });
      expect(status, type).toBe(400);
    }
    const foreign = { json, headers: { origin: 'https://evil.example' } };
    expect(await on.server.call('POST', path, foreign)).toMatchObject({
      status: 403,
      json: { code: 'foreign-origin' },
    });
    expect(await leftOf(on.server, link.id)).toBe(1);
    const own = { json, headers: { origin: on.server.running.url, 'sec-fetch-site': 'same-origin' } };
    expect((await on.server.call('POST', path, own)).status).toBe(200);
  });

  test('refuses who was wrong ten times in a minute, also with the right proof, and nobody on another link', async () => {
    const [link, other] = [await made(), await made()];
    for (let n = 0; n < 10; n += 1) expect((await claim(on.server, { ...link, proof: b64() })).status).toBe(403);
    expect(await claim(on.server, link)).toMatchObject({ status: 429, json: { code: 'rate-limited' } });
    expect((await claim(on.server, other)).status).toBe(200);
    now += 60_000;
    expect((await claim(on.server, link)).status).toBe(200);
  });

  test('tells a withdrawn link from one that never was by nothing, and ends what it had begun', async () => {
    const link = await made({ downloads: 2 });
    const token = b64();
    await claim(on.server, link, token);
    const listed = await on.server.api('GET', '/api/links', on.token);
    const view = (listed.json['links'] as { id: string }[]).find(({ id }) => id === link.id);
    expect(view).toMatchObject({ names: ['film.mov'], count: 1, bytes: 600_000, downloads: 2, used: 1, state: 'open' });
    expect((await on.server.api('DELETE', `/api/links/${link.id}`, on.token)).status).toBe(204);
    const { json } = await on.server.api('GET', '/api/activity?kind=link-withdrawn', on.token);
    expect(json['activities']).toMatchObject([{ outcome: 'done', detail: 'film.mov' }]);
    const never = 'ab'.repeat(16);
    for (const ask of [
      (id: string) => on.server.call('GET', `/d/${id}/state`),
      (id: string) => claim(on.server, { ...link, id }),
      (id: string) => object(on.server, id, link.files[0]!.key, { 'latchkey-claim': token }),
    ]) {
      const [one, two] = [await ask(link.id), await ask(never)];
      expect([one.status, one.text]).toEqual([two.status, two.text]);
      expect(one).toMatchObject({ status: 404, json: { code: 'link-gone' } });
    }
    const again = await on.server.api('DELETE', `/api/links/${link.id}`, on.token);
    expect(again).toMatchObject({ status: 404, json: { code: 'link-gone' } });
  });

  test('a bucket that brings a withdrawn link back, or loses the marks of its claims, opens it no more here', async () => {
    const [withdrawn, used] = [await made(), await made()];
    const bucket = openBucket(
      ((await on.server.api('GET', '/api/state', on.token)).json['vault'] as { place: string }).place,
      {
        create: false,
      },
    );
    const links = async () => (await Array.fromAsync(bucket.list({ prefix: 'links/' }))).flat().map(({ key }) => key);
    const before = await Promise.all((await links()).map(async (key) => [key, await readAll(bucket, key)] as const));
    expect((await on.server.api('DELETE', `/api/links/${withdrawn.id}`, on.token)).status).toBe(204);
    const token = b64();
    expect((await claim(on.server, used, token)).status).toBe(200);
    for (const mark of await links()) if (mark.includes(used.id) && mark.endsWith('.used')) await bucket.delete(mark);
    for (const [key, bytes] of before) await bucket.put(key, bytes);
    expect(await claim(on.server, withdrawn)).toMatchObject({ status: 404, json: { code: 'link-gone' } });
    const state = await on.server.call('GET', `/d/${used.id}/state`);
    expect(state).toMatchObject({ json: { state: 'used', left: 0 } });
    expect(await claim(on.server, used)).toMatchObject({ status: 409, json: { code: 'link-used' } });
    // Whoever claimed it goes on.
    expect((await claim(on.server, used, token)).status).toBe(200);
  });

  test('serves nobody’s secrets: neither SECRET, nor proof, nor token lies in its home or its vault', async () => {
    const link = await made();
    const token = b64();
    await claim(on.server, link, token);
    for (const { path, bytes } of await filesBelow(on.server.root)) {
      for (const secret of [link.secret, link.proof, token]) {
        expect(bytes.includes(secret), path).toBe(false);
        expect(bytes.includes(Buffer.from(secret, 'base64')), path).toBe(false);
        expect(bytes.includes(Buffer.from(secret, 'base64').toString('hex')), path).toBe(false);
      }
    }
  });

  test('points new links at the server it was told, as a name alone, until it is told otherwise', async () => {
    const put = (address: string | null) => on.server.api('PUT', '/api/links/server', on.token, { address });
    expect((await put('files.example.org:8443')).json).toEqual({ address: 'https://files.example.org:8443' });
    for (const bad of ['http://a.example', 'https://a.example/x', 'https://u:p@a.example', 'https://', 'a b']) {
      expect(await put(bad), bad).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
    }
    const json = { paths: ['film.mov'], key: { path: key.path }, downloads: 1, lasts: HOUR };
    const { json: link } = await on.server.api('POST', '/api/links', on.token, json);
    expect(link['address']).toMatch(/^https:\/\/files\.example\.org:8443\/d\/[0-9a-f]{32}#[\w-]{43}$/);
    expect((await on.server.api('GET', '/api/links', on.token)).json['server']).toBe('https://files.example.org:8443');
    expect((await put(null)).json).toEqual({ address: null });
    await made();
  });

  test('makes none of what is not there or with another key, and lists none', async () => {
    const before = (await on.server.api('GET', '/api/links', on.token)).json['links'];
    const other = await on.server.newKey('another');
    const json = { paths: ['film.mov'], key: { path: other.path }, downloads: 1, lasts: HOUR };
    expect(await on.server.api('POST', '/api/links', on.token, json)).toMatchObject({
      status: 422,
      json: { code: 'wrong-key' },
    });
    for (const [change, status] of [
      [{ paths: ['nothing'], key: { path: key.path } }, 404],
      [{ downloads: 0 }, 400],
      [{ downloads: 101 }, 400],
      [{ lasts: 59_999 }, 400],
      [{ password: '' }, 400],
    ] as const) {
      expect((await on.server.api('POST', '/api/links', on.token, { ...json, ...change })).status).toBe(status);
    }
    expect((await on.server.api('GET', '/api/links', on.token)).json['links']).toEqual(before);
  });
});

test('the native shell’s server makes a link once it knows a server that others reach, and answers none itself', async () => {
  const shell = await startTestServer({ rendererFolder: pages, entry: 'shell' });
  onTestFinished(() => shell.stop());
  const token = await shell.account('ana');
  await add({ server: shell, token }, 'a.txt', 'hello');
  const key = await shell.newKey('other');
  const link = { paths: ['a.txt'], key: { path: key.path }, downloads: 1, lasts: HOUR };
  const refused = await shell.api('POST', '/api/links', token, link);
  expect(refused).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  expect(refused.text).toContain('the address of a Latchkey server that others reach');
  await shell.api('PUT', '/api/links/server', token, { address: 'https://files.example.org' });
  const mine = { ...link, key: { path: join(shell.disk, 'key of a.txt.key.json') } };
  const made = await shell.api('POST', '/api/links', token, mine);
  expect([made.status, made.json['address']]).toEqual([
    201,
    expect.stringMatching(/^https:\/\/files\.example\.org\/d\//),
  ]);
  expect((await shell.call('GET', `/d/${String(made.json['id'])}`)).status).toBe(403);
});

test('a server that knows the vault serves its links with nobody logged in, also after a restart; one without a vault has none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-links-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const first = await serverAt({ place: join(folder, 'vault') }, false);
  const link = await make(first, ['a.txt'], await add(first, 'a.txt', 'for you'), { downloads: 2 });
  const token = b64();
  expect((await claim(first.server, link, token)).status).toBe(200);
  const { root } = first.server;
  await first.server.halt();
  const again = await startTestServer({ root, rendererFolder: pages });
  onTestFinished(() => again.stop());
  expect((await claim(again, link, token)).json).toMatchObject({ n: 0 });
  const { bytes } = await object(again, link.id, link.files[0]!.key, { 'latchkey-claim': token });
  expect(plainOf(link.files[0]!, bytes)).toBe('for you');
  const bare = await startTestServer();
  onTestFinished(() => bare.stop());
  expect(await claim(bare, link)).toMatchObject({ status: 404, json: { code: 'link-gone' } });
  expect((await bare.call('GET', `/d/${link.id}`)).status).toBe(404);
  expect(await leftOf(again, link.id)).toBe(1);
});
