import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { bridgeActs } from './bridge-acts.ts';
import { ChosenPaths, requirePlain } from './chosen-paths.ts';
import { BRIDGE_ERRORS, CALL_NAMES, channelOf, type Answer, type CallName } from './ipc-contract.ts';
import { serveBridge } from './ipc-main.ts';
import { TestElectron } from './test-electron.ts';

const ORIGIN = 'https://127.0.0.1:4711';

let folder: string;
let electron: TestElectron;
let saved: Set<string>;
beforeEach(async () => {
  // Below a link (as /tmp is on a Mac) everything would lead elsewhere.
  folder = await realpath(await mkdtemp(join(tmpdir(), 'latchkey-bridge-')));
  await mkdir(join(folder, 'chosen/inner'), { recursive: true });
  await writeFile(join(folder, 'chosen/inner/a.txt'), 'a');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  electron = new TestElectron();
  saved = new Set();
  const window = electron.newWindow({}, electron.newSession('latchkey-1'));
  const chosen = new ChosenPaths(process.platform);
  const acts = bridgeActs({
    parts: electron,
    chosen,
    saved,
    window: () => window,
    takeOpened: () => [],
    keyring: () => 'real',
  });
  serveBridge(electron.ipcMain, acts, () => ({ contents: window.webContents, origin: ORIGIN }));
  return () => rm(folder, { recursive: true, force: true });
});

/** A call as the window's own page makes it, unless told otherwise. */
async function call(name: CallName, args: readonly unknown[], from: object = {}): Promise<Answer<unknown>> {
  const senderFrame = { origin: ORIGIN, parent: null };
  const event = { sender: electron.windows[0]!.webContents, senderFrame, ...from };
  return (await electron.ipcMain.call(channelOf(name), event, ...args)) as Answer<unknown>;
}

const refusal = (code: (typeof BRIDGE_ERRORS)[number]) => ({ ok: false, code });
const choose = (path: string) => {
  electron.dialog.paths.push([path]);
  return call('chooseFolder', []);
};

test('attack: calls from a frame, another origin, another window or a frame that is gone are refused, all of them', async () => {
  const callers = [
    { senderFrame: { origin: ORIGIN, parent: {} } },
    { senderFrame: { origin: 'https://127.0.0.1:4712', parent: null } },
    { senderFrame: { origin: 'null', parent: null } },
    { senderFrame: null },
    { sender: electron.newWindow({}, electron.newSession('other')).webContents },
  ];
  for (const from of callers)
    for (const name of CALL_NAMES) expect(await call(name, [], from), name).toEqual(refusal('foreign-sender'));
  expect(electron.dialog.asked).toEqual([]);
});

test.each([
  ['reveal', []],
  ['pictures', [['/x']]],
  ['picture', [7]],
  ['reveal', [7]],
  ['reveal', ['']],
  ['reveal', ['/x', '/y']],
  ['reveal', [{ toString: () => '/x' }]],
  ['reveal', ['x'.repeat(32_768)]],
  ['chooseItems', ['everything']],
  ['chooseKeyPlace', [null]],
  ['takeDropped', ['/x']],
  ['takeDropped', [Array.from({ length: 1001 }, () => '/x')]],
  ['notify', [{ title: 'x' }]],
  ['notify', [{ title: 'x', body: 'y', icon: '/etc/passwd' }]],
  ['notify', [{ title: 'x'.repeat(301), body: '' }]],
  ['theme', ['__proto__']],
  ['keyring', [1]],
  ['dragOut', [['/x']]],
] as const)('attack: %s with arguments of another shape is refused', async (name, args) => {
  expect(await call(name, args)).toEqual(refusal('wrong-arguments'));
});

test('a path that the user chose can be used, and what lies below it; nothing else', async () => {
  const file = join(folder, 'chosen/inner/a.txt');
  expect(await call('reveal', [file])).toEqual(refusal('not-chosen'));
  expect(await choose(join(folder, 'chosen'))).toEqual({ ok: true, value: join(folder, 'chosen') });
  expect(await call('reveal', [file])).toEqual({ ok: true, value: null });
  expect(electron.revealed).toEqual([file]);
  for (const path of ['secret.txt', 'chosen-too', ''])
    expect(await call('reveal', [join(folder, path)]), path).toEqual(refusal('not-chosen'));
  expect(await call('reveal', [join(folder, 'chosen/none')])).toEqual(refusal('not-found'));
});

test('attack: ways up, relative paths and hidden ends are refused before the disk is asked', async () => {
  await choose(join(folder, 'chosen'));
  const tricks = ['/../secret.txt', '/inner/../../secret.txt', '/./inner', '//inner', '/inner/', '/a\0.txt'];
  for (const end of tricks)
    expect(await call('reveal', [`${folder}/chosen${end}`]), end).toEqual(refusal('path-trick'));
  for (const path of ['chosen', '~/x', 'file:///etc/passwd'])
    expect(await call('reveal', [path]), path).toEqual(refusal('path-trick'));
});

test.skipIf(process.platform === 'win32')('attack: a link below a chosen folder does not lead out of it', async () => {
  await choose(join(folder, 'chosen'));
  await symlink(join(folder, 'secret.txt'), join(folder, 'chosen/link.txt'));
  await symlink(folder, join(folder, 'chosen/up'));
  await symlink(join(folder, 'chosen/inner'), join(folder, 'chosen/within'));
  for (const path of ['chosen/link.txt', 'chosen/up/secret.txt'])
    expect(await call('reveal', [join(folder, path)]), path).toEqual(refusal('not-chosen'));
  expect(await call('reveal', [join(folder, 'chosen/within/a.txt')])).toEqual({ ok: true, value: null });
});

test.each([
  '\\\\?\\C:\\chosen\\a',
  '\\\\.\\C:\\chosen',
  '\\\\.\\pipe\\x',
  '\\chosen',
  'C:chosen',
  'C:/chosen',
  'C:\\chosen\\..\\x',
  'C:\\chosen\\nul',
  'C:\\chosen\\COM1.txt',
  'C:\\chosen\\aux \\x',
  'C:\\chosen\\a.txt:stream',
  'C:\\chosen\\a. ',
  '/etc/passwd',
])('attack: on Windows %s is a trick', (path) => {
  expect(() => requirePlain(path, 'win32')).toThrow('path-trick');
});

test('on Windows another drive is not the chosen one, and neither is another share', async () => {
  const paths = new ChosenPaths('win32', async (path) => path);
  await paths.choose('C:\\chosen');
  await paths.choose('\\\\server\\share\\mine');
  for (const path of ['C:\\chosen\\a.txt', 'C:\\chosen', '\\\\server\\share\\mine\\a.txt'])
    expect(await paths.use(path)).toBe(path);
  for (const path of ['D:\\chosen\\a.txt', 'C:\\chosen2', '\\\\server\\share\\other', '\\\\evil\\share\\mine'])
    await expect(paths.use(path), path).rejects.toThrow('not-chosen');
});

test('attack: only a file that was downloaded in this session is dragged out, not another one of a chosen folder', async () => {
  await choose(join(folder, 'chosen'));
  const file = join(folder, 'chosen/inner/a.txt');
  expect(await call('dragOut', [file])).toEqual(refusal('not-chosen'));
  saved.add(file);
  expect(await call('dragOut', [file])).toEqual({ ok: true, value: null });
  saved.add(join(folder, 'secret.txt'));
  expect(await call('dragOut', [join(folder, 'secret.txt')])).toEqual(refusal('not-chosen'));
  expect(electron.windows[0]!.webContents.dragged).toEqual([file]);
});

test('attack: pictures are read where the user pointed, and nothing else is, nor where a link leads', async () => {
  await choose(join(folder, 'chosen'));
  const [picture, text] = [join(folder, 'chosen/inner/a.png'), join(folder, 'chosen/inner/a.txt')];
  await writeFile(picture, 'no picture, but called so');
  await writeFile(join(folder, 'other.png'), 'of somebody else');
  expect(await call('pictures', [join(folder, 'chosen')])).toEqual({
    ok: true,
    value: [{ path: picture, name: 'chosen/inner/a.png', type: 'image/png' }],
  });
  const read = (await call('picture', [picture])) as Answer<{ bytes: Uint8Array }>;
  expect(read.ok && Buffer.from(read.value.bytes).toString()).toBe('no picture, but called so');
  for (const path of [text, join(folder, 'chosen/inner'), join(folder, 'other.png')])
    expect(await call('picture', [path]), path).toEqual(refusal('not-chosen'));
  expect(await call('pictures', [folder])).toEqual(refusal('not-chosen'));
  expect(await call('picture', [`${folder}/chosen/../other.png`])).toEqual(refusal('path-trick'));
  if (process.platform === 'win32') return;
  await symlink(join(folder, 'secret.txt'), join(folder, 'chosen/secret.png'));
  await symlink(text, join(folder, 'chosen/text.png'));
  for (const name of ['secret.png', 'text.png'])
    expect(await call('picture', [join(folder, 'chosen', name)]), name).toEqual(refusal('not-chosen'));
});

test('a key file is proposed by a name that leads nowhere, and its place may be new', async () => {
  for (const name of ['../x.key.json', 'a/b', 'a\\b'])
    expect(await call('chooseKeyPlace', [name])).toEqual(refusal('path-trick'));
  electron.dialog.paths.push([join(folder, 'chosen/new.key.json')]);
  const answer = await call('chooseKeyPlace', ['new.key.json']);
  expect(answer).toEqual({ ok: true, value: join(folder, 'chosen/new.key.json') });
  expect(await call('chooseKeyPlace', ['new.key.json'])).toEqual({ ok: true, value: null });
});

test('items that were chosen or dropped come with their names and kinds; who thinks better of it gets none', async () => {
  const [file, inner] = [join(folder, 'chosen/inner/a.txt'), join(folder, 'chosen/inner')];
  electron.dialog.paths.push([file]);
  expect(await call('chooseItems', ['files'])).toEqual({
    ok: true,
    value: [{ path: file, name: 'a.txt', kind: 'file' }],
  });
  expect(await call('takeDropped', [[inner]])).toEqual({
    ok: true,
    value: [{ path: inner, name: 'inner', kind: 'folder' }],
  });
  expect(await call('chooseItems', ['folder'])).toEqual({ ok: true, value: [] });
  expect(await call('chooseKeyFile', [])).toEqual({ ok: true, value: null });
  expect(await call('notify', [{ title: 'Done', body: '' }])).toEqual({ ok: true, value: null });
  expect(electron.notified).toEqual(['Done']);
  await call('theme', ['dark']);
  expect(electron.nativeTheme.themeSource).toBe('dark');
});
