import { spawnSync } from 'node:child_process';
import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startPageServer, type PageServer } from './test-page.ts';
import {
  CHROMIUM,
  everythingBelow,
  hasChromium,
  HEADLESS,
  newHome,
  noneNaming,
  processesNaming,
} from './test-world.ts';
import { openWindow, windowsFolder, type AppWindow } from './window.ts';

const isRequired = (process.env['LATCHKEY_REQUIRE'] ?? '').split(',').includes('chromium');
const canRun = isRequired || (await hasChromium());

let home: string;
let server: PageServer;
let code: string;

beforeEach(async () => {
  const { home: folder, remove } = await newHome();
  home = folder;
  server = await startPageServer();
  code = server.localToken.newCode();
  return async () => {
    await server.close();
    await remove();
  };
});

let opened: AppWindow[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((window) => window.close()));
});

async function open(more: { keyHash?: string; program?: string; more?: readonly string[] } = {}): Promise<AppWindow> {
  const place = {
    home,
    program: more.program ?? CHROMIUM,
    more: more.more ?? HEADLESS,
    platform: process.platform,
    userId: process.getuid?.(),
  };
  const window = await openWindow(place, { url: server.url, keyHash: more.keyHash ?? server.keyHash, code });
  opened.push(window);
  return window;
}

/** A program in the place of a browser. */
async function script(text: string): Promise<string> {
  const path = join(home, 'browser.sh');
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o700);
  return path;
}

const doorways = async () => (await everythingBelow(home)).filter(({ path }) => path.endsWith('doorway.html'));

describe.skipIf(!canRun)('a window of a real browser (chromium is needed)', () => {
  test('opens onto the server with the pinned key and exchanges its code for the cookie, once', async () => {
    await open();
    expect(await server.seen()).toEqual({ status: 204, again: 401, cookie: '', isLocal: true });
    expect(server.codes).toEqual([code, code]);
  });

  test('is refused by the browser where the key is another', async () => {
    const other = Buffer.alloc(32, 7).toString('base64');
    await open({ keyHash: other });
    await server.refused;
    expect(server.requests).toEqual([]);
  });

  test('comes through a doorway that is gone when the browser has passed it', async () => {
    const window = await open();
    await window.arrived;
    expect(await doorways()).toEqual([]);
  });

  test.skipIf(process.platform !== 'linux')('shows neither code nor token to who lists the processes', async () => {
    await open();
    await server.seen();
    const lines = [...(await processesNaming(windowsFolder(home))).values()];
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes(code) || line.includes(server.localToken.token))).toEqual([]);
    expect(lines.join('\n')).toContain(server.keyHash);
  });

  test('writes neither code nor token to the disk, and leaves nothing behind', async () => {
    const window = await open();
    await server.seen();
    await window.arrived;
    const secrets = [code, server.localToken.token];
    const during = await everythingBelow(home);
    expect(during.length).toBeGreaterThan(0);
    expect(during.filter(({ bytes }) => secrets.some((secret) => bytes.includes(secret)))).toEqual([]);
    await window.close();
    expect(await readdir(windowsFolder(home))).toEqual([]);
  });

  test.skipIf(process.platform !== 'linux')('ends with all its processes when it is closed', async () => {
    const window = await open();
    await window.arrived;
    const before = [...(await processesNaming(windowsFolder(home))).keys()];
    expect(before).toContain(window.pid);
    await window.close();
    expect(await window.ended).toEqual({ asked: true, arrived: true, fault: undefined });
    await noneNaming(windowsFolder(home));
  });

  test('tells that the browser was killed', async () => {
    const window = await open();
    await window.arrived;
    process.kill(window.pid!, 'SIGKILL');
    expect(await window.ended).toEqual({ asked: false, arrived: true, fault: 'SIGKILL' });
  });
});

test('a missing browser that is required is a failure', () => {
  if (isRequired) expect(spawnSync(CHROMIUM, ['--version']).status).toBe(0);
});

describe.skipIf(process.platform === 'win32')('a program in the place of a browser', () => {
  test('is started on a doorway that its owner alone may read, in a folder that its owner alone may enter', async () => {
    const window = await open({ program: await script('cat <&3 >/dev/null'), more: [] });
    const [doorway] = await doorways();
    expect(doorway!.bytes.toString()).toContain(`${server.url}/#${code}`);
    expect((await stat(doorway!.path)).mode & 0o777).toBe(0o600);
    expect((await stat(windowsFolder(home))).mode & 0o777).toBe(0o700);
    process.kill(window.pid!, 'SIGTERM');
    expect(await window.ended).toEqual({ asked: false, arrived: false, fault: 'SIGTERM' });
    expect(await doorways()).toEqual([]);
  });

  test('that cannot be started is told, and leaves nothing behind', async () => {
    const window = await open({ program: join(home, 'no-such-browser') });
    expect(await window.ended).toEqual({ asked: false, arrived: false, fault: 'ENOENT' });
    expect(await readdir(windowsFolder(home))).toEqual([]);
  });

  test('ends with what it started, though it does not hear', async () => {
    const program = await script('cat <&3 >/dev/null & exec sleep 600');
    const window = await open({ program, more: [] });
    onTestFinished(() => window.close());
    await window.close();
    expect(await window.ended).toEqual({ asked: true, arrived: false, fault: 'SIGTERM' });
    await noneNaming(windowsFolder(home));
  });
});
