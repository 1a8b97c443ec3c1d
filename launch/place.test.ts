import { chmod, mkdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { installBrowser } from './browser-install.ts';
import { browserArguments, browserPlaces, findBrowser } from './browser.ts';
import { makeDoorway } from './doorway.ts';
import { findElectron, runElectron } from './electron.ts';
import { rendererFiles } from './renderer-files.ts';
import { hasScreen } from './screen.ts';
import { newHome } from './test-world.ts';

let folder: string;
beforeEach(async () => {
  const { home, remove } = await newHome();
  folder = home;
  return remove;
});

async function program(path: string, text = '#!/bin/sh\n'): Promise<string> {
  const whole = join(folder, path);
  await mkdir(dirname(whole), { recursive: true });
  await writeFile(whole, text);
  await chmod(whole, 0o755);
  return whole;
}

test.each([
  ['linux', {}, false],
  ['linux', { DISPLAY: '' }, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  // X11 over SSH is a screen.
  ['linux', { DISPLAY: 'localhost:10.0', SSH_CONNECTION: 'x' }, true],
  ['linux', { DISPLAY: ':0', LATCHKEY_NO_WINDOW: '1' }, false],
  ['darwin', {}, true],
  ['darwin', { SSH_CONNECTION: 'x' }, false],
  ['win32', {}, true],
  ['win32', { SESSIONNAME: 'Services' }, false],
] as const)('on %s with %o a screen is %s', (platform, env, is) => {
  expect(hasScreen(platform, env)).toBe(is);
});

describe('a browser', () => {
  test.skipIf(process.platform === 'win32')('is the first of its family on the PATH, and no snap', async () => {
    await program('a/chromium', '#!/bin/sh\nexec /snap/bin/chromium "$@"\n');
    await mkdir(join(folder, 'b'));
    await symlink(await program('usr/snap'), join(folder, 'b/chromium-browser'));
    const chrome = await program('b/google-chrome');
    const PATH = `${folder}/a:relative:${folder}/b`;
    expect(await findBrowser('linux', { PATH }, '/home/ann')).toBe(chrome);
    expect(await findBrowser('linux', { PATH: `${folder}/a` }, '/home/ann')).toBeUndefined();
  });

  test.skipIf(process.platform === 'win32')('is the one that LATCHKEY_BROWSER names', async () => {
    const own = await program('own');
    expect(await findBrowser('linux', { LATCHKEY_BROWSER: own, PATH: '/usr/bin' }, '/')).toBe(own);
  });

  test('is looked for where macOS and Windows install it', () => {
    expect(browserPlaces('darwin', {}, '/Users/ann')).toContain(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    );
    expect(browserPlaces('win32', { 'ProgramFiles(x86)': 'C:\\P' }, 'C:\\Ann')).toContain(
      'C:\\P\\Microsoft\\Edge\\Application\\msedge.exe',
    );
  });

  test('goes without its sandbox for root on Linux alone', () => {
    const start = { program: 'chromium', page: 'file:///d', profile: '/p', keyHash: 'k', more: [] };
    for (const [platform, userId, without] of [
      ['linux', 0, true],
      ['linux', 1000, false],
      ['darwin', 0, false],
      ['win32', undefined, false],
    ] as const) {
      expect(browserArguments({ ...start, platform, userId }).includes('--no-sandbox')).toBe(without);
    }
  });

  test.each([
    [0, true, true],
    [1000, true, false],
    [0, false, false],
    [undefined, true, false],
  ])('is installed for user %s, Debian %s: %s', async (userId, isDebian, installs) => {
    const lines: string[] = [];
    const run = (name: string, args: readonly string[]) => {
      lines.push([name, ...args].join(' '));
      return Promise.resolve({ code: 0, stderr: '' });
    };
    const done = await installBrowser(
      userId,
      () => Promise.resolve(isDebian),
      run,
      (line) => lines.push(line),
    );
    expect([done, lines.length]).toEqual([installs, installs ? 3 : 0]);
  });
});

describe('Electron', () => {
  test.skipIf(process.platform === 'win32')('is found by its program, not by its package', async () => {
    expect(await findElectron(folder, undefined)).toBeUndefined();
    await mkdir(join(folder, 'node_modules/electron'), { recursive: true });
    await writeFile(join(folder, 'node_modules/electron/path.txt'), 'electron');
    expect(await findElectron(folder, undefined)).toBeUndefined();
    const binary = await program('node_modules/electron/dist/electron');
    expect(await findElectron(folder, undefined)).toBe(binary);
  });
});

describe.skipIf(process.platform === 'win32')("Electron's end", () => {
  const never = new AbortController().signal;

  test('is told by its exit code, or by the signal', async () => {
    const three = await program(
      'three',
      '#!/bin/sh\n[ "$1" = --no-sandbox ] && [ "$2" = /root/electron/main.ts ] && exit 3\n',
    );
    expect(await runElectron(three, '/root', true, {}, never)).toBe(3);
    const killed = await program('killed', '#!/bin/sh\nkill -KILL $$\n');
    expect(await runElectron(killed, '/root', false, {}, never)).toBe('SIGKILL');
    await expect(runElectron(join(folder, 'none'), '/root', false, {}, never)).rejects.toThrow('ENOENT');
  });

  test('comes with that of this process', async () => {
    const stop = new AbortController();
    const waiting = runElectron(await program('waiting', '#!/bin/sh\nexec sleep 600\n'), '/', false, {}, stop.signal);
    stop.abort();
    expect(await waiting).toBe(0);
  });
});

describe('the doorway', () => {
  const URL = 'https://127.0.0.1:4711';

  test('is never made through a link that lies in its place', async () => {
    await symlink(join(folder, 'elsewhere'), join(folder, 'doorway.html'));
    await expect(makeDoorway(folder, URL, 'code')).rejects.toThrow('EEXIST');
    await expect(stat(join(folder, 'elsewhere'))).rejects.toThrow('ENOENT');
  });

  test('holds no script, and nothing that could become one', async () => {
    const doorway = await makeDoorway(folder, URL, '"><script>');
    expect(await readFile(doorway.path, 'utf8')).not.toContain('<script');
    await doorway.remove();
    await doorway.remove();
    await expect(makeDoorway(folder, 'javascript:alert(1)', 'code')).rejects.toThrow(TypeError);
  });
});

describe("the window's files", () => {
  const ran: string[][] = [];
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const build = (code: number, stderr: string, makes: boolean) => async (name: string, args: readonly string[]) => {
    ran.push([name, ...args]);
    if (makes) await program('dist/renderer/index.html');
    return { code, stderr };
  };
  beforeEach(() => {
    ran.length = 0;
    lines.length = 0;
  });

  test('are built where they are missing, with one line that says so', async () => {
    const path = await rendererFiles(folder, 'node', build(0, '', true), say);
    expect(await rendererFiles(folder, 'node', build(0, '', true), say)).toBe(path);
    expect([ran.length, lines]).toEqual([1, ["Building the window's files."]]);
  });

  test('are built again where what they are made of is newer', async () => {
    await rendererFiles(folder, 'node', build(0, '', true), say);
    await program('renderer/app.tsx');
    const later = new Date(Date.now() + 60_000);
    await utimes(join(folder, 'renderer/app.tsx'), later, later);
    await rendererFiles(folder, 'node', build(0, '', true), say);
    expect(ran.length).toBe(2);
  });

  test('that cannot be built are told', async () => {
    const failed = rendererFiles(folder, 'node', build(1, 'noise\nError: no such config\n at x', false), say);
    await expect(failed).rejects.toThrow("The window's files could not be built: noise Error: no such config");
    await rm(join(folder, 'dist'), { recursive: true, force: true });
    await expect(rendererFiles(folder, 'node', build(0, '', false), say)).rejects.toThrow('could not be built.');
  });
});
