import { mkdir, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MIN_COST, type PasswordKdf, PasswordWork } from '../../keys/password.ts';
import { Home } from '../state/home.ts';
import { KeptAccess } from '../state/bucket-access.ts';
import { openState } from '../state/database.ts';
import { KnownAccounts } from '../state/known-accounts.ts';
import { LinkMemory } from '../state/link-memory.ts';
import { LinkServers } from '../state/link-server.ts';
import { RotationMemory } from '../state/rotation-memory.ts';
import { KnownKeys } from '../state/known-keys.ts';
import { Verifications } from '../state/verifications.ts';
import { Scanner } from '../scan/scanner.ts';
import { ScanSetting } from '../state/scan-setting.ts';
import { KeptTokens } from '../state/token-table.ts';
import { SealingMemory } from '../state/sealing-memory.ts';
import { TemporaryFolder } from '../transfers/temporary-folder.ts';
import { Activity } from '../transfers/activity.ts';
import { BandwidthLimits } from '../transfers/bandwidth-limits.ts';
import { ActivityLog } from '../state/activity-log.ts';
import { BandwidthMemory } from '../state/bandwidth-memory.ts';
import { Holder } from '../state/holding.ts';
import { TransferList } from '../state/transfer-list.ts';
import { TransferQueue } from '../transfers/queue.ts';
import { KeptRotations } from './kept-rotations.ts';
import { KeptTransfers } from './kept-transfers.ts';
import { KeyDesk } from './key-desk.ts';
import { Reach } from './reach.ts';
import { testEngine } from '../transfers/test-engine.ts';
import { HomeVault } from '../transfers/home-vault.ts';
import { OpenBuckets } from '../transfers/open-buckets.ts';
import { PersonalTokens } from '../transfers/personal-tokens.ts';
import { buildApp } from './app.ts';
import { newCertificate } from './certificate.ts';
import { FileNews } from './file-news.ts';
import { Intake } from './intake.ts';
import { LogInDelay } from './log-in-delay.ts';
import { LocalToken } from './local-token.ts';
import { SessionStore } from './session-store.ts';
import { TokenSessions } from './token-sessions.ts';
import { Client, PATTERN, serverOfFile, sizeOf, startTestServer, until } from './test-server.ts';
import { ended, listen } from './test-events.ts';
import { TransferDesk } from './transfer-desk.ts';

const server = await serverOfFile();
const ana = await server.account('ana');
const ben = await server.account('ben');
const key = await server.newKey('Holiday');

async function put(name: string, content: string, token = ana): Promise<string> {
  const filepath = await server.write(name, content);
  const { json, text } = await server.call('POST', '/upload', { token, json: { filepath, keypath: key.path } });
  if (typeof json['id'] !== 'string') throw new Error(text);
  return json['id'];
}

const folder = async (query = '', token = ana) =>
  (await server.api('GET', `/api/files${query}`, token)).json as {
    folders: string[];
    files: { path: string }[];
    damage: unknown[];
  };
const paths = async (query = '?recursive=true', token = ana) =>
  (await folder(query, token)).files.map(({ path }) => path).sort();

const finished = (kind: 'uploads' | 'downloads', id: unknown, token = ana) => ended(server, kind, id, token);

test('files, versions, moving, trash, restoring and deleting for good', async () => {
  const [first, second] = [await put('a.txt', 'one'), await put('a.txt', 'two!')];
  expect(await folder()).toEqual({
    folders: [],
    files: [
      {
        path: 'a.txt',
        id: second,
        size: 4,
        modified: expect.stringMatching(/^\d{4}-.*Z$/),
        key: key.id,
        mediaType: 'text/plain',
      },
    ],
    damage: [],
    sums: [],
  });
  const versions = async (path: string) =>
    ((await server.api('GET', `/api/files/versions?path=${path}`, ana)).json['versions'] as { id: string }[]).map(
      ({ id }) => id,
    );
  expect(await versions('a.txt')).toEqual([first, second]);
  const post = async (path: string, json: object) => {
    const { status, json: body, text } = await server.api('POST', `/api/files/${path}`, ana, json);
    return status === 204 && text === '' ? 204 : `${status} ${String(body['code'])}`;
  };
  expect(await post('move', { from: 'a.txt', to: 'Holiday/b.txt' })).toBe(204);
  expect(await versions('Holiday/b.txt')).toEqual([first, second]);
  expect(await folder()).toMatchObject({ folders: ['Holiday'], files: [] });
  expect(await paths('?folder=Holiday')).toEqual(['Holiday/b.txt']);
  expect(await post('move', { from: 'Holiday', to: 'Holiday/in' })).toBe('400 invalid-path');
  expect(await post('move', { from: 'nowhere', to: 'x' })).toBe('404 not-found');
  expect(await post('move', { from: 'Holiday/b.txt', to: '../x' })).toBe('400 invalid-path');
  await put('c.txt', 'three');
  expect(await post('move', { from: 'c.txt', to: 'Holiday/b.txt' })).toBe('409 exists');
  expect(await post('trash', { paths: ['Holiday', 'c.txt'] })).toBe(204);
  expect(await paths()).toEqual([]);
  expect(await paths('?recursive=true&trash=true')).toEqual(['Holiday/b.txt', 'c.txt']);
  expect(await post('restore', { paths: ['Holiday/b.txt'] })).toBe(204);
  expect(await post('restore', { paths: ['Holiday/b.txt'] })).toBe('404 not-found');
  expect(await post('delete', { paths: ['c.txt', 'Holiday'] })).toBe(204);
  expect(await paths()).toEqual([]);
  expect(await paths('?recursive=true&trash=true')).toEqual([]);
  expect(await post('delete', { paths: ['c.txt'] })).toBe('404 not-found');
  expect(await post('trash', { paths: [] })).toBe('400 invalid-request');
  expect(await post('trash', { paths: Array(1001).fill('x') })).toBe('400 invalid-request');
  for (const query of ['?folder=..', '?folder=a%00b', '?folder=a//b']) {
    expect((await server.api('GET', `/api/files${query}`, ana)).json).toMatchObject({ code: 'invalid-path' });
  }
  expect((await server.api('GET', '/api/files?recursive=perhaps', ana)).json).toMatchObject({
    code: 'invalid-request',
  });
});

test('a key file is made once and looked at without its key', async () => {
  const body = { location: '.', name: 'New: key?', passphrase: 'open sesame' };
  const made = await server.api('POST', '/api/keys', ana, body);
  const path = join(server.disk, 'New-key.key.json');
  expect({ status: made.status, json: made.json }).toEqual({
    status: 201,
    json: {
      path,
      name: 'New: key?',
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      fingerprint: expect.stringMatching(/^[0-9A-F]{4}-[0-9A-F]{4}$/),
      created: expect.any(String),
      form: 'protected',
    },
  });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await server.api('POST', '/api/keys', ana, body)).toMatchObject({ status: 409, json: { code: 'exists' } });
  const seen = await server.api('POST', '/api/keys/inspect', ana, { key: { path: 'New-key.key.json' } });
  expect(seen.json).toEqual(made.json);
  const plain = await server.api('POST', '/api/keys/inspect', ana, { key: { path: key.path } });
  expect(plain.json).toMatchObject({ id: key.id, form: 'plain' });
  const file = JSON.parse(await readFile(key.path, 'utf8')) as { key: string; iv: string };
  for (const secret of [file.key, file.iv, 'open sesame'])
    expect(plain.text + seen.text + made.text).not.toContain(secret);
  for (const name of ['', 'x'.repeat(101), 'a\u0007']) {
    expect((await server.api('POST', '/api/keys', ana, { location: 'x', name })).status).toBe(400);
  }
  expect((await server.api('POST', '/api/keys/inspect', ana, { key: { path: '/etc/passwd' } })).text).toBe(
    '{"code":"damaged-key-file","message":"This is not a key file, or it was altered: its key does not match its id. Use a copy of it."}',
  );
});

test('a folder goes up and comes down again, told over the events', async () => {
  for (const [name, content] of [
    ['Album/one.txt', '1'],
    ['Album/in/two.txt', '22'],
    ['Album/in/three.txt', '333'],
  ] as const)
    await server.write(name, content);
  await symlink('/etc/passwd', join(server.disk, 'Album', 'link'));
  const { events, head } = await listen(server, ana);
  expect(head).toMatchObject({ status: 200, 'content-type': 'text/event-stream' });
  const hers = await listen(server, ben);
  const started = await server.api('POST', '/api/uploads', ana, {
    paths: ['Album', 'missing'],
    to: 'Trips',
    key: { path: key.path },
  });
  expect(started).toMatchObject({ status: 202, json: { kind: 'upload', id: expect.any(String) } });
  const { id } = started.json;
  const up = await finished('uploads', id);
  expect(up).toMatchObject({ state: 'failed', files: 3, bytes: 6, totalBytes: 6, current: null });
  expect(up.failures.map(({ path, code }) => [path, code]).sort()).toEqual([
    [join(server.disk, 'Album', 'link'), 'not-found'],
    [join(server.disk, 'missing'), 'not-found'],
  ]);
  expect(await paths('?recursive=true&folder=Trips')).toEqual([
    'Trips/Album/in/three.txt',
    'Trips/Album/in/two.txt',
    'Trips/Album/one.txt',
  ]);
  await until('the end of the upload', () =>
    events.find(({ data }) => data.id === id && data.state === 'failed' && data.files === 3),
  );

  const to = join(server.disk, 'restored');
  await mkdir(to);
  const down = await server.api('POST', '/api/downloads', ana, {
    paths: ['Trips/Album', 'nowhere'],
    to,
    key: { path: key.path },
  });
  expect(await finished('downloads', down.json['id'])).toMatchObject({
    state: 'failed',
    files: 3,
    bytes: 6,
    failures: [{ path: 'nowhere', code: 'not-found' }],
  });
  expect(await readFile(join(to, 'Album', 'in', 'three.txt'), 'utf8')).toBe('333');
  const again = await server.api('POST', '/api/downloads', ana, {
    paths: ['Trips/Album/one.txt'],
    to: join(to, 'Album'),
    key: { path: key.path },
  });
  expect(await finished('downloads', again.json['id'])).toMatchObject({
    state: 'failed',
    files: 0,
    failures: [{ code: 'exists' }],
  });
  const forced = await server.api('POST', '/api/downloads', ana, {
    paths: ['Trips/Album/one.txt'],
    to: join(to, 'Album'),
    key: { path: key.path },
    force: true,
  });
  expect(await finished('downloads', forced.json['id'])).toMatchObject({ state: 'done', files: 1, failures: [] });
  // Nothing of hers was told to him.
  expect(hers.events).toEqual([{ event: 'ready', data: {} }]);
  // Somebody who listens later is told how things stand.
  expect(
    (await listen(server, ana)).events.filter(({ event }) => event === 'transfer').map(({ data }) => data.id),
  ).toEqual([id, down.json['id'], again.json['id'], forced.json['id']]);
});

test('two accounts see nothing of each other’s', async () => {
  await put('hers.txt', 'hers');
  await put('his.txt', 'his', ben);
  expect(await paths('?recursive=true', ben)).toEqual(['his.txt']);
  expect(await paths('?folder=', ana)).toContain('hers.txt');
  expect(await server.call('GET', '/filenames', { token: ben })).toMatchObject({ text: '["his.txt"]' });
  const ask = { filename: 'hers.txt', location: 'stolen', keypath: key.path };
  expect(await server.call('POST', '/download', { token: ben, json: ask })).toMatchObject({ status: 404 });
  expect(await server.call('DELETE', '/file?filename=hers.txt', { token: ben })).toMatchObject({ status: 404 });
  for (const path of ['trash', 'delete'])
    expect((await server.api('POST', `/api/files/${path}`, ben, { paths: ['hers.txt'] })).status).toBe(404);
  expect((await server.api('GET', '/api/files/versions?path=hers.txt', ben)).status).toBe(404);
  expect((await server.api('POST', '/api/files/move', ben, { from: 'hers.txt', to: 'x' })).status).toBe(404);

  const started = await server.api('POST', '/api/downloads', ana, {
    paths: ['hers.txt'],
    to: join(server.disk, 'two'),
    key: { path: key.path },
  });
  const { id } = started.json;
  expect((await server.api('GET', '/api/downloads', ben)).json).toEqual({ transfers: [] });
  expect(await server.api('DELETE', `/api/downloads/${String(id)}`, ben)).toMatchObject({ status: 404 });
  await finished('downloads', id);

  const sessions = async (token: string) =>
    (await server.api('GET', '/api/sessions', token)).json['sessions'] as {
      id: string;
      current: boolean;
      username: string;
    }[];
  const [hers] = await sessions(ana);
  expect(hers).toMatchObject({ username: 'ana', current: true });
  expect((await sessions(ben)).map(({ username }) => username)).toEqual(['ben']);
  expect(await server.api('DELETE', `/api/sessions/${hers!.id}`, ben)).toMatchObject({ status: 404 });
  expect((await sessions(ana)).map(({ id: own }) => own)).toEqual([hers!.id]);
});

test('a log-in can be ended from another one, and what it did ends with it', async () => {
  const other = await server.logIn('ana');
  const { state } = await listen(server, other);
  const list = (await server.api('GET', '/api/sessions', ana)).json['sessions'] as { id: string; current: boolean }[];
  const { id } = list.find(({ current }) => !current)!;
  expect((await server.api('DELETE', `/api/sessions/${id}`, ana)).status).toBe(204);
  await until('the end of the events', () => (state.ended ? true : undefined));
  expect(await server.api('GET', '/api/files', other)).toMatchObject({ status: 401 });
  expect((await server.api('GET', '/api/files', ana)).status).toBe(200);
});

/** A transfer large enough to be still running when it is ended. */
async function largeUpload(token: string): Promise<{ id: string; name: string }> {
  const name = `large-${Math.random()}.bin`;
  await server.write(name, Buffer.alloc(192 * 1024 * 1024, PATTERN));
  const { json } = await server.api('POST', '/api/uploads', token, { paths: [name], key: { path: key.path } });
  return { id: String(json['id']), name };
}

test('a cancelled upload leaves nothing in the vault', async () => {
  const { events } = await listen(server, ana);
  const { id, name } = await largeUpload(ana);
  await until('some progress', () => events.find(({ data }) => data.id === id && data.bytes > 0));
  expect((await server.api('DELETE', `/api/uploads/${id}`, ana)).status).toBe(204);
  expect(await finished('uploads', id)).toMatchObject({ state: 'cancelled', files: 0, current: null, failures: [] });
  expect(await paths()).not.toContain(name);
  await rm(join(server.disk, name));
  expect(await server.api('DELETE', '/api/uploads/none', ana)).toMatchObject({
    status: 404,
    json: { code: 'no-such-route' },
  });
});

const bytesBelow = async (where: string) => {
  // A folder may go while it is read.
  const entries = await readdir(where, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map(sizeOf))).reduce((sum, size) => sum + size, 0);
};

/** Asks, and goes away when what is asked for has begun. */
async function askAndLeave(path: string, json: object, hasBegun: () => Promise<boolean>): Promise<void> {
  const body = JSON.stringify(json);
  const socket = await server.socket();
  let answered = false;
  socket.on('data', () => (answered = true));
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: ${ana}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  await until(`the beginning of ${path}`, async () => ((await hasBegun()) ? true : undefined));
  expect(answered).toBe(false);
  socket.destroy();
}

test('a caller that goes away during an upload or a download leaves nothing of it', async () => {
  const filepath = await server.write('leave.bin', Buffer.alloc(192 * 1024 * 1024, PATTERN));
  const vault = join(server.home, 'vault');
  const before = await bytesBelow(vault);
  const upload = { filepath, keypath: key.path };
  await askAndLeave('/upload', upload, async () => (await bytesBelow(vault)) > before + 1024 * 1024);
  await until('a vault as it was', async () => ((await bytesBelow(vault)) === before ? true : undefined));
  expect(await paths()).not.toContain('leave.bin');

  expect((await server.call('POST', '/upload', { token: ana, json: upload })).status).toBe(200);
  const target = join(server.disk, 'leave');
  await mkdir(target);
  const download = { filename: 'leave.bin', location: target, keypath: key.path };
  await askAndLeave('/download', download, async () => (await bytesBelow(target)) > 1024 * 1024);
  await until('an empty folder', async () => ((await readdir(target)).length === 0 ? true : undefined));
  expect((await server.call('GET', '/healthcheck')).status).toBe(200);
});

test('a transfer whose key or path is wrong is refused before it starts', async () => {
  const count = async () => ((await server.api('GET', '/api/uploads', ana)).json['transfers'] as unknown[]).length;
  const before = await count();
  const tries: [object, number, string][] = [
    [{ paths: ['a'], key: { path: 'nowhere' } }, 404, 'not-found'],
    [{ paths: ['a'], to: '../x', key: { path: key.path } }, 400, 'invalid-path'],
    [{ paths: [], key: { path: key.path } }, 400, 'invalid-request'],
    [{ paths: ['a'] }, 400, 'invalid-request'],
  ];
  for (const [body, status, code] of tries) {
    expect(await server.api('POST', '/api/uploads', ana, body)).toMatchObject({ status, json: { code } });
  }
  expect(
    await server.api('POST', '/api/downloads', ana, { paths: ['../x'], to: 'x', key: { path: key.path } }),
  ).toMatchObject({ status: 400, json: { code: 'invalid-path' } });
  expect(await count()).toBe(before);
  await put('needs-holiday.txt', 'x');
  const other = await server.newKey('Other');
  const { json } = await server.api('POST', '/api/downloads', ana, {
    paths: ['needs-holiday.txt'],
    to: 'wrong',
    key: { path: other.path },
  });
  expect(await finished('downloads', json['id'])).toMatchObject({
    state: 'failed',
    failures: [{ path: 'needs-holiday.txt', code: 'wrong-key' }],
  });
  expect(await readdir(server.disk)).not.toContain('wrong');
});

test('events want a log-in, and refuse who wants none', async () => {
  expect(await server.call('GET', '/api/events', { headers: { 'latchkey-local': server.local } })).toMatchObject({
    status: 401,
    json: { code: 'unauthorized' },
  });
  const headers = { 'latchkey-local': server.local, accept: 'application/json' };
  const { status, json } = await server.call('GET', '/api/events', { token: ana, headers });
  expect({ status, json }).toEqual({
    status: expect.toSatisfy((code: number) => code >= 400 && code < 500),
    json: { code: expect.any(String), message: expect.any(String) },
  });
});

test('a connection waits as long as the work takes, and is limited again afterwards', async () => {
  /** Derives nothing until it is told to. */
  class SlowWork extends PasswordWork {
    readonly begun = Promise.withResolvers<void>();
    readonly go = Promise.withResolvers<void>();
    override async derive(password: string, kdf: PasswordKdf): Promise<Buffer> {
      this.begun.resolve();
      await this.go.promise;
      return super.derive(password, kdf);
    }
  }
  const own = await startTestServer();
  onTestFinished(() => own.stop());
  await own.account('ana');
  const work = new SlowWork();
  const now = () => new Date();
  const state = await openState(own.home);
  onTestFinished(() => state.destroy());
  const knownKeys = new KnownKeys(state, now);
  const keyDesk = new KeyDesk({ knownKeys, work, folder: own.disk });
  const [desk, sessions, news] = [new TransferDesk(now), new SessionStore(now), new FileNews()];
  const verifications = new Verifications(state, now);
  const list = new TransferList(state, new Holder(now));
  const engine = await testEngine();
  const transfers = { desk, list, queue: new TransferQueue(), engine, sessions };
  const buckets = new OpenBuckets(new KeptAccess(state));
  const homeVault = new HomeVault({ home: new Home(own.home), buckets, work, cost: MIN_COST });
  const activity = new Activity(new ActivityLog(state, now), now);
  const [tokens, logInDelay] = [new PersonalTokens(new KeptTokens(state), now), new LogInDelay(now)];
  const tokenSessions = new TokenSessions({
    tokens,
    homeVault,
    sessions,
    tokenDelay: new LogInDelay(now),
    activity,
    now,
  });
  onTestFinished(() => tokenSessions.close());
  const app = await buildApp({
    entry: 'code',
    certificate: await newCertificate(now()),
    homeVault,
    tokens,
    tokenSessions,
    buckets,
    work,
    engine,
    bandwidth: await BandwidthLimits.load(new BandwidthMemory(state)),
    scanner: new Scanner(),
    scanSetting: new ScanSetting(state),
    desk,
    kept: new KeptTransfers({ ...transfers, keyDesk, knownKeys, news, verifications, nameRules: 'linux' }),
    rotations: new KeptRotations({ memory: new RotationMemory(state), sessions, tokens, activity }),
    news,
    activity,
    activityLog: new ActivityLog(state, now),
    knownAccounts: new KnownAccounts(state),
    logInDelay,
    intake: new Intake(),
    home: new Home(own.home),
    reach: new Reach(buckets, now),
    knownKeys,
    keyDesk,
    verifications,
    linkServers: new LinkServers(state),
    linkMemory: new LinkMemory(state),
    userFolder: own.disk,
    platform: 'linux',
    rendererFolder: undefined,
    sessions,
    localToken: new LocalToken(now),
    isOwnUser: async () => true,
    temporary: new TemporaryFolder(new Home(own.home), new SealingMemory(state), undefined),
    folder: own.disk,
    nameRules: 'linux',
    now,
    unexpected: (kind) => expect.unreachable(kind),
    onShutdown: () => undefined,
  });
  onTestFinished(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  const connected = new Promise<{ timeout?: number }>((resolve) => app.server.once('secureConnection', resolve));
  const { port } = app.server.address() as { port: number };
  const client = new Client(port, (app.server as unknown as { cert: string }).cert);
  onTestFinished(() => client.close());
  const answered = client.call('POST', '/user/login', { json: { username: 'ana', password: 'password of ana' } });
  await work.begun.promise;
  const socket = await connected;
  expect(app.server.timeout).toBe(120_000);
  expect(app.server.headersTimeout).toBe(30_000);
  expect(socket.timeout).toBe(0);
  work.go.resolve();
  expect((await answered).status).toBe(200);
  expect(socket.timeout).toBeGreaterThan(0);
});
