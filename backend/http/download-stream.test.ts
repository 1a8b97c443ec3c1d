import { expect, test } from 'vitest';
import { path, testVault } from '../vault/test-vault.ts';
import { DownloadStream, offeredFile } from './download-stream.ts';
import { OpenKeys } from './open-keys.ts';
import { manualPatience } from './test-patience.ts';
import { TransferDesk } from './transfer-desk.ts';

async function setUp(names: readonly string[], isKeyOpen = true) {
  const test = await testVault();
  const vault = await test.computer();
  for (const name of names) await test.put(vault, name, 'bytes');
  const files = names.map((name) => vault.catalog.select(path(name)).at(-1)!);
  const logOut = new AbortController();
  const keys = new OpenKeys(logOut.signal);
  if (isKeyOpen) keys.keep(test.keyFile);
  const whole: string[] = [];
  const found = async ({ record }: { record: { path: string } }) => void whole.push(record.path);
  const { patience, state } = manualPatience();
  const offered = files.map((file) => offeredFile({ vault, keys }, file, found));
  const stream = new DownloadStream(offered, new Map(), patience);
  const desk = new TransferDesk(() => new Date(0));
  const end = Promise.withResolvers<void>();
  const begin = () =>
    desk.start('ana', { kind: 'download', name: 'x', place: '' }, logOut.signal, (log) =>
      stream.run(log).finally(() => setImmediate(end.resolve)),
    );
  const open = (index: number, gone = new AbortController().signal) => stream.open(index, gone).body;
  const read = async (index: number) => Buffer.concat(await open(index).toArray()).toString();
  return { stream, desk, begin, open, read, whole, state, end: end.promise };
}

const tooLate = expect.objectContaining({ name: 'HttpError', code: 'no-such-route' });

test('files are given out in any order, each once, and the download is over with the last', async () => {
  const { begin, open, read, whole, end } = await setUp(['a', 'b']);
  expect(() => open(0)).toThrow(tooLate);
  const view = begin();
  expect(view).toMatchObject({ state: 'waiting', totalFiles: 2, totalBytes: 10 });
  expect(await read(1)).toBe('bytes');
  expect(view).toMatchObject({ state: 'running', files: 1, bytes: 5, current: 'b' });
  for (const index of [1, 2, -1, NaN]) expect(() => open(index)).toThrow(tooLate);
  expect(await read(0)).toBe('bytes');
  await end;
  expect(view).toMatchObject({ state: 'done', files: 2, bytes: 10, current: null, failures: [] });
  expect(whole).toEqual(['b', 'a']);
  expect(() => open(0)).toThrow(tooLate);
});

test('nobody waits for the browser while a file is on its way to it', async () => {
  const { begin, open, state, end } = await setUp(['a', 'b']);
  const view = begin();
  expect(state.end).toBeDefined();
  const body = open(0);
  expect(state.end).toBeUndefined();
  await body.toArray();
  expect(state.end).toBeDefined();
  state.end?.();
  await end;
  expect(view).toMatchObject({ state: 'cancelled', files: 1, failures: [] });
  expect(() => open(1)).toThrow(tooLate);
});

test('a download nobody comes for is called off, and nothing of it failed', async () => {
  const { begin, open, state, end } = await setUp(['a']);
  const view = begin();
  state.end?.();
  await end;
  expect(view).toMatchObject({ state: 'cancelled', files: 0, bytes: 0, failures: [] });
  expect(() => open(0)).toThrow(tooLate);
});

test('a browser that is gone before the first byte was read has cancelled its file', async () => {
  const { begin, open, whole, end } = await setUp(['a']);
  const view = begin();
  const body = open(0, AbortSignal.abort());
  await expect(body.toArray()).rejects.toMatchObject({ name: 'AbortError' });
  await end;
  expect(view).toMatchObject({ state: 'cancelled', files: 0, failures: [] });
  expect(whole).toEqual([]);
});

test('a cancelled download ends what is on its way, also where nobody reads it', async () => {
  const { begin, open, desk, end } = await setUp(['a', 'b']);
  const view = begin();
  const body = open(0);
  const closed = new Promise((resolve) => body.once('close', resolve));
  desk.cancel('ana', view.id);
  await Promise.all([closed, end]);
  expect(body.errored).toMatchObject({ name: 'AbortError' });
  expect(view).toMatchObject({ state: 'cancelled', files: 0, failures: [], current: null });
  expect(() => open(1)).toThrow(tooLate);
});

test('without its key a file fails, and says so', async () => {
  const { begin, open, end } = await setUp(['a'], false);
  const view = begin();
  expect(() => open(0)).toThrow(expect.objectContaining({ code: 'no-key' }));
  await end;
  expect(view).toMatchObject({ state: 'failed', failures: [{ path: 'a', code: 'no-key' }] });
});
