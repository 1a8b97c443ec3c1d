import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { Answer, Bridge, Command } from '../electron/ipc-contract.ts';
import { api } from './api.ts';
import { sendItems } from './data/send.ts';
import { browserHost, hostOf } from './host.ts';
import { revealSaved, saveFiles } from './views/files/downloads.ts';
import { FAMILY, testFile, WORK } from './views/files/test-files.ts';

const ok = async <Value>(value: Value): Promise<Answer<Value>> => ({ ok: true, value });
const NOTE = { path: '/home/mira/note.txt', name: 'note.txt', kind: 'file' } as const;

function bridgeWith(more: Partial<Bridge> = {}) {
  const told = new Map<string, (told: never) => void>();
  const bridge: Bridge = {
    chooseKeyFile: () => ok(NOTE),
    chooseKeyPlace: () => ok('/home/mira/new.key.json'),
    chooseItems: () => ok([NOTE]),
    chooseFolder: () => ok('/home/mira/out'),
    takeDropped: () => ok([NOTE]),
    takeOpened: () => ok([]),
    pictures: () => ok([]),
    picture: () => ok({ bytes: new Uint8Array(), modified: 0 }),
    reveal: () => ok(null),
    notify: () => ok(null),
    theme: () => ok(null),
    dragOut: () => ok(null),
    keyring: () => ok('real' as const),
    hear: (name: string, listener: (told: never) => void) => void told.set(name, listener),
    ...more,
  };
  return { told, host: hostOf({ latchkey: bridge }) };
}

test('the window takes the bridge where there is one, and a browser’s means where there is none', () => {
  expect(bridgeWith().host.kind).toBe('native');
  expect(hostOf({})).toBe(browserHost);
});

test('in the native shell keys and items come by their paths, and go to the server by them', async () => {
  const { host } = bridgeWith();
  expect(await host.pickKeyFile()).toEqual({ choice: { path: NOTE.path }, fileName: 'note.txt' });
  const items = await host.pickItems('files');
  const upload = vi.spyOn(api, 'upload').mockResolvedValue({ id: 't' } as Awaited<ReturnType<typeof api.upload>>);
  await sendItems(items, { folder: 'Papers', key: () => ({ id: FAMILY }) });
  expect(upload.mock.calls).toEqual([[{ paths: [NOTE.path], to: 'Papers', key: { id: FAMILY } }]]);
  vi.restoreAllMocks();
});

test('more items than one request takes go in by several, none left out', async () => {
  const dropped = Array.from({ length: 2500 }, (_, index) => ({ ...NOTE, path: `/home/mira/${index}` }));
  const items = await bridgeWith({ chooseItems: () => ok(dropped) }).host.pickItems('files');
  const upload = vi.spyOn(api, 'upload').mockResolvedValue({ id: 't' } as Awaited<ReturnType<typeof api.upload>>);
  await sendItems(items, { folder: '', key: () => ({ id: FAMILY }) });
  const sent = upload.mock.calls.map(([{ paths }]) => paths ?? []);
  expect(sent.map(({ length }) => length)).toEqual([1000, 1000, 500]);
  expect(sent.flat()).toEqual(dropped.map(({ path }) => path));
  vi.restoreAllMocks();
});

test('nothing but host.ts looks at what system or browser this is', () => {
  const root = new URL('.', import.meta.url);
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!test)\.tsx?$/.test(name),
  );
  const sniffing = sources.filter((name) =>
    /navigator\.(platform|userAgent|vendor)|process\.(platform|versions)/.test(
      readFileSync(new URL(name, root), 'utf8'),
    ),
  );
  expect(sniffing.filter((name) => !name.includes('link-page'))).toEqual(['host.ts']);
});

test('what the desktop refuses comes with its code', async () => {
  const { host } = bridgeWith({ reveal: async () => ({ ok: false, code: 'not-chosen' }) });
  await expect(host.desktop?.reveal('/etc/passwd')).rejects.toMatchObject({ code: 'not-chosen' });
});

test('each listener hears the menu until it stops', () => {
  const { told, host } = bridgeWith();
  const heard: Command[] = [];
  const stop = host.desktop?.onCommand((command) => heard.push(command));
  const say = told.get('command') as unknown as (command: Command) => void;
  say('keys');
  stop?.();
  say('lock');
  expect(heard).toEqual(['keys']);
});

test('a download asks once where to, and a folder of one key goes there as it is', async () => {
  const { host } = bridgeWith();
  const asked = vi.spyOn(api, 'download').mockResolvedValue({ id: 't' } as Awaited<ReturnType<typeof api.download>>);
  const started = vi.fn<(transfer: string, files: unknown, to?: string) => void>();
  const keys = { obtain: async ({ id }: { id: string | undefined }) => id, choiceOf: (id: string) => ({ id }) };
  const [one, two] = [testFile('Lofoten/a'), testFile('Lofoten/2026/b')];
  await saveFiles({ files: [one, two], folder: 'Lofoten', root: 'Lofoten' }, keys, host, started);
  await saveFiles({ files: [one, testFile('c', { key: WORK })], folder: '' }, keys, host, started);
  expect(asked.mock.calls.map(([{ paths, to }]) => [paths, to])).toEqual([
    [['Lofoten'], '/home/mira/out'],
    [['Lofoten/a'], '/home/mira/out'],
    [['c'], '/home/mira/out'],
  ]);
  expect(started.mock.calls[0]).toEqual(['t', [one, two], '/home/mira/out']);
  const declined = bridgeWith({ chooseFolder: () => ok(null) });
  await saveFiles({ files: [one], folder: '' }, keys, declined.host, started);
  expect(asked).toHaveBeenCalledTimes(3);
  vi.restoreAllMocks();
});

test('where a saved file got another name its folder is shown', async () => {
  const shown: string[] = [];
  const reveal = async (path: string): Promise<Answer<null>> => {
    shown.push(path);
    return path.endsWith('.txt') ? { ok: false, code: 'not-found' } : { ok: true, value: null };
  };
  await revealSaved(bridgeWith({ reveal }).host.desktop, 'C:\\out', 'a.txt');
  expect(shown).toEqual(['C:\\out\\a.txt', 'C:\\out']);
});
