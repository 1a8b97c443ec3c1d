import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import { STATE_FILE } from '../state/database.ts';
import { Home } from '../state/home.ts';
import { HomeVault } from '../transfers/home-vault.ts';
import { OpenBuckets } from '../transfers/open-buckets.ts';
import { REMOTE_ROUTES } from './remote-routes.ts';
import { networkAddress } from './test-network.ts';
import {
  type Answer,
  filesBelow,
  MULTIPART,
  multipart,
  serverOfFile,
  startTestServer,
  type TestServer,
  type TestServerOptions,
  until,
} from './test-server.ts';
import { TOKEN_ROUTES } from './token-scopes.ts';

/** For tests that need no clock, no restart and no password of their own: making an account takes a while. */
const shared = await serverOfFile();
const [ana, ben] = [await shared.account('ana'), await shared.account('ben')];

const DAY_MS = 24 * 60 * 60 * 1000;
const there = test.skipIf(networkAddress() === undefined);

async function serverOfTest(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await startTestServer(options);
  onTestFinished(async () => {
    await server.stop();
    expect(server.unexpected).toEqual([]);
  });
  return server;
}

interface Made {
  readonly text: string;
  readonly id: string;
}

async function make(server: TestServer, logIn: string, wanted: object = {}, user = 'ana'): Promise<Made> {
  const json = { name: 'backup', scope: ['read'], password: `password of ${user}`, ...wanted };
  const made = await server.api('POST', '/api/tokens', logIn, json);
  expect(made.status, made.text).toBe(201);
  return { text: String(made.json['token']), id: (made.json['view'] as { id: string }).id };
}

async function listed(server: TestServer, logIn: string): Promise<Record<string, unknown>[]> {
  const { json } = await server.api('GET', '/api/tokens', logIn);
  return json['tokens'] as Record<string, unknown>[];
}

function expectRefusal({ status, json, text }: Answer, wanted: number, code: string): void {
  expect({ status, code: json['code'] }, text).toEqual({ status: wanted, code });
}

/** A clock that tests set. */
function clock() {
  let time = Date.UTC(2026, 5, 1);
  return { now: () => new Date(time), pass: (ms: number) => void (time += ms) };
}

function changeState(server: TestServer, sql: string, ...values: string[]): void {
  const database = new DatabaseSync(join(server.home, STATE_FILE), { timeout: 5000 });
  database.prepare(sql).run(...values);
  database.close();
}

test('every route is judged for tokens, and none is judged that does not exist', async () => {
  const pages = ['GET /', 'GET /*', 'HEAD /', 'HEAD /*'];
  const own = [...new Set(shared.running.routes)];
  expect(own.filter((route) => TOKEN_ROUTES[route] === undefined)).toEqual([]);
  expect(Object.keys(TOKEN_ROUTES).filter((route) => !own.includes(route) && !pages.includes(route))).toEqual([]);
  // What its owner alone may ask, no token may.
  for (const [route, needed] of Object.entries(TOKEN_ROUTES)) {
    if (/sessions|\/api\/tokens|password|shutdown|\/api\/vault|buckets|activity|settings/.test(route))
      expect(needed, route).toBe('refused');
  }
});

test('each scope opens its own routes and no other; what is for people is refused to all of them', async () => {
  const tokens = new Map<string, string>();
  for (const scope of ['read', 'write', 'share'] as const)
    tokens.set(scope, (await make(shared, ana, { name: scope, scope: [scope] })).text);
  const all = (await make(shared, ana, { name: 'all', scope: ['share', 'read', 'write'] })).text;
  for (const route of new Set(shared.running.routes)) {
    const needed = TOKEN_ROUTES[route];
    if (needed === 'open') continue;
    const [method = '', url = ''] = route.split(' ');
    const path = url.replaceAll(/:\w+/g, 'x').replace('*', 'x');
    for (const [scope, token] of [...tokens, ['all', all] as const]) {
      // With the local token as well: a request that shows a token is the token's.
      for (const headers of [{}, { 'latchkey-local': shared.local }]) {
        if (needed === scope || (scope === 'all' && needed !== 'refused')) {
          if (route === 'GET /api/events') continue;
          const { json, status } = await shared.call(method, path, { token, headers });
          expect(status, route).not.toBe(401);
          expect(['out-of-scope', 'no-local-token'], route).not.toContain(json['code']);
        } else {
          expectRefusal(await shared.call(method, path, { token, headers }), 403, 'out-of-scope');
        }
      }
    }
  }
  // Neither a token nor its name is a log-in, and a log-in still needs the local token for the window's routes.
  expectRefusal(await shared.call('GET', '/api/files', { token: ana }), 403, 'no-local-token');
});

test('a token does what its scope says, end to end, and Activity shows it under its name', async () => {
  const server = await serverOfTest();
  const ana = await server.account('ana');
  const { path: keypath } = await server.newKey('ana');
  const filepath = await server.write('cat.png', 'a cat');
  const writer = await make(server, ana, { name: 'nightly backup', scope: ['write'] });
  const reader = await make(server, ana, { name: 'reader' });
  expect(writer.text).toMatch(/^latchkey_[0-9a-f]{16}_[\w-]{43}$/);
  // Bearer, and bare as old programs send it.
  const sent = await server.call('POST', '/upload', { token: writer.text, json: { filepath, keypath } });
  expect(sent.status, sent.text).toBe(200);
  expectRefusal(await server.call('GET', '/filenames', { token: writer.text }), 403, 'out-of-scope');
  const names = await server.call('GET', '/filenames', { headers: { authorization: reader.text } });
  expect(names.text).toBe('["cat.png"]');
  expectRefusal(await server.call('DELETE', '/file?filename=cat.png', { token: reader.text }), 403, 'out-of-scope');
  const json = { filename: 'cat.png', location: 'out.png', keypath };
  expect((await server.call('POST', '/download', { token: reader.text, json })).status).toBe(200);
  expect(await readFile(join(server.disk, 'out.png'), 'utf8')).toBe('a cat');
  const listing = await server.call('GET', '/api/files', { token: reader.text });
  expect(listing.json['files']).toMatchObject([{ path: 'cat.png' }]);
  const file = (await readFile(keypath)).toString('base64');
  const offered = await server.call('POST', '/api/downloads/addresses', {
    token: reader.text,
    json: { paths: ['cat.png'], key: { file } },
  });
  const [address] = offered.json['addresses'] as { address: string }[];
  expect((await server.call('GET', address!.address, { token: reader.text })).text).toBe('a cat');
  expect((await server.call('DELETE', '/file?filename=cat.png', { token: writer.text })).status).toBe(204);
  const acts = await until('the log tells of it', async () => {
    const { json: body } = await server.api('GET', '/api/activity', ana);
    const all = body['activities'] as Record<string, string>[];
    return all.some(({ kind }) => kind === 'trash') ? all : undefined;
  });
  const by = (device: string) => acts.filter((act) => act['device'] === device).map(({ kind }) => kind);
  expect(by('nightly backup').toSorted()).toEqual(['token', 'trash', 'upload']);
  expect(by('reader')).toContain('download');
  expect(acts.find(({ kind }) => kind === 'upload')).toMatchObject({ session: writer.id, detail: 'cat.png' });
  expect(acts.filter(({ kind }) => kind === 'token-made').map(({ detail }) => detail)).toEqual([
    'reader',
    'nightly backup',
  ]);
  const tokens = await listed(server, ana);
  expect(tokens).toMatchObject([
    { name: 'reader', scope: ['read'], expired: false, used: expect.any(String) },
    { name: 'nightly backup', scope: ['write'], used: expect.any(String) },
  ]);
  const { created, expires } = tokens[0] as { created: string; expires: string };
  expect(Date.parse(expires) - Date.parse(created)).toBe(90 * DAY_MS);
});

test('a token of scope share shares with who was compared, before the token was made or after; it accepts nobody', async () => {
  const { path: keypath } = await shared.newKey('ana');
  const filepath = await shared.write('cat.png', 'a cat');
  await shared.call('POST', '/upload', { token: ana, json: { filepath, keypath } });
  const { text: token } = await make(shared, ana, { scope: ['share'] });
  const ben = await shared.call('GET', '/api/people/one?username=ben', { token });
  expect(ben.json).toMatchObject({ username: 'ben', standing: 'new' });
  const { id, fingerprint } = ben.json;
  const key = { file: (await readFile(keypath)).toString('base64') };
  const share = () => shared.call('POST', '/api/shares', { token, json: { paths: ['cat.png'], recipient: id, key } });
  expectRefusal(await share(), 409, 'new-fingerprint');
  const accepted = { id, fingerprint, username: 'ben' };
  expectRefusal(await shared.call('POST', '/api/people/accept', { token, json: accepted }), 403, 'out-of-scope');
  // The log-in compares: what the token holds is brought up to date.
  expect((await shared.api('POST', '/api/people/accept', ana, accepted)).status).toBe(204);
  const begun = await share();
  expect(begun.status, begun.text).toBe(202);
  await until('it is shared', async () => {
    const { json } = await shared.call('GET', '/api/shares', { token });
    const [transfer] = json['transfers'] as { state: string }[];
    return transfer?.state === 'done' ? true : undefined;
  });
  const given = await shared.call('GET', '/api/shares/given', { token });
  expect(given.text).toContain('cat.png');
  const made = await shared.call('POST', '/api/links', {
    token,
    json: { paths: ['cat.png'], key, downloads: 1, lasts: 3_600_000 },
  });
  expect(made.status, made.text).toBe(201);
});

test('a token works after a restart without anybody logged in, until it expires', async () => {
  const { now, pass } = clock();
  const first = await startTestServer({ now });
  const ana = await first.account('ana');
  const { text: token } = await make(first, ana, { lasts: DAY_MS });
  await first.halt();
  const server = await serverOfTest({ now, root: first.root });
  const names = await server.call('GET', '/filenames', { token });
  expect({ status: names.status, text: names.text }).toEqual({ status: 200, text: '[]' });
  pass(DAY_MS - 1);
  expect((await server.call('GET', '/filenames', { token })).status).toBe(200);
  pass(1);
  const late = await server.call('GET', '/filenames', { token });
  expectRefusal(late, 401, 'unauthorized');
  expect(late.json).toEqual((await server.call('GET', '/filenames', { token: token.slice(0, -1) })).json);
  const again = await server.logIn('ana');
  expect(await listed(server, again)).toMatchObject([{ expired: true }]);
  pass(31 * DAY_MS);
  expect(await listed(server, await server.logIn('ana'))).toEqual([]);
});

test('a revoked token ends at once, with what it has under way; nobody revokes another account’s', async () => {
  const { text: token, id } = await make(shared, ana, { scope: ['write'] });
  const key = { file: (await readFile((await shared.newKey('ana')).path)).toString('base64') };
  const json = { files: [{ path: 'b.txt', size: 9, modified: 0 }], key };
  const begun = await shared.call('POST', '/api/uploads', { token, json });
  expect(begun.status, begun.text).toBe(202);
  expectRefusal(await shared.api('DELETE', `/api/tokens/${id}`, ben), 404, 'no-such-route');
  expect((await listed(shared, ben)).map((one) => one['id'])).not.toContain(id);
  expectRefusal(await shared.call('DELETE', `/api/tokens/${id}`, { token }), 403, 'out-of-scope');
  expect((await shared.api('DELETE', `/api/tokens/${id}`, ana)).status).toBe(204);
  expectRefusal(await shared.call('GET', '/api/uploads', { token }), 401, 'unauthorized');
  const { json: uploads } = await shared.api('GET', '/api/uploads', ana);
  const cancelled = expect.objectContaining({ id: begun.json['id'], state: 'cancelled' }) as unknown;
  expect(uploads['transfers']).toContainEqual(cancelled);
  expect((await listed(shared, ana)).map((one) => one['id'])).not.toContain(id);
});

test('a token sees, fills and cancels what it began itself, and nothing of people or of other tokens', async () => {
  const [writer, other] = [
    await make(shared, ana, { scope: ['write'] }),
    await make(shared, ana, { scope: ['write'] }),
  ];
  const { text: reader } = await make(shared, ana);
  const { path } = await shared.newKey('ana');
  const file = (await readFile(path)).toString('base64');
  const json = { files: [{ path: 'plans.txt', size: 4, modified: 0 }], key: { file } };
  const begun = {
    person: await shared.api('POST', '/api/uploads', ana, json),
    own: await shared.call('POST', '/api/uploads', { token: writer.text, json }),
    other: await shared.call('POST', '/api/uploads', { token: other.text, json }),
  };
  const { person, own, ...rest } = Object.fromEntries(
    Object.entries(begun).map(([whose, { json: view }]) => [whose, String(view['id'])]),
  );
  const { json: seen } = await shared.call('GET', '/api/uploads', { token: writer.text });
  expect((seen['transfers'] as { id: string }[]).map(({ id }) => id)).toEqual([own]);
  const headers = { 'content-type': 'application/octet-stream' };
  for (const id of [person, rest['other']]) {
    const put = `/api/uploads/${id}/files/0`;
    expectRefusal(await shared.call('PUT', put, { token: writer.text, body: 'evil', headers }), 404, 'no-such-route');
    expectRefusal(await shared.call('DELETE', `/api/uploads/${id}`, { token: writer.text }), 404, 'no-such-route');
  }
  const filled = { token: writer.text, body: 'mine', headers };
  expect((await shared.call('PUT', `/api/uploads/${own}/files/0`, filled)).status).toBe(204);
  expect((await shared.send(`/api/uploads/${person}/files/0`, ana, 'hers')).status).toBe(204);
  // A person sees and ends what tokens of the account do.
  expect((await shared.api('DELETE', `/api/uploads/${rest['other']}`, ana)).status).toBe(204);
  const offer = { paths: ['plans.txt'], key: { file } };
  const offered = await shared.api('POST', '/api/downloads/addresses', ana, offer);
  const { json: downloads } = await shared.call('GET', '/api/downloads', { token: reader });
  expect(downloads['transfers']).toEqual([]);
  const cancel = `/api/downloads/${String(offered.json['transfer'])}`;
  expectRefusal(await shared.call('DELETE', cancel, { token: reader }), 404, 'no-such-route');
});

test('another password ends all tokens of the account, and no other’s', async () => {
  const server = await serverOfTest();
  const ana = await server.account('ana');
  const { text: token } = await make(server, ana);
  const { text: bens } = await make(server, await server.account('ben'), {}, 'ben');
  expect((await server.call('GET', '/filenames', { token })).status).toBe(200);
  const json = { current: 'password of ana', next: 'seven quiet harbour boats' };
  expect((await server.api('POST', '/api/account/password', ana, json)).status).toBe(204);
  expectRefusal(await server.call('GET', '/filenames', { token }), 401, 'unauthorized');
  expect(await listed(server, ana)).toEqual([]);
  expect((await server.call('GET', '/filenames', { token: bens })).status).toBe(200);
});

/** The home vault of another computer that uses the same account. */
async function elsewhere(server: TestServer): Promise<HomeVault> {
  const home = new Home(join(server.root, 'elsewhere'));
  await home.remember({ ...(await new Home(server.home).settings())!, accounts: {} });
  const buckets = new OpenBuckets({ get: async () => undefined, keep: async () => undefined });
  return new HomeVault({ home, buckets, work: new PasswordWork(), cost: MIN_COST });
}

test('a password that was changed on another computer ends tokens within a minute, and the next log-in forgets them', async () => {
  const { now, pass } = clock();
  const server = await serverOfTest({ now });
  const ana = await server.account('ana');
  const { text: token } = await make(server, ana);
  expect((await server.call('GET', '/filenames', { token })).status).toBe(200);
  const other = await elsewhere(server);
  const next = 'seven quiet harbour boats';
  await other.changePassword(await other.logIn('ana', 'password of ana'), 'password of ana', next);
  pass(60_000);
  expectRefusal(await server.call('GET', '/filenames', { token }), 401, 'unauthorized');
  expect(await listed(server, ana)).toHaveLength(1);
  const { json } = await server.call('POST', '/user/login', { json: { username: 'ana', password: next } });
  await until('the log-in forgets it', async () =>
    (await listed(server, String(json['token']))).length === 0 ? true : undefined,
  );
});

test('an account that changed on another computer is known to its tokens after the next log-in', async () => {
  const server = await serverOfTest();
  const ana = await server.account('ana');
  const { text: token } = await make(server, ana);
  await server.call('POST', '/user/logout', { token: ana });
  expect((await server.call('GET', '/filenames', { token })).text).toBe('[]');
  const other = await elsewhere(server);
  const { own } = await other.logIn('ana', 'password of ana');
  await own.change((keyring) => ({ ...keyring, nameKeys: [randomBytes(32), ...keyring.nameKeys] }));
  // The name of what is sent now is sealed under the new key.
  const again = await server.logIn('ana');
  const filepath = await server.write('new.txt', 'x');
  const { path: keypath } = await server.newKey('ana');
  expect((await server.call('POST', '/upload', { token: again, json: { filepath, keypath } })).status).toBe(200);
  await until('the token knows the new key', async () =>
    (await server.call('GET', '/filenames', { token })).text === '["new.txt"]' ? true : undefined,
  );
});

test('names under a key that a token cannot know yet are told as that, and never as fewer files', async () => {
  const server = await serverOfTest();
  const ana = await server.account('ana');
  const { text: token } = await make(server, ana);
  const [filepath, { path: keypath }] = [await server.write('a.txt', 'a'), await server.newKey('ana')];
  expect((await server.call('POST', '/upload', { token: ana, json: { filepath, keypath } })).status).toBe(200);
  await server.call('POST', '/user/logout', { token: ana });
  const { rotation } = await (await elsewhere(server)).logIn('ana', 'password of ana');
  await rotation.drawKey();
  expect(await rotation.sealNames()).toEqual({ sealed: 1, left: 0 });
  expectRefusal(await server.call('GET', '/filenames', { token }), 409, 'old-keys');
  await server.logIn('ana');
  await until('the token knows the new key', async () =>
    (await server.call('GET', '/filenames', { token })).text === '["a.txt"]' ? true : undefined,
  );
});

test('the state at rest holds a hash and sealed boxes: neither a token nor what it opens', async () => {
  const { text: token, id } = await make(shared, ana, { scope: ['read', 'write', 'share'] });
  await shared.call('GET', '/filenames', { token });
  const secret = Buffer.from(token.split('_').slice(2).join('_'), 'base64url');
  const files = await filesBelow(shared.home);
  for (const shape of [
    secret,
    ...(['hex', 'base64', 'base64url'] as const).map((way) => secret.toString(way).replace(/=+$/, '')),
  ])
    expect(files.filter(({ bytes }) => bytes.includes(shape)).map(({ path }) => path)).toEqual([]);
  const { own } = await (await elsewhere(shared)).logIn('ana', 'password of ana');
  const { nameKeys, privateKeys } = own.opened.keyring;
  for (const key of [...nameKeys, privateKeys.encryption, privateKeys.signing])
    for (const shape of [
      key,
      ...(['hex', 'base64', 'base64url'] as const).map((way) => key.toString(way).slice(0, 40)),
    ])
      expect(files.filter(({ bytes }) => bytes.includes(shape)).map(({ path }) => path)).toEqual([]);
  expect(files.some(({ bytes }) => bytes.includes(id))).toBe(true);
});

test('a box that counts no more is not on the disk any more: not once it was revoked or renewed, nor after the server stopped', async () => {
  const server = await serverOfTest();
  const ana = await server.account('ana');
  const [revoked, renewed] = [await make(server, ana, { scope: ['read', 'share'] }), await make(server, ana)];
  const boxes = [revoked, renewed].map(({ id }) => {
    const database = new DatabaseSync(join(server.home, STATE_FILE), { timeout: 5000 });
    const row = database.prepare('select box from personal_token where id = ?').get(id) as { box: Uint8Array };
    database.close();
    return Buffer.from(row.box);
  });
  // Also a part of one, as a page that was used again for something else would have it.
  const parts = boxes.flatMap((box) => [
    box.subarray(0, 60),
    box.subarray(box.length / 2, box.length / 2 + 60),
    box.subarray(-60),
  ]);
  const found = async () =>
    (await filesBelow(server.home))
      .filter(({ bytes }) => parts.some((part) => bytes.includes(part)))
      .map(({ path }) => path);
  expect(await found()).not.toEqual([]);
  expect((await server.api('DELETE', `/api/tokens/${revoked.id}`, ana)).status).toBe(204);
  await server.account('ben');
  const { json: ben } = await server.api('GET', '/api/people/one?username=ben', ana);
  const accepted = { id: ben['id'], fingerprint: ben['fingerprint'], username: 'ben' };
  expect((await server.api('POST', '/api/people/accept', ana, accepted)).status).toBe(204);
  await until('the other one is renewed', async () => ((await found()).length === 0 ? true : undefined));
  await server.halt();
  expect(await found()).toEqual([]);
});

test('a row that was altered opens nothing: another’s box, another scope, a longer time', async () => {
  const changes = [
    (a: string, b: string) => [
      `update personal_token set box = (select box from personal_token where id = '${b}') where id = ?`,
      a,
    ],
    (a: string) => ["update personal_token set scope = 'read,write' where id = ?", a],
    (a: string) => ['update personal_token set expires = expires + 1 where id = ?', a],
    (a: string, b: string) => [
      `update personal_token set account_id = (select account_id from personal_token where id = '${b}') where id = ?`,
      a,
    ],
    (a: string, b: string) => [
      `update personal_token set verifier = (select verifier from personal_token where id = '${b}') where id = ?`,
      a,
    ],
  ] as const;
  const other = await make(shared, ben, {}, 'ben');
  for (const change of changes) {
    const { text: token, id } = await make(shared, ana);
    const [sql, value] = change(id, other.id);
    changeState(shared, sql!, value!);
    expectRefusal(await shared.call('GET', '/filenames', { token }), 401, 'unauthorized');
    expectRefusal(await shared.call('POST', '/upload', { token, json: {} }), 401, 'unauthorized');
  }
  expect((await shared.call('GET', '/filenames', { token: other.text })).status).toBe(200);
});

test('guessing is slowed, but neither a token in use nor many requests at once are held up', async () => {
  const { text: token } = await make(shared, ana);
  // Not in use before: one opening for all of them.
  const many = await Promise.all(Array.from({ length: 12 }, () => shared.call('GET', '/filenames', { token })));
  expect(many.map(({ status }) => status)).toEqual(many.map(() => 200));
  const guess = `${token.slice(0, -43)}${'A'.repeat(43)}`;
  const statuses: number[] = [];
  for (let tries = 0; tries < 7; tries += 1)
    statuses.push((await shared.call('GET', '/filenames', { token: guess })).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  expect((await shared.call('GET', '/filenames', { token })).status).toBe(200);
  const { headers } = await shared.call('GET', '/filenames', { token: guess });
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
});

test('what a token can be is bounded, and it takes the password to make one', async () => {
  const server = await serverOfTest();
  const ana = await server.account('ana');
  const ask = (wanted: object) =>
    server.api('POST', '/api/tokens', ana, { name: 'n', scope: ['read'], password: 'password of ana', ...wanted });
  for (const wanted of [
    { name: '' },
    { name: 'x'.repeat(61) },
    { name: 'a\u0000b' },
    { name: '   ' },
    { scope: [] },
    { scope: ['read', 'read'] },
    { scope: ['admin'] },
    { lasts: 366 * DAY_MS },
    { lasts: 60_000 },
    { password: '' },
  ])
    expect((await ask(wanted)).status, JSON.stringify(wanted)).toBe(400);
  expectRefusal(await ask({ password: 'wrong' }), 422, 'wrong-password');
  expect(await listed(server, ana)).toEqual([]);
});

there('from another computer a token works as here, but for places of this one’s disk', async () => {
  const server = await serverOfTest({ names: [] });
  const ana = await server.account('ana');
  const { text: token } = await make(server, ana, { scope: ['read', 'write', 'share'] });
  const far = server.elsewhere();
  onTestFinished(() => far.close());
  const { path: keypath } = await server.newKey('ana');
  const filepath = await server.write('cat.png', 'a cat');
  expectRefusal(await far.call('POST', '/upload', { token, json: { filepath, keypath } }), 403, 'local-only');
  expectRefusal(await far.call('GET', `/download?filename=a&location=b&keypath=c`, { token }), 403, 'local-only');
  const body = multipart([
    { name: 'keyfile', content: await readFile(keypath), filename: 'key.json' },
    { name: 'file', content: 'a far cat', filename: 'far.png' },
  ]);
  const sent = await far.call('POST', '/upload', { token, body, headers: { 'content-type': MULTIPART } });
  expect(sent.status, sent.text).toBe(200);
  expect((await far.call('GET', '/filenames', { token })).text).toBe('["far.png"]');
  for (const route of Object.keys(TOKEN_ROUTES).filter((one) => REMOTE_ROUTES[one] === 'refused')) {
    const [method = '', url = ''] = route.split(' ');
    expectRefusal(await far.call(method, url.replaceAll(/:\w+/g, 'x'), { token }), 403, 'local-only');
  }
});

there('from another computer a text that only looks like a token opens nothing that wants somebody known', async () => {
  const server = await serverOfTest({ names: [] });
  const ana = await server.account('ana');
  const { text } = await make(server, ana);
  const far = server.elsewhere();
  onTestFinished(() => far.close());
  const statuses = new Set<number>();
  for (const [route, reachable] of Object.entries(REMOTE_ROUTES)) {
    const [method = '', url = ''] = route.split(' ');
    if (reachable !== 'session') continue;
    // Guesses from one network are slowed: these too open nothing.
    const { status } = await far.call(method, url.replaceAll(/:\w+/g, 'x'), { token: 'latchkey_' });
    expect([401, 429], route).toContain(status);
    statuses.add(status);
  }
  expect([...statuses]).toEqual([401, 429]);
  expect((await far.call('GET', '/api/openapi.json', { token: text })).status).toBe(200);
});

there(
  'a key that was sent with a token is for that one request, or what it began, and for nobody else who has the token',
  async () => {
    const server = await serverOfTest({ names: [] });
    const ana = await server.account('ana');
    const { path: keypath, id } = await server.newKey('ana');
    const filepath = await server.write('cat.png', 'a cat');
    expect((await server.call('POST', '/upload', { token: ana, json: { filepath, keypath } })).status).toBe(200);
    const { text: token } = await make(server, ana);
    const far = server.elsewhere();
    onTestFinished(() => far.close());
    const file = (await readFile(keypath)).toString('base64');
    const ask = (key: object) =>
      far.call('POST', '/api/downloads/addresses', { token, json: { paths: ['cat.png'], key } });
    const offered = await ask({ file });
    expectRefusal(await ask({ id }), 400, 'no-key');
    const [address] = offered.json['addresses'] as { address: string }[];
    expect((await far.call('GET', address!.address, { token })).text).toBe('a cat');
  },
);
