import { afterEach, expect, test, vi } from 'vitest';
import { copyKeyFile, newKeyFile } from '../../keys/key-file.ts';
import type { TransferView } from '../contract/transfers.ts';
import { testEngine } from '../transfers/test-engine.ts';
import { path, testVault, TestVault } from '../vault/test-vault.ts';
import { manualPatience } from './test-patience.ts';
import { until } from './test-server.ts';
import { TransferDesk } from './transfer-desk.ts';
import { UploadStream } from './upload-stream.ts';

async function setUp(names: readonly string[], vault?: TestVault) {
  const test = vault ?? (await testVault());
  const computer = await test.computer();
  const files = names.map((name) => ({ path: path(name), file: { path: name, size: 5, modified: 7 } }));
  const key = copyKeyFile(test.keyFile);
  const told: string[] = [];
  const { patience, state } = manualPatience();
  const deps = {
    sealing: {},
    engine: await testEngine(),
    vault: computer,
    key,
    tell: () => void told.push('told'),
    patience,
  };
  const stream = new UploadStream(deps, files);
  const [desk, session, end] = [
    new TransferDesk(() => new Date(0)),
    new AbortController(),
    Promise.withResolvers<void>(),
  ];
  const transfer = { kind: 'upload', name: 'x', place: '' } as const;
  const begin = () =>
    desk.start('ana', transfer, session.signal, (log) => stream.run(log).finally(() => setImmediate(end.resolve)));
  const take = (index: number, text = 'bytes', signal = new AbortController().signal) =>
    stream.take(
      index,
      (async function* () {
        yield Buffer.from(text);
      })(),
      signal,
    );
  /** A body whose end is held back. */
  const held = (index: number) => {
    const [go, taken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const body = (async function* () {
      yield Buffer.from('by');
      taken.resolve();
      await go.promise;
      yield Buffer.from('tes');
    })();
    return { taking: stream.take(index, body, new AbortController().signal), go, taken: taken.promise };
  };
  const seen = async () => (await test.seen()).live;
  return { test, computer, stream, desk, session, begin, take, held, told, state, key, end: end.promise, seen };
}

const armed = (state: { end: unknown }) => until('patience', () => (state.end === undefined ? undefined : true));
const refused = { name: 'HttpError', code: 'invalid-request' };

afterEach(() => void vi.useRealTimers());

test('of two files that arrive at one path the second is told, and is no version of the first', async () => {
  const { begin, take, end, seen } = await setUp(['caf\u00e9', 'cafe\u0301', 'b']);
  const view = begin();
  await take(0, 'first');
  await expect(take(1, 'other')).rejects.toMatchObject(refused);
  await take(2);
  await end;
  const failures = [expect.objectContaining({ path: 'caf\u00e9', code: 'exists' })];
  expect(view).toMatchObject({ state: 'failed', files: 2, failures });
  expect(await seen()).toEqual({ 'caf\u00e9': ['first'], b: ['bytes'] });
});

test('files are taken in any order, each once, and the upload is over with the last', async () => {
  const { begin, take, told, end, seen, key } = await setUp(['a', 'b', 'c/d']);
  await expect(take(0)).rejects.toMatchObject(refused);
  const view = begin();
  expect(view).toMatchObject({ state: 'waiting', totalFiles: 3, totalBytes: 15 });
  await take(2);
  expect(view).toMatchObject({ state: 'running', files: 1, bytes: 5, current: 'c/d' });
  for (const index of [2, 3, -1, 20_000, NaN]) await expect(take(index)).rejects.toMatchObject(refused);
  await take(0);
  await expect(take(0, 'other')).rejects.toMatchObject(refused);
  expect(key.key.equals(Buffer.alloc(32))).toBe(false);
  await take(1);
  await end;
  expect(view).toMatchObject({ state: 'done', files: 3, bytes: 15, failures: [], ended: expect.any(String) });
  expect(told).toEqual(['told', 'told', 'told']);
  expect(key.key.equals(Buffer.alloc(32))).toBe(true);
  await expect(take(1)).rejects.toMatchObject(refused);
  expect(await seen()).toEqual({ a: ['bytes'], b: ['bytes'], 'c/d': ['bytes'] });
});

test.each(['', 'byte', 'bytes!', 'x'.repeat(100_000)])('a body of another length fails alone (%#)', async (text) => {
  const { begin, take, told, end, seen } = await setUp(['a', 'b']);
  const view = begin();
  await expect(take(0, text)).rejects.toMatchObject({ code: 'source-changed' });
  await expect(take(0)).rejects.toMatchObject(refused);
  await take(1);
  await end;
  expect(view).toMatchObject({ state: 'failed', files: 1, failures: [{ path: 'a', code: 'source-changed' }] });
  expect(told).toEqual(['told']);
  expect(await seen()).toEqual({ b: ['bytes'] });
});

test('a browser that stays silent has gone: what it did not send has failed, and nothing more is taken', async () => {
  const { begin, take, state, end, seen, key } = await setUp(['a', 'b', 'c']);
  const view = begin();
  await armed(state);
  await take(1);
  const { end: silence } = state;
  silence!();
  const late = take(0);
  await expect(late).rejects.toMatchObject(refused);
  await end;
  expect(view).toMatchObject({
    state: 'failed',
    files: 1,
    failures: [
      { path: 'a', code: 'invalid-request' },
      { path: 'c', code: 'invalid-request' },
    ],
  });
  expect(key.key.equals(Buffer.alloc(32))).toBe(true);
  await expect(take(2)).rejects.toMatchObject(refused);
  expect(await seen()).toEqual({ b: ['bytes'] });
});

test('nobody is called silent while a file is coming, however slowly', async () => {
  const { begin, take, held, state, end, seen } = await setUp(['a', 'b', 'c']);
  const view = begin();
  await armed(state);
  const slow = held(0);
  await slow.taken;
  expect(state.end).toBeUndefined();
  await take(1);
  expect(state.end).toBeUndefined();
  slow.go.resolve();
  await slow.taking;
  expect(state.end).toBeDefined();
  await take(2);
  expect(state.end).toBeUndefined();
  await end;
  expect(view).toMatchObject({ state: 'done', files: 3 });
  expect(await seen()).toEqual({ a: ['bytes'], b: ['bytes'], c: ['bytes'] });
});

test('a file that is sent again takes the place of one on whose connection nothing comes any more', async () => {
  const { begin, take, held, state, end, seen } = await setUp(['a']);
  const view = begin();
  await armed(state);
  const silent = held(0);
  await silent.taken;
  const lost = expect(silent.taking).rejects.toMatchObject({ name: 'AbortError' });
  await take(0);
  await lost;
  await end;
  expect(view).toMatchObject({ state: 'done', files: 1, bytes: 5, failures: [] });
  expect(await seen()).toEqual({ a: ['bytes'] });
});

test('patience lasts five minutes', async () => {
  const { computer, key } = await setUp(['a']);
  const engine = await testEngine();
  vi.useFakeTimers();
  const deps = { sealing: {}, engine, vault: computer, key, tell: () => undefined };
  const stream = new UploadStream(deps, [{ path: path('a'), file: { path: 'a', size: 5, modified: 7 } }]);
  const desk = new TransferDesk(() => new Date(0));
  const transfer = { kind: 'upload', name: 'x', place: '' } as const;
  vi.spyOn(computer.catalog, 'refresh').mockResolvedValue();
  const view: TransferView = desk.start('ana', transfer, new AbortController().signal, (log) => stream.run(log));
  await vi.advanceTimersByTimeAsync(5 * 60 * 1000 - 1);
  expect(view.state).toBe('waiting');
  await vi.advanceTimersByTimeAsync(1);
  expect(view).toMatchObject({ state: 'failed', failures: [{ path: 'a' }] });
});

test.each(['cancelled', 'logged out'])(
  'two at once, %s midway: neither is kept, and none is sealed under a wiped key',
  async (how) => {
    const { begin, take, held, desk, session, end, seen, test: vault } = await setUp(['a', 'b', 'c', 'd']);
    const view = begin();
    await take(3);
    const [one, two] = [held(0), held(1)];
    await Promise.all([one.taken, two.taken]);
    const failures = [one, two].map(({ taking }) => expect(taking).rejects.toMatchObject({ name: 'AbortError' }));
    if (how === 'cancelled') desk.cancel('ana', view.id);
    else session.abort();
    await end;
    for (const { go } of [one, two]) go.resolve();
    await Promise.all(failures);
    await expect(take(2)).rejects.toMatchObject(refused);
    expect(view).toMatchObject({ state: 'cancelled', files: 1, failures: [], current: null });
    expect(await seen()).toEqual({ d: ['bytes'] });
    expect(vault.keyFile.key.equals(Buffer.alloc(32))).toBe(false);
  },
);

test('a path that is a folder, or below a file, fails alone', async () => {
  const vault = await testVault();
  await vault.put(await vault.computer(), 'folder/file', 'there');
  const { begin, take, end, seen } = await setUp(['folder', 'folder/file/below', 'folder/file'], vault);
  const view = begin();
  await expect(take(0)).rejects.toMatchObject({ code: 'exists' });
  await expect(take(1)).rejects.toMatchObject({ code: 'exists' });
  await take(2);
  await end;
  expect(view).toMatchObject({ state: 'failed', files: 1, failures: [{ code: 'exists' }, { code: 'exists' }] });
  expect(await seen()).toEqual({ 'folder/file': ['there', 'bytes'] });
});

test('a thumbnail is sealed under the key that comes with it, also when the upload is over and its own is wiped', async () => {
  const { begin, take, stream, end, test: vault } = await setUp(['a', 'b']);
  const key = vault.keyFile;
  begin();
  const picture = Buffer.from('picture');
  for (const index of [0, 2, -1]) await expect(stream.thumbnail(index, picture, key)).rejects.toMatchObject(refused);
  await take(0);
  await stream.thumbnail(0, picture, key);
  await take(1);
  await end;
  await stream.thumbnail(1, Buffer.from('second'), key);
  const fresh = await vault.computer();
  for (const [name, text] of [
    ['a', 'picture'],
    ['b', 'second'],
  ] as const) {
    const file = fresh.catalog.select(path(name)).at(-1)!;
    expect((await fresh.thumbnails.open(file, vault.keyFile))?.toString()).toBe(text);
  }
  const other = newKeyFile('other', new Date(0));
  await expect(stream.thumbnail(1, picture, other)).rejects.toMatchObject({ code: 'wrong-key' });
});
