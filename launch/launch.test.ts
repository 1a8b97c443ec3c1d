import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../backend/http/test-server.ts';
import { hangBell } from '../backend/http/bell.ts';
import { RunningFile } from '../backend/http/running.ts';
import { startPageServer } from './test-page.ts';
import { everythingBelow, hasChromium, newHome, noneNaming, processesNaming, Start } from './test-world.ts';
import { windowsFolder } from './window.ts';

const isRequired = (process.env['LATCHKEY_REQUIRE'] ?? '').split(',').includes('chromium');
const canRun = isRequired || (await hasChromium());

let home: string;
let starts: Start[] = [];

beforeEach(async () => {
  const made = await newHome();
  home = made.home;
  return made.remove;
});
afterEach(async () => {
  for (const start of starts) start.stop.abort();
  await Promise.allSettled(starts.splice(0).map((start) => start.ended));
});

function begin(more: ConstructorParameters<typeof Start>[1] = {}): Start {
  const start = new Start(home, more);
  starts.push(start);
  return start;
}

const withoutScreen = { hasScreen: false } as const;
const ADDRESS = /https:\/\/127\.0\.0\.1:\d+\/#([\w-]{32})/;

/** Those that were not removed with their browser. */
const openWindows = () => readdir(windowsFolder(home));

/** What is left of a start that ended. */
async function left(): Promise<string[]> {
  await noneNaming(windowsFolder(home));
  return (await everythingBelow(home)).map(({ path }) => path);
}

describe.skipIf(!canRun)('with a browser (chromium is needed)', () => {
  test('a start opens a window whose page gets in', async () => {
    const server = await begin().server;
    expect(await server.seen()).toMatchObject({ status: 204, isLocal: true });
  });

  test('closing the window ends the server', async () => {
    const start = begin();
    const server = await start.server;
    await server.seen();
    server.closeWindow();
    expect(await start.ended).toBe(0);
    expect([server.isClosed, await left()]).toEqual([true, []]);
  });

  test('a signal ends window and server', async () => {
    const start = begin();
    const server = await start.server;
    await server.seen();
    start.stop.abort();
    expect(await start.ended).toBe(0);
    expect([server.isClosed, await left()]).toEqual([true, []]);
  });

  test('a server that was told to stop takes the window with it', async () => {
    const start = begin();
    const server = await start.server;
    await server.seen();
    server.askStop();
    expect(await start.ended).toBe(0);
    expect([server.isClosed, await left()]).toEqual([true, []]);
  });

  test('a crash of the browser is told, and ends the server', async () => {
    const start = begin();
    const server = await start.server;
    await server.seen();
    const [pid] = [...(await processesNaming('--remote-debugging-pipe')).entries()].find(
      ([, line]) => line.includes(windowsFolder(home)) && !line.includes('--type='),
    )!;
    process.kill(pid, 'SIGKILL');
    expect(await start.ended).toBe(1);
    expect(start.stderr.text).toBe('latchkey: window-crashed: The browser ended by itself (SIGKILL).\n');
    expect(server.isClosed).toBe(true);
  });

  test('a second start opens another window onto the first server, which stays for it', async () => {
    const first = begin();
    const server = await first.server;
    await server.seen();
    const second = begin();
    await second.stdout.says(/runs already at https:/);
    expect(await server.seen()).toMatchObject({ status: 204, isLocal: true });
    server.closeWindow();
    await until("the first window's end", async () => ((await openWindows()).length === 1 ? true : undefined));
    const third = begin();
    expect(await server.seen()).toMatchObject({ status: 204, isLocal: true });
    expect([second.served, third.served]).toEqual([0, 0]);
    server.closeWindow();
    server.closeWindow();
    expect(await Promise.all([first.ended, second.ended, third.ended])).toEqual([0, 0, 0]);
    expect(await left()).toEqual([]);
  });

  test("the end of the first start is the end of the second's window", async () => {
    const first = begin();
    const server = await first.server;
    await server.seen();
    const second = begin();
    await server.seen();
    first.stop.abort();
    expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
    expect(await left()).toEqual([]);
  });
});

describe('without a screen', () => {
  test('the address is printed, with a code that lets in once and the fingerprint', async () => {
    const start = begin(withoutScreen);
    const server = await start.server;
    const [, code] = await start.stdout.says(ADDRESS);
    await start.stdout.says(new RegExp(server.fingerprint));
    expect(server.localToken.exchange(code!)).toBe(server.localToken.token);
    expect(server.localToken.exchange(code!)).toBeUndefined();
  });

  test('Enter prints a new one', async () => {
    const stdin = Object.assign(new Readable({ read: () => undefined }), { isTTY: true });
    const start = begin({ ...withoutScreen, stdin });
    const [, first] = await start.stdout.says(ADDRESS);
    stdin.push('\n');
    const [, , second] = await start.stdout.says(new RegExp(`${ADDRESS.source}[^]*${ADDRESS.source}`));
    expect(second).not.toBe(first);
  });

  test('a second start prints a new one and ends', async () => {
    const first = begin(withoutScreen);
    const server = await first.server;
    await first.stdout.says(ADDRESS);
    const second = begin(withoutScreen);
    expect(await second.ended).toBe(0);
    const [, code] = ADDRESS.exec(second.stdout.text)!;
    expect([second.served, server.localToken.exchange(code!)]).toEqual([0, server.localToken.token]);
  });

  test('neither token nor code lies on the disk, and only the owner may read what does', async () => {
    const start = begin(withoutScreen);
    const server = await start.server;
    const [, code] = await start.stdout.says(ADDRESS);
    const files = await everythingBelow(home);
    expect(files.map(({ path }) => path)).toEqual([new RunningFile(home).path]);
    expect((await stat(files[0]!.path)).mode & 0o777).toBe(0o600);
    const text = files[0]!.bytes.toString();
    expect([text.includes(code!), text.includes(server.localToken.token)]).toEqual([false, false]);
  });

  test('a browser that cannot be started leads to the printed address too', async () => {
    const start = begin({ browser: () => Promise.resolve('/nonexistent/browser') });
    await start.stdout.says(ADDRESS);
    expect(start.stderr.text).toContain('window-crashed: The browser ended by itself (ENOENT)');
  });

  test('so does a missing browser', async () => {
    const start = begin({ browser: () => Promise.resolve(undefined) });
    await start.stdout.says(ADDRESS);
    expect(start.stdout.text).toContain('No browser of the Chromium family was found');
  });

  test('of two starts at once one serves', async () => {
    const both = [begin(withoutScreen), begin(withoutScreen)];
    await Promise.all(both.map((start) => start.stdout.says(ADDRESS)));
    const hosts = both.filter((start) => /Latchkey runs at/.test(start.stdout.text));
    expect(hosts).toHaveLength(1);
    for (const start of both) start.stop.abort();
    expect(await Promise.all(both.map((start) => start.ended))).toEqual([0, 0]);
    expect(await left()).toEqual([]);
  });
});

describe('a file left by a start that was killed is replaced', () => {
  async function replaced(text: string): Promise<void> {
    const { path } = new RunningFile(home);
    await writeFile(path, text, { mode: 0o600 });
    const start = begin(withoutScreen);
    const server = await start.server;
    await start.stdout.says(ADDRESS);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ url: server.url, pid: process.pid });
  }
  /** Above what any system gives. */
  const NOBODY = 2 ** 30;

  test('whose process is gone', async () => {
    const note = { url: 'https://127.0.0.1:9', pid: NOBODY, keyHash: 'x', bell: `${home}/bell`, knock: 'x' };
    await replaced(JSON.stringify(note));
  });

  test('whose server does not answer', async () => {
    const gone = await startPageServer();
    await gone.close();
    const note = { url: gone.url, pid: process.pid, keyHash: gone.keyHash, bell: `${home}/bell`, knock: 'x' };
    await replaced(JSON.stringify(note));
  });

  test('whose address is now somebody else, who is not told what the bell wants to hear', async () => {
    const other = await startPageServer();
    let rings = 0;
    const bell = await hangBell(home, home, process.platform, () => {
      rings += 1;
      return { url: other.url, keyHash: other.keyHash, fingerprint: other.fingerprint, code: 'x' };
    });
    try {
      const keyHash = Buffer.alloc(32).toString('base64');
      await replaced(JSON.stringify({ url: other.url, pid: process.pid, keyHash, bell: bell.path, knock: bell.knock }));
      expect(rings).toBe(0);
    } finally {
      await bell.close();
      await other.close();
    }
  });

  test('whose text is damaged', async () => {
    await replaced('{"url":');
  });
});
