import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { TransferView } from '../contract/transfers.ts';
import { ended } from './test-events.ts';
import { startTestServer, type TestServer, until } from './test-server.ts';

/** Long enough to be still under way when it is looked at. */
const LARGE = 64 * 2 ** 20;

/** A server that can be halted and started again with the same home. */
class Place {
  server: TestServer;
  token = '';

  private constructor(server: TestServer) {
    this.server = server;
  }

  static async open(): Promise<Place> {
    const place = new Place(await startTestServer());
    onTestFinished(async () => {
      const { unexpected } = place.server;
      await place.server.stop();
      expect(unexpected).toEqual([]);
    });
    place.token = await place.server.account('ana');
    return place;
  }

  async halt(): Promise<void> {
    await this.server.halt();
    expect(this.server.unexpected).toEqual([]);
  }

  async start(): Promise<void> {
    this.server = await startTestServer({ root: this.server.root });
    this.token = await this.server.logIn('ana');
  }

  async restart(): Promise<void> {
    await this.halt();
    await this.start();
  }

  post(path: string, json?: unknown) {
    return this.server.api('POST', path, this.token, json);
  }

  async begin(kind: 'uploads' | 'downloads', json: object): Promise<string> {
    const { json: view, text } = await this.post(`/api/${kind}`, json);
    if (typeof view['id'] !== 'string') throw new Error(text);
    return view['id'];
  }

  async view(id: string): Promise<TransferView | undefined> {
    for (const kind of ['uploads', 'downloads']) {
      const { json } = await this.server.api('GET', `/api/${kind}`, this.token);
      const found = (json['transfers'] as TransferView[]).find((one) => one.id === id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  until(id: string, what: string, is: (view: TransferView) => boolean): Promise<TransferView> {
    return until(what, async () => {
      const view = await this.view(id);
      if (view !== undefined && is(view)) return view;
      if (typeof view?.ended === 'string') throw new Error(`${what} did not come: ${JSON.stringify(view)}`);
      return undefined;
    });
  }

  /** Until something of it has passed. */
  moving(id: string): Promise<TransferView> {
    return this.until(id, 'progress', ({ bytes, state }) => bytes > 0 && state === 'running');
  }

  standing(id: string, state: TransferView['state'], reason: TransferView['reason']): Promise<TransferView> {
    return this.until(id, `${state} for ${reason}`, (view) => view.state === state && view.reason === reason);
  }

  end(id: string, kind: 'uploads' | 'downloads' = 'uploads'): Promise<TransferView> {
    return ended(this.server, kind, id, this.token);
  }

  async versions(path: string): Promise<number> {
    const { json } = await this.server.api('GET', `/api/files/versions?path=${encodeURIComponent(path)}`, this.token);
    return ((json['versions'] ?? []) as unknown[]).length;
  }

  /** What a file of the vault holds, as a digest. */
  async sha256(filename: string, keypath: string): Promise<string> {
    const location = join(this.server.disk, `out-${randomBytes(4).toString('hex')}`);
    const json = { filename, location, keypath };
    const { status, text } = await this.server.call('POST', '/download', { token: this.token, json });
    if (status !== 200) throw new Error(text);
    return digest(await readFile(location));
  }

  /** Uploads in parts that the bucket holds unfinished. */
  async unfinished(): Promise<string[]> {
    const names = await readdir(join(this.server.home, 'vault', '.latchkey-tmp')).catch(() => []);
    return names.filter((name) => name.endsWith('.upload'));
  }

  /** The network goes, as where a disk is pulled out. @returns brings it back */
  async loseVault(): Promise<() => Promise<void>> {
    const [here, away] = [join(this.server.home, 'vault'), join(this.server.root, 'away')];
    await rename(here, away);
    return async () => {
      // What was made at its place meanwhile is nothing.
      await rm(here, { recursive: true, force: true });
      await rename(away, here);
    };
  }
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function largeFile(place: Place, name = 'large.bin') {
  const bytes = randomBytes(LARGE);
  return { path: await place.server.write(name, bytes), sha256: digest(bytes) };
}

test('a paused upload stands still, keeps what it sent, and goes on when it is let', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  const { path, sha256 } = await largeFile(place);
  const id = await place.begin('uploads', { paths: [path], key: { path: key.path } });
  await place.moving(id);
  expect((await place.post(`/api/transfers/${id}/pause`)).status).toBe(204);
  const paused = await place.standing(id, 'paused', 'user');
  expect(paused).toMatchObject({ kept: true, keyId: key.id, speed: 0, secondsLeft: null, active: [], ended: null });
  expect(paused.bytes).toBeGreaterThan(0);
  expect(await place.unfinished()).toHaveLength(1);
  expect((await place.post(`/api/transfers/${id}/resume`)).status).toBe(204);
  expect(await place.end(id)).toMatchObject({ state: 'done', files: 1, bytes: LARGE, totalBytes: LARGE });
  expect(await place.sha256('large.bin', key.path)).toBe(sha256);
  expect(await place.versions('large.bin')).toBe(1);
  // Whoever asks may not have heard yet that it is over.
  for (const what of ['pause', 'resume', 'retry'])
    expect((await place.post(`/api/transfers/${id}/${what}`)).status).toBe(204);
  expect(await place.view(id)).toMatchObject({ state: 'done', files: 1 });
  expect(await place.post('/api/transfers/nothing/pause')).toMatchObject({
    status: 404,
    json: { code: 'no-such-route' },
  });
});

test('a transfer of somebody else is neither paused nor tried again', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  const id = await place.begin('uploads', { paths: ['nowhere'], key: { path: key.path } });
  await place.end(id);
  const ben = await place.server.account('ben');
  for (const what of ['pause', 'resume', 'retry'])
    expect((await place.server.api('POST', `/api/transfers/${id}/${what}`, ben)).status).toBe(404);
});

test('what is cancelled while it is paused leaves nothing in the bucket', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  const { path } = await largeFile(place);
  const id = await place.begin('uploads', { paths: [path], key: { path: key.path } });
  await place.moving(id);
  await place.post(`/api/transfers/${id}/pause`);
  await place.standing(id, 'paused', 'user');
  expect((await place.server.api('DELETE', `/api/uploads/${id}`, place.token)).status).toBe(204);
  expect(await place.end(id)).toMatchObject({ state: 'cancelled', reason: null });
  expect(await place.unfinished()).toEqual([]);
  await place.restart();
  expect(await place.view(id)).toBeUndefined();
});

test('what failed is tried again, and what is done stays as it is', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  await place.server.write('Trip/a.txt', 'a');
  await place.server.write('Trip/bad\\name', 'b');
  const id = await place.begin('uploads', { paths: ['Trip'], key: { path: key.path } });
  expect(await place.end(id)).toMatchObject({ state: 'failed', files: 1, failures: [{ code: 'unnameable' }] });
  await place.restart();
  expect(await place.view(id)).toMatchObject({ state: 'failed', failures: [{ code: 'unnameable' }] });
  await rename(join(place.server.disk, 'Trip/bad\\name'), join(place.server.disk, 'Trip/good'));
  expect((await place.post(`/api/transfers/${id}/retry`)).status).toBe(204);
  expect(await place.end(id)).toMatchObject({ state: 'done', files: 2, totalFiles: 2, bytes: 2, failures: [] });
  expect([await place.versions('Trip/a.txt'), await place.versions('Trip/good')]).toEqual([1, 1]);
});

test('where the bucket goes away a transfer waits for it, and goes on by itself', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  const { path, sha256 } = await largeFile(place);
  const id = await place.begin('uploads', { paths: [path], key: { path: key.path } });
  await place.moving(id);
  const bringBack = await place.loseVault();
  const waiting = await place.standing(id, 'waiting', 'network');
  expect(waiting).toMatchObject({ failures: [], ended: null, speed: 0 });
  await bringBack();
  expect(await place.end(id)).toMatchObject({ state: 'done', files: 1, reason: null });
  expect(await place.sha256('large.bin', key.path)).toBe(sha256);

  const back = await place.loseVault();
  const out = join(place.server.root, 'out');
  const down = await place.begin('downloads', { paths: ['large.bin'], to: out, key: { path: key.path } });
  await place.standing(down, 'waiting', 'network');
  await back();
  expect(await place.end(down, 'downloads')).toMatchObject({ state: 'done', files: 1, bytes: LARGE });
  expect(digest(await readFile(join(out, 'large.bin')))).toBe(sha256);
});

test('an upload that a restart interrupted goes on by itself after a log-in, without what was left out', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  const { path, sha256 } = await largeFile(place, 'Trip/large.bin');
  await place.server.write('Trip/a.txt', 'small');
  const without = [await place.server.write('Trip/app/.env', 'SECRET=1')];
  const asked = { paths: [join(path, '..')], without, to: 'In', key: { path: key.path } };
  const id = await place.begin('uploads', asked);
  await place.moving(id);
  await until('a part', async () => ((await place.unfinished()).length > 0 ? true : undefined));
  const before = (await place.view(id))!;
  await place.halt();
  expect(await place.unfinished()).toHaveLength(1);
  await place.start();
  expect(await place.view(id)).toMatchObject({ name: 'Trip', place: 'In', started: before.started });
  expect(await place.end(id)).toMatchObject({ state: 'done', files: 2, totalFiles: 2, bytes: LARGE + 5, failures: [] });
  expect(await place.sha256('In/Trip/large.bin', key.path)).toBe(sha256);
  expect([await place.versions('In/Trip/large.bin'), await place.versions('In/Trip/a.txt')]).toEqual([1, 1]);
  expect(await place.versions('In/Trip/app/.env')).toBe(0);
  await place.restart();
  expect(await place.view(id)).toBeUndefined();
});

test('a download that a restart interrupted goes on where it was', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  const { path, sha256 } = await largeFile(place);
  await place.end(await place.begin('uploads', { paths: [path], key: { path: key.path } }));
  const out = join(place.server.root, 'out');
  const id = await place.begin('downloads', { paths: ['large.bin'], to: out, key: { path: key.path } });
  await place.moving(id);
  await place.halt();
  expect(await readdir(out)).toEqual([expect.stringMatching(/^\.latchkey-.*\.part$/)]);
  await place.start();
  expect(await place.end(id, 'downloads')).toMatchObject({ state: 'done', files: 1, bytes: LARGE });
  expect(digest(await readFile(join(out, 'large.bin')))).toBe(sha256);
  expect(await readdir(out)).toEqual(['large.bin']);
});

test('what somebody paused is still paused after a restart', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  const { path } = await largeFile(place);
  const id = await place.begin('uploads', { paths: [path], key: { path: key.path } });
  await place.moving(id);
  await place.post(`/api/transfers/${id}/pause`);
  await place.standing(id, 'paused', 'user');
  await place.restart();
  const again = await place.view(id);
  expect(again).toMatchObject({ state: 'paused', reason: 'user', totalFiles: 1, totalBytes: LARGE });
  expect(again?.bytes).toBeGreaterThan(0);
  await place.post(`/api/transfers/${id}/resume`);
  expect(await place.end(id)).toMatchObject({ state: 'done', files: 1 });
});

test('a source that changed meanwhile starts anew, and nothing of the old one stays', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  const { path } = await largeFile(place);
  const id = await place.begin('uploads', { paths: [path], key: { path: key.path } });
  await place.moving(id);
  await place.halt();
  const other = randomBytes(LARGE / 2);
  await place.server.write('large.bin', other);
  await place.start();
  expect(await place.end(id)).toMatchObject({ state: 'done', files: 1, bytes: LARGE / 2, totalBytes: LARGE / 2 });
  expect(await place.sha256('large.bin', key.path)).toBe(digest(other));
  expect(await place.versions('large.bin')).toBe(1);
  await until('a clean bucket', async () => ((await place.unfinished()).length === 0 ? true : undefined));
});

test('where the key file is protected or gone a transfer waits for it, and for nothing else', async () => {
  const place = await Place.open();
  const made = await place.post('/api/keys', { location: '.', name: 'Safe', passphrase: 'open sesame' });
  const key = { path: String(made.json['path']), id: String(made.json['id']) };
  const choice = { path: key.path, passphrase: 'open sesame' };
  const { path } = await largeFile(place);
  const id = await place.begin('uploads', { paths: [path], key: choice });
  await place.moving(id);
  await place.restart();
  expect(await place.standing(id, 'waiting', 'key')).toMatchObject({ keyId: key.id, failures: [] });
  expect((await place.post('/api/keys/open', { key: choice })).status).toBe(200);
  expect((await place.post(`/api/transfers/${id}/resume`)).status).toBe(204);
  expect(await place.end(id)).toMatchObject({ state: 'done', files: 1 });
});

test('a log-out interrupts what runs, and the next log-in lets it go on', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  const { path, sha256 } = await largeFile(place);
  const id = await place.begin('uploads', { paths: [path], key: { path: key.path } });
  await place.moving(id);
  expect((await place.server.call('POST', '/user/logout', { token: place.token })).status).toBe(204);
  place.token = await place.server.logIn('ana');
  expect(await place.end(id)).toMatchObject({ state: 'done', files: 1, failures: [] });
  expect(await place.sha256('large.bin', key.path)).toBe(sha256);
});

test('a transfer of many files keeps a small one from waiting', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  for (let index = 0; index < 600; index += 1) await place.server.write(`Many/${index}`, String(index));
  await place.server.write('small.txt', 'small');
  const many = await place.begin('uploads', { paths: ['Many'], key: { path: key.path } });
  await place.moving(many);
  const small = await place.begin('uploads', { paths: ['small.txt'], key: { path: key.path } });
  expect(await place.end(small)).toMatchObject({ state: 'done', files: 1 });
  expect(await place.view(many)).toMatchObject({ state: 'running', ended: null });
  expect(await place.end(many)).toMatchObject({ state: 'done', files: 600, totalFiles: 600 });
});

test('what a window was sending has failed after a restart, says why, and is gone once it was put away', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  const files = [{ path: 'big.bin', size: LARGE, modified: 0 }];
  const id = await place.begin('uploads', { files, key: { path: key.path } });
  expect(await place.view(id)).toMatchObject({ kept: false });
  await place.restart();
  const gone = await place.view(id);
  expect(gone).toMatchObject({ state: 'failed', kept: false, failures: [{ path: 'big.bin', code: 'window-gone' }] });
  expect(await place.post(`/api/transfers/${id}/retry`)).toMatchObject({ status: 400 });
  expect((await place.server.api('DELETE', `/api/transfers/${id}`, place.token)).status).toBe(204);
  await place.restart();
  expect(await place.view(id)).toBeUndefined();
});

test('a window sends a file again that a pause interrupted', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  const files = ['a', 'b'].map((path) => ({ path, size: 3, modified: 0 }));
  const id = await place.begin('uploads', { files, key: { path: key.path } });
  const send = (index: number) => place.server.send(`/api/uploads/${id}/files/${index}`, place.token, 'abc');
  await place.standing(id, 'waiting', 'window');
  expect((await send(0)).status).toBe(204);
  expect((await place.post(`/api/transfers/${id}/pause`)).status).toBe(204);
  await place.standing(id, 'paused', 'user');
  expect(await send(1)).toMatchObject({ status: 409, json: { code: 'paused' } });
  await place.post(`/api/transfers/${id}/resume`);
  await place.standing(id, 'waiting', 'window');
  expect((await send(1)).status).toBe(204);
  expect(await place.end(id)).toMatchObject({ state: 'done', files: 2, bytes: 6, failures: [] });
});

test('limits are kept over a restart, taken away again, and never so low that nothing would end', async () => {
  const place = await Place.open();
  const get = async () => (await place.server.api('GET', '/api/settings/bandwidth', place.token)).json;
  const put = (json: object) => place.server.api('PUT', '/api/settings/bandwidth', place.token, json);
  expect(await get()).toEqual({ up: null, down: null });
  expect((await put({ up: 5_000_000, down: null })).status).toBe(204);
  for (const up of [0, -1, 1023, 1.5, '5', 2 ** 41])
    expect(await put({ up, down: null })).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  await place.restart();
  expect(await get()).toEqual({ up: 5_000_000, down: null });
  await put({ up: null, down: 2048 });
  expect(await get()).toEqual({ up: null, down: 2048 });
});

test('of two files of a folder whose names are one in the vault the second is told, and is no version of the first', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  const [composed, decomposed] = ['caf\u00e9', 'cafe\u0301'];
  for (const name of [composed, decomposed]) await place.server.write(`d/${name}`, name);
  const id = await place.begin('uploads', { paths: [join(place.server.disk, 'd')], key: { path: key.path } });
  const view = await place.end(id);
  expect(view).toMatchObject({ state: 'failed', files: 1, failures: [{ code: 'exists' }] });
  expect(view.failures[0]?.message).toContain('as another file sent with it did');
  expect(await place.versions(`d/${composed}`)).toBe(1);
});

test('a file that takes the place of one that was saved before a pause is not passed over as saved', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  for (const folder of ['x', 'y']) {
    const path = await place.server.write(`${folder}/cat.png`, `cat of ${folder}`);
    expect(
      await place.end(await place.begin('uploads', { paths: [path], to: folder, key: { path: key.path } })),
    ).toMatchObject({ state: 'done' });
  }
  // In the way of the second one.
  await place.server.write('out/cat (2).png', 'mine');
  const paths = ['x/cat.png', 'y/cat.png'];
  const to = join(place.server.disk, 'out');
  const id = await place.begin('downloads', { paths, to, key: { path: key.path } });
  expect(await place.end(id, 'downloads')).toMatchObject({ state: 'failed', files: 1 });
  const retried = async () => {
    expect((await place.post(`/api/transfers/${id}/retry`)).status).toBe(204);
    return place.end(id, 'downloads');
  };
  expect((await place.post('/api/files/move', { from: 'x/cat.png', to: 'z/cat.png' })).status).toBe(204);
  const view = await retried();
  expect(view).toMatchObject({ state: 'failed', files: 1 });
  expect(view.failures.map(({ path, code }) => [path, code])).toEqual([
    ['x/cat.png', 'not-found'],
    ['y/cat.png', 'exists'],
  ]);
  expect(await readFile(join(to, 'cat.png'), 'utf8')).toBe('cat of x');
  // What is in its former place again goes on as it began.
  expect((await place.post('/api/files/move', { from: 'z/cat.png', to: 'x/cat.png' })).status).toBe(204);
  await rm(join(to, 'cat (2).png'));
  expect(await retried()).toMatchObject({ state: 'done', files: 2 });
  expect(await readFile(join(to, 'cat (2).png'), 'utf8')).toBe('cat of y');
});

test('the folder of the vault is passed over in what goes into it', async () => {
  const place = await Place.open();
  const key = await place.server.newKey('Holiday');
  await place.server.write('a.txt', 'a');
  const below = join(place.server.home, 'vault', 'files');
  const id = await place.begin('uploads', { paths: [place.server.root, below], key: { path: key.path } });
  const view = await place.end(id);
  const told = view.failures.filter(({ message }) => message.endsWith('holds the vault itself and was passed over.'));
  expect(told.map(({ path }) => path)).toEqual([join(place.server.home, 'vault'), below]);
  const { json } = await place.server.api('GET', '/api/files?recursive=true', place.token);
  const paths = (json['files'] as { path: string }[]).map(({ path }) => path);
  expect(paths.filter((path) => path.endsWith('/disk/a.txt'))).toHaveLength(1);
  expect(paths.filter((path) => path.includes('/vault/') || path.startsWith('files'))).toEqual([]);
});
