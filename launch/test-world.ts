import { until } from '../backend/http/test-server.ts';
import { access, constants, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { launch, type Launch } from './launch.ts';
import { startPageServer, type PageServer } from './test-page.ts';

export const CHROMIUM = '/usr/bin/chromium';
export const HEADLESS = ['--headless=new'];

export function hasChromium(): Promise<boolean> {
  return access(CHROMIUM, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** For tests: a stream whose text can be waited for. */
export class Page extends Writable {
  text = '';
  #waiting: (() => void)[] = [];

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    for (const wake of this.#waiting.splice(0)) wake();
    done();
  }

  /** The first match, once it was written. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.text);
      if (found !== null) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

/** For tests: one start in this process, with a server that shows the test's page. */
export class Start {
  readonly stdout = new Page();
  readonly stderr = new Page();
  readonly stop = new AbortController();
  readonly ended: Promise<number>;
  readonly #server = Promise.withResolvers<PageServer>();
  served = 0;

  constructor(home: string, more: Partial<Launch> = {}) {
    this.ended = launch({
      stdin: Readable.from([]),
      stdout: this.stdout,
      stderr: this.stderr,
      home,
      temporary: tmpdir(),
      platform: process.platform,
      userId: process.getuid?.(),
      pid: process.pid,
      hasScreen: true,
      browser: () => Promise.resolve(CHROMIUM),
      browserArguments: HEADLESS,
      signal: this.stop.signal,
      serve: async () => {
        this.served += 1;
        const server = await startPageServer();
        this.#server.resolve(server);
        return server;
      },
      ...more,
    });
  }

  get server(): Promise<PageServer> {
    return this.#server.promise;
  }
}

/** For tests: a home folder that exists, in a folder of its own. */
export async function newHome(): Promise<{ home: string; remove: () => Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'latchkey-launch-'));
  const home = join(root, 'home');
  await mkdir(home, { mode: 0o700 });
  return { home, remove: () => rm(root, { recursive: true, force: true, maxRetries: 10 }) };
}

/** For tests, on Linux: every process whose command line names this text, by pid. */
export async function processesNaming(text: string): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(text)) found.set(Number(name), line.replaceAll('\0', ' '));
  }
  return found;
}

/** For tests: waits until none is left. A browser's own processes end in a moment of their own, after it. */
export async function noneNaming(text: string): Promise<void> {
  await until(`the end of what names ${text}`, async () =>
    (await processesNaming(text)).size === 0 ? true : undefined,
  );
}

/** For tests: all that lies below a folder. */
export async function everythingBelow(folder: string): Promise<{ path: string; bytes: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  // A browser's files come and go.
  const read = paths.map(async (path) => ({ path, bytes: await readFile(path).catch(() => Buffer.alloc(0)) }));
  return Promise.all(read);
}
