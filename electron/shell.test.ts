import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { Client, pinnedCertificate, until } from '../backend/http/test-server.ts';
import { channelOf } from './ipc-contract.ts';
import { Shell, type ShellWorld } from './shell.ts';
import { certificateAt, TestElectron } from './test-electron.ts';

const ENTRY = resolve(import.meta.dirname, 'main.ts');

let root: string;
let electron: TestElectron;
let world: ShellWorld;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'latchkey-shell-')));
  electron = new TestElectron();
  world = {
    platform: process.platform,
    words: [],
    self: [process.execPath, ENTRY],
    id: process.pid,
    home: join(root, 'home'),
    folder: root,
    renderer: root,
    backendProcess: resolve(import.meta.dirname, 'backend-process.ts'),
    preload: '/preload.cjs',
  };
  return async () => {
    for (const utility of electron.utilities) await utility.abandon();
    await rm(root, { recursive: true, force: true, maxRetries: 10 });
  };
});

/** Waits for the next window, and where it is sent. */
async function nextWindow(before: number): Promise<string> {
  while (electron.windows.length <= before) await once(electron.made, 'window');
  const window = electron.windows[before]!;
  if (window.loaded.length === 0) await once(window.events, 'loaded');
  return window.loaded[0]!;
}

test('the backend runs in a process of its own, its certificate is pinned and its token there before the first load, and it ends with the shell', async () => {
  new Shell(electron, world).start();
  const { origin, port, hash } = new URL(await nextWindow(0));
  expect(hash).toBe('');
  const session = electron.sessions[0]!;
  expect(electron.app.isSandboxed).toBe(true);
  expect(session.partition).not.toMatch(/^persist:/);
  expect(await session.trusts('127.0.0.1', await certificateAt(origin))).toBe(true);
  expect([await session.lets(`${origin}/`), await session.lets('https://example.org/')]).toEqual([true, false]);
  const utility = electron.utilities[0]!;
  const { child } = utility;
  const { fingerprint256: fingerprint } = new X509Certificate(await certificateAt(origin));
  const client = new Client(Number(port), await pinnedCertificate(Number(port), fingerprint));
  const [cookie, ...others] = session.cookies.kept;
  expect([cookie, others]).toMatchObject([
    { url: origin, path: '/', secure: true, httpOnly: true, sameSite: 'strict' },
    [],
  ]);
  expect(cookie).not.toHaveProperty('expirationDate');
  const { name = '', value: token = '' } = cookie!;
  const state = (headers: Record<string, string>) => client.call('GET', '/api/state', { headers });
  expect((await state({ cookie: `${name}=${token}` })).status).toBe(200);
  expect(await state({})).toMatchObject({ status: 403, json: { code: 'no-local-token' } });
  client.close();
  // Nothing of it in what other programs of this user can list, nor in what may end in a log.
  expect(token).toMatch(/^[\w-]{32,}$/);
  const proc = (name: string) => readFile(`/proc/${child.pid}/${name}`, 'utf8').catch(() => '');
  const seen = [child.spawnargs.join(' '), await proc('cmdline'), await proc('environ'), utility.printed].join('\n');
  for (const secret of [fingerprint, token]) expect(seen).not.toContain(secret);
  electron.windows[0]!.close();
  expect(await electron.app.ended()).toBe(0);
  expect(child.exitCode).toBe(0);
});

test('a backend that breaks is started again once, with a new certificate that alone is trusted; then the window says what happened', async () => {
  new Shell(electron, world).start();
  const first = await certificateAt(new URL(await nextWindow(0)).origin);
  electron.utilities[0]!.child.kill('SIGKILL');
  const second = await certificateAt(new URL(await nextWindow(1)).origin);
  const session = electron.sessions[1]!;
  expect([await session.trusts('127.0.0.1', first), await session.trusts('127.0.0.1', second)]).toEqual([false, true]);
  expect(electron.windows.map(({ isDestroyed }) => isDestroyed)).toEqual([true, false]);
  electron.utilities[1]!.child.kill('SIGKILL');
  expect(await nextWindow(2)).toMatch(/^data:text\/html/);
  expect(electron.utilities.length).toBe(2);
  electron.windows[2]!.close();
  expect(await electron.app.ended()).toBe(1);
});

test('attack: a backend that breaks in a loop is started twice and never again', async () => {
  const backendProcess = join(root, 'broken.mjs');
  await writeFile(backendProcess, 'process.exit(7);\n');
  new Shell(electron, { ...world, backendProcess }).start();
  expect(await nextWindow(0)).toMatch(/^data:text\/html/);
  expect(electron.utilities.length).toBe(2);
  expect(electron.windows.length).toBe(1);
});

test('a backend that cannot start says why, and the page says it as it is', async () => {
  const sentence = 'latchkey.json is damaged';
  const backendProcess = join(root, 'failing.mjs');
  const failed = { kind: 'failed', sentence: `<b onclick="x">${sentence}` };
  await writeFile(backendProcess, `process.send(${JSON.stringify(failed)}, () => process.exit(1));\n`);
  new Shell(electron, { ...world, backendProcess }).start();
  const page = decodeURIComponent(await nextWindow(0));
  expect(page).toContain(`&#60;b onclick=&#34;x&#34;&#62;${sentence}`);
});

test('a home that cannot be made is told, and nothing is started', async () => {
  await writeFile(join(root, 'file'), '');
  new Shell(electron, { ...world, home: join(root, 'file/home') }).start();
  expect(await electron.app.ended()).toBe(1);
  expect(electron.dialog.asked).toMatchObject([
    { title: 'Latchkey', content: expect.stringContaining('Nothing was changed') },
  ]);
  expect(electron.utilities).toEqual([]);
});

/** A shell whose backend says what the test wants it to say. */
async function withSilentBackend(more: Partial<ShellWorld> = {}): Promise<void> {
  const backendProcess = join(root, 'silent.mjs');
  await writeFile(
    backendProcess,
    `const ready = { kind: 'ready', url: 'https://127.0.0.1:4711', fingerprint: '${'AB:'.repeat(31)}CD', token: '${'t'.repeat(43)}' };
     process.parentPort.on('message', ({ data }) => {
       if (data.kind === 'stop') process.exit(0);
       if (data.kind === 'order') process.send(ready);
     });`,
  );
  new Shell(electron, { ...world, backendProcess, ...more }).start();
  await nextWindow(0);
}

const say = (message: unknown) => electron.utilities[0]!.emit('message', message);

test('the computer stays awake and the dock shows a bar while files are on their way, and no longer', async () => {
  await withSilentBackend();
  const window = electron.windows[0]!;
  say({ kind: 'work', running: 2, share: 0.25 });
  expect([electron.awake.size, window.progress]).toEqual([1, 0.25]);
  say({ kind: 'work', running: 1, share: null });
  expect([electron.awake.size, window.progress]).toEqual([1, 2]);
  // What is no message is passed over.
  for (const wrong of [null, { kind: 'work', running: -1, share: null }, { kind: 'work' }, 'stop']) say(wrong);
  expect(electron.awake.size).toBe(1);
  say({ kind: 'work', running: 0, share: null });
  expect([electron.awake.size, window.progress]).toEqual([0, -1]);
});

test('quitting and closing ask while files are on their way; staying is the answer of Enter and Esc', async () => {
  await withSilentBackend();
  const window = electron.windows[0]!;
  say({ kind: 'work', running: 1, share: 0 });
  expect(window.close()).toBe(false);
  electron.app.quit();
  await new Promise(setImmediate);
  expect([electron.dialog.asked.length, electron.app.exitCode, window.isDestroyed]).toEqual([2, undefined, false]);
  expect(electron.dialog.asked[0]).toMatchObject({ defaultId: 0, cancelId: 0, buttons: ['Keep going', 'Quit'] });
  electron.dialog.buttons.push(1);
  electron.app.quit();
  expect(await electron.app.ended()).toBe(0);
});

test('attack: a second start with hostile words does nothing but show the window; a file that exists is taken', async () => {
  await withSilentBackend();
  const [window, file] = [electron.windows[0]!, join(root, 'a.key.json')];
  await writeFile(file, '{}');
  const told = once(window.webContents.events, 'told');
  const hostile = [
    '--no-sandbox',
    '--inspect=0.0.0.0:9229',
    '--remote-debugging-port=1',
    '--load-extension=/tmp/x',
    'https://example.org/',
    'file:///etc/passwd',
    '../../etc/passwd',
    `${root}/../${file}`,
    root,
    join(root, 'none'),
    '\\\\?\\C:\\x',
    '',
  ];
  electron.app.emit('second-instance', {}, [process.execPath, ENTRY, ...hostile, file]);
  expect(await told).toEqual([channelOf('opened'), null]);
  expect(window.loaded.length).toBe(1);
  expect([electron.opened, electron.revealed, electron.dialog.asked]).toEqual([[], [], []]);
  const event = { sender: window.webContents, senderFrame: { origin: 'https://127.0.0.1:4711', parent: null } };
  const take = () => electron.ipcMain.call(channelOf('takeOpened'), event);
  expect(await take()).toEqual({ ok: true, value: [{ path: file, name: 'a.key.json', kind: 'file' }] });
  expect(await take()).toEqual({ ok: true, value: [] });
});

test('a file that Latchkey was started with waits for the window, and switches beside it are passed over', async () => {
  const file = join(root, 'letter.txt.sealed');
  await writeFile(file, '');
  await withSilentBackend({ words: ['--disable-web-security', file, 'latchkey-window'] });
  const event = {
    sender: electron.windows[0]!.webContents,
    senderFrame: { origin: 'https://127.0.0.1:4711', parent: null },
  };
  const take = async () => {
    const { value } = (await electron.ipcMain.call(channelOf('takeOpened'), event)) as { value: unknown[] };
    return value.length === 0 ? undefined : value;
  };
  expect(await until('the file', take)).toEqual([{ path: file, name: 'letter.txt.sealed', kind: 'file' }]);
});

test('the window may have its own data folder shown, and nothing beside it', async () => {
  await withSilentBackend();
  const event = {
    sender: electron.windows[0]!.webContents,
    senderFrame: { origin: 'https://127.0.0.1:4711', parent: null },
  };
  const reveal = (path: string) => electron.ipcMain.call(channelOf('reveal'), event, path);
  expect(await reveal(world.home)).toEqual({ ok: true, value: null });
  expect(await reveal(root)).toEqual({ ok: false, code: 'not-chosen' });
  expect(electron.revealed).toEqual([world.home]);
});

test('the window opens where it was closed, also after a restart', async () => {
  await withSilentBackend();
  electron.windows[0]!.bounds = { x: 30, y: 40, width: 900, height: 700 };
  electron.windows[0]!.close();
  await electron.app.ended();
  await until('what is kept', () => readFile(join(world.home, 'electron/window.json'), 'utf8').catch(() => undefined));
  electron = new TestElectron();
  await withSilentBackend();
  expect(electron.windows[0]!.options).toMatchObject({ x: 30, y: 40, width: 900, height: 700 });
});

test('Latchkey starts at log-in when the menu says so, and the dock offers what is at hand', async () => {
  await withSilentBackend({ platform: 'darwin' });
  expect(item('Start when you log in')?.checked).toBe(false);
  item('Start when you log in')?.click?.({ checked: true });
  expect(electron.app.login).toEqual({ openAtLogin: true });
  const dock = electron.menus[1] as { label: string; click: () => void }[];
  expect(dock.map(({ label }) => label)).toEqual(['Add files…', 'Transfers']);
  dock[0]?.click();
  expect(electron.windows[0]!.webContents.told).toEqual([[channelOf('command'), 'add-files']]);
});

test('a tray is there once the menu says so: it tells what is on its way, pauses it, and leads back to the window', async () => {
  await withSilentBackend({ platform: 'linux' });
  const menu = () => electron.menus.at(-1) as { label?: string; enabled?: boolean; click?: () => void }[];
  const choose = (label: string) =>
    menu()
      .find((one) => one.label === label)
      ?.click?.();
  expect([item('Show in the tray')?.checked, electron.trays.size]).toEqual([false, 0]);
  item('Show in the tray')?.click?.({ checked: true });
  const [tray] = electron.trays;
  expect(tray?.words).toBe('Latchkey: nothing is on its way');
  expect(menu()[0]).toMatchObject({ label: 'Pause what is on its way', enabled: false });
  say({ kind: 'work', running: 2, share: 0.429 });
  say({ kind: 'work', running: 2, share: 0.43 });
  // Its menu is made anew where it says something else, for it would close under the pointer.
  expect([tray?.words, tray?.menus]).toEqual(['Latchkey: 2 transfers, 43 %', 2]);
  choose('Pause what is on its way');
  say({ kind: 'work', running: 0, share: null });
  expect(tray?.words).toBe('Latchkey: paused');
  choose('Go on');
  const held = electron.utilities[0]!.told.filter((message) => (message as { kind: string }).kind === 'hold');
  expect(held).toEqual([
    { kind: 'hold', is: true },
    { kind: 'hold', is: false },
  ]);
  let shown = 0;
  electron.windows[0]!.events.on('focused', () => (shown += 1));
  tray?.emit('click');
  choose('Show Latchkey');
  expect(shown).toBe(2);
  const file = join(world.home, 'electron/tray.json');
  await until('the wish', () => readFile(file, 'utf8').catch(() => undefined));
  choose('Quit');
  expect(await electron.app.ended()).toBe(0);
  electron = new TestElectron();
  await withSilentBackend({ platform: 'linux' });
  expect([item('Show in the tray')?.checked, electron.trays.size]).toEqual([true, 1]);
  item('Show in the tray')?.click?.({ checked: false });
  expect(electron.trays.size).toBe(0);
});

test('a second Latchkey for the same home ends at once and starts no backend', async () => {
  electron.app.isOnly = false;
  new Shell(electron, world).start();
  expect(await electron.app.ended()).toBe(0);
  expect(electron.utilities).toEqual([]);
});

test('a link does nothing without a question, and after it only shows the window', async () => {
  await withSilentBackend();
  const [window] = electron.windows;
  let shown = 0;
  window!.events.on('focused', () => (shown += 1));
  const link = 'latchkey:open?file=/etc/passwd&do=delete';
  for (const [button, times] of [
    [0, 0],
    [1, 1],
  ] as const) {
    electron.dialog.buttons.push(button);
    electron.app.asks('open-url', {}, link);
    await new Promise(setImmediate);
    expect(shown).toBe(times);
  }
  // Other systems than macOS hand it over as a word of a second start, which shows the window in any case.
  electron.app.emit('second-instance', {}, [process.execPath, ENTRY, link]);
  await until('the question', () => (electron.dialog.asked.length > 2 ? true : undefined));
  expect(electron.dialog.asked).toHaveLength(3);
  expect(JSON.stringify(electron.dialog.asked)).not.toContain('passwd');
  expect([electron.opened, window!.loaded.length, window!.webContents.told]).toEqual([[], 1, []]);
});

test('the menu speaks to the window, and a page whose process ends is replaced by one that says what is safe', async () => {
  await withSilentBackend({ platform: 'darwin' });
  const window = electron.windows[0]!;
  const labels = electron.menus[0]!.map(({ label, role }) => label ?? role);
  expect(labels).toEqual(['Latchkey', 'File', 'editMenu', 'View', 'windowMenu', 'help']);
  const file = electron.menus[0]![1]!.submenu as { label?: string; click?: () => void }[];
  file.find(({ label }) => label === 'Add files…')?.click?.();
  expect(window.webContents.told).toEqual([[channelOf('command'), 'add-files']]);
  window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(decodeURIComponent(await nextWindow(1))).toContain('The part of Latchkey that draws this window ended.');
  expect(window.isDestroyed).toBe(true);
});

/** An item of the application's menu. */
function item(label: string): { checked?: boolean; click?: (item: { checked: boolean }) => void } | undefined {
  const items = electron.menus[0]!.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  return items.find((one) => one.label === label) as ReturnType<typeof item>;
}

test('newer versions are looked for from the menu, and at the start once the menu says so', async () => {
  await withSilentBackend();
  expect([item('Look for updates when Latchkey starts')?.checked, electron.newer.acts]).toEqual([false, []]);
  item('Look for updates when Latchkey starts')?.click?.({ checked: true });
  item('Check for updates…')?.click?.({ checked: false });
  await until('an answer', () => (electron.dialog.asked.length > 0 ? true : undefined));
  expect(electron.dialog.asked).toMatchObject([{ message: 'This Latchkey cannot look for updates', type: 'info' }]);
  const file = join(root, 'home/electron/updates.json');
  await until('the wish', async () => ((await readFile(file, 'utf8').catch(() => '')) === '' ? undefined : true));
  electron.app.quit();
  await electron.app.ended();
  electron = new TestElectron();
  await withSilentBackend();
  expect(item('Look for updates when Latchkey starts')?.checked).toBe(true);
  await until('a look', () => (electron.newer.acts.length > 0 ? true : undefined));
  expect(electron.dialog.asked).toEqual([]);
});

test('a newer version takes this one’s place when the backend has ended, and not without a question while files are on their way', async () => {
  await withSilentBackend({ platform: 'darwin' });
  electron.newer.newest = { isUpdateAvailable: true, version: '0.2.0' };
  const { child } = electron.utilities[0]!;
  const look = async (...buttons: number[]) => {
    electron.dialog.buttons.push(...buttons);
    const before = electron.dialog.asked.length;
    item('Check for updates…')?.click?.({ checked: false });
    await until('all questions', () => (electron.dialog.asked.length === before + buttons.length ? true : undefined));
    await new Promise(setImmediate);
    return electron.dialog.asked.slice(before).map((asked) => (asked as { message: string }).message);
  };
  say({ kind: 'work', running: 1, share: 0 });
  const questions = ['Latchkey 0.2.0 is there', 'Latchkey 0.2.0 is ready', 'Files are still on their way'];
  expect(await look(1, 1, 0)).toEqual(questions);
  expect([electron.newer.acts, child.exitCode]).toEqual([['check', 'download'], null]);
  const installed = once(electron.newer.told, 'install').then(() => child.exitCode);
  expect(await look(1, 1, 1)).toEqual(questions);
  expect(await installed).toBe(0);
  // Electron-updater ends the rest.
  expect(electron.app.exitCode).toBeUndefined();
});
