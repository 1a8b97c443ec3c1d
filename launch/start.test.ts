import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Client, pinnedCertificate, until } from '../backend/http/test-server.ts';
import { PAGE } from './test-page.ts';
import { CHROMIUM, everythingBelow, hasChromium, newHome, noneNaming, Page, processesNaming } from './test-world.ts';
import { windowsFolder } from './window.ts';

const START = resolve(import.meta.dirname, 'start.ts');
const isRequired = (process.env['LATCHKEY_REQUIRE'] ?? '').split(',').includes('chromium');
const canRun = isRequired || (await hasChromium());
const ADDRESS = /(https:\/\/127\.0\.0\.1:(\d+))\/#([\w-]{32})[^]*?((?:[0-9A-F]{2}:){31}[0-9A-F]{2})/;

/** The real entry in a process of its own, with the real server. */
class Program {
  readonly child: ChildProcess;
  readonly stdout = new Page();
  readonly stderr = new Page();
  readonly #exit: Promise<unknown[]>;

  constructor(home: string, more: NodeJS.ProcessEnv) {
    const { PATH } = process.env;
    const env = { PATH, HOME: dirname(home), LATCHKEY_HOME: home, LATCHKEY_RENDERER: rendererFolder(home), ...more };
    this.child = spawn(process.execPath, [START], { cwd: dirname(home), env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout!.pipe(this.stdout);
    this.child.stderr!.pipe(this.stderr);
    this.#exit = once(this.child, 'exit');
  }

  async end(signal?: NodeJS.Signals): Promise<unknown[]> {
    if (signal !== undefined) this.child.kill(signal);
    return this.#exit;
  }
}

const WINDOW = {
  DISPLAY: ':none',
  LATCHKEY_BROWSER: CHROMIUM,
  LATCHKEY_BROWSER_ARGUMENTS: '--headless=new',
} as const;
const NO_WINDOW = { DISPLAY: ':none', LATCHKEY_NO_WINDOW: '1' } as const;

let home: string;
let programs: Program[] = [];
const rendererFolder = (home: string) => join(dirname(home), 'renderer');

beforeEach(async () => {
  const made = await newHome();
  home = made.home;
  await mkdir(rendererFolder(home));
  await writeFile(join(rendererFolder(home), 'index.html'), PAGE);
  await writeFile(
    join(rendererFolder(home), 'page.js'),
    `const post = (path, body) => fetch(path, { method: 'POST', ...body });
    const body = JSON.stringify({ code: location.hash.slice(1) });
    const { status } = await post('/api/local', { headers: { 'content-type': 'application/json' }, body });
    if (status === 204) await post('/shutdown', {});`,
  );
  return made.remove;
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.end('SIGKILL')));
});

function begin(more: NodeJS.ProcessEnv): Program {
  const program = new Program(home, more);
  programs.push(program);
  return program;
}

const browsers = () => processesNaming(windowsFolder(home));
async function browserOpen(): Promise<void> {
  await until('a browser', async () => ((await browsers()).size > 0 ? true : undefined));
}
/** What is left in the home folder, but for what is meant to be remembered. */
const files = async () => {
  const paths = (await everythingBelow(home)).map(({ path }) => path);
  return paths.filter((path) => !path.endsWith('state.sqlite'));
};

describe.skipIf(process.platform !== 'linux')('npm start in a process of its own', () => {
  describe.skipIf(!canRun)('with a browser (chromium is needed)', () => {
    test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends browser and server on %s', async (signal) => {
      const program = begin(WINDOW);
      await browserOpen();
      expect(await program.end(signal)).toEqual([0, null]);
      await noneNaming(windowsFolder(home));
      expect([await files(), program.stderr.text]).toEqual([[], '']);
    });

    test('tells in one line how to get Electron', async () => {
      const program = begin(WINDOW);
      await program.stdout.says(/^Electron is not installed \("npx install-electron" fetches it\).*\n/);
    });

    test('leaves no browser behind when it is killed, and the next start replaces its file', async () => {
      const first = begin(WINDOW);
      await first.stdout.says(/Latchkey runs at/);
      await browserOpen();
      expect(await first.end('SIGKILL')).toEqual([null, 'SIGKILL']);
      await noneNaming(windowsFolder(home));
      const second = begin(NO_WINDOW);
      await second.stdout.says(/Latchkey runs at/);
      expect(await second.end('SIGTERM')).toEqual([0, null]);
      expect(await files()).toEqual([]);
    });

    test('shows the page of the real server, which gets in and may stop it', async () => {
      const program = begin(WINDOW);
      expect(await program.end()).toEqual([0, null]);
      await noneNaming(windowsFolder(home));
      expect([await files(), program.stderr.text]).toEqual([[], '']);
    });
  });

  test('prints an address whose code the real server takes, and another one at a second start', async () => {
    const first = begin(NO_WINDOW);
    const [, url, port, code, fingerprint] = await first.stdout.says(ADDRESS);
    const second = begin(NO_WINDOW);
    expect(await second.end()).toEqual([0, null]);
    const [, sameUrl, , otherCode] = ADDRESS.exec(second.stdout.text)!;
    expect(sameUrl).toBe(url);
    const client = new Client(Number(port), await pinnedCertificate(Number(port), fingerprint!));
    for (const json of [{ code }, { code: otherCode }]) {
      expect((await client.call('POST', '/api/local', { json })).status).toBe(204);
      expect((await client.call('POST', '/api/local', { json })).status).toBe(403);
    }
    client.close();
    expect(await first.end('SIGTERM')).toEqual([0, null]);
    expect(await files()).toEqual([]);
  });
});
