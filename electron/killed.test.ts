import { spawn } from 'node:child_process';
import { createCipheriv, createHash, randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CookiesSetDetails } from 'electron';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { ImportView } from '../backend/contract/imports.ts';
import type { TransferView } from '../backend/contract/transfers.ts';
import { Client, pinnedCertificate, until, type Answer } from '../backend/http/test-server.ts';
import { formatKeyFile, newKeyFile } from '../keys/key-file.ts';
import { Shell } from './shell.ts';
import { certificateAt, TestElectron } from './test-electron.ts';

const PROCESS = fileURLToPath(new URL('test-shell-process.ts', import.meta.url));
const CREDENTIALS = { username: 'ana', password: 'seven quiet harbour boats' };
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'latchkey-killed-')));
  return () => rm(root, { recursive: true, force: true, maxRetries: 10 });
});

const isRunning = (id: number) => {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
};

test('a backend whose shell was killed ends by itself, and answers nobody any more', async () => {
  const shell = spawn(process.execPath, [PROCESS, root], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void shell.kill('SIGKILL'));
  const [line] = (await once(createInterface(shell.stdout), 'line')) as [string];
  const { url, backend } = JSON.parse(line) as { url: string; backend: number };
  onTestFinished(() => void (isRunning(backend) && process.kill(backend, 'SIGKILL')));
  await certificateAt(new URL(url).origin);
  shell.kill('SIGKILL');
  await once(shell, 'exit');
  await until('the end of the backend', () => (isRunning(backend) ? undefined : true));
  await expect(certificateAt(new URL(url).origin)).rejects.toThrow('ECONNREFUSED');
});

/** The window's calls to a backend. */
class Page {
  readonly #client: Client;
  readonly #cookie: string;
  #token: string | undefined;

  private constructor(client: Client, cookie: string) {
    [this.#client, this.#cookie] = [client, cookie];
    onTestFinished(() => client.close());
  }

  static async enter(address: string, { name = '', value = '' }: CookiesSetDetails): Promise<Page> {
    const { origin, port } = new URL(address);
    const { fingerprint256 } = new X509Certificate(await certificateAt(origin));
    const client = new Client(Number(port), await pinnedCertificate(Number(port), fingerprint256));
    return new Page(client, `${name}=${value}`);
  }

  async logIn(): Promise<void> {
    this.#token = String((await this.ask('POST', '/user/login', CREDENTIALS)).json['token']);
  }

  async ask(method: string, path: string, json?: unknown): Promise<Answer> {
    const headers = { cookie: this.#cookie, origin: `https://127.0.0.1:${this.#client.port}` };
    const answer = await this.#client.call(method, path, { headers, token: this.#token, json });
    if (answer.status >= 400) throw new Error(answer.text);
    return answer;
  }
}

/** Old files and the key.json that opens them. @returns SHA-256 by name */
async function oldFiles(folder: string): Promise<Record<string, string>> {
  const [key, iv] = [randomBytes(16), randomBytes(16)];
  await mkdir(folder);
  await writeFile(join(root, 'old.json'), JSON.stringify({ key: key.toString('base64'), iv: iv.toString('base64') }));
  const hashes: Record<string, string> = {};
  for (const [name, size] of [
    ...Array.from({ length: 6 }, (_, at) => [`${at}.bin`, 300_001] as const),
    ['large', 24 * 2 ** 20] as const,
  ]) {
    const plain = randomBytes(size);
    const cipher = createCipheriv('aes-128-cbc', key, iv);
    await writeFile(join(folder, `${name}.enct`), Buffer.concat([cipher.update(plain), cipher.final()]));
    hashes[name] = sha256(plain);
  }
  return hashes;
}

test('kill -9 of the backend in the middle of a window’s import: what shows is whole, and importing once more brings the rest', async () => {
  const electron = new TestElectron();
  onTestFinished(async () => {
    for (const utility of electron.utilities) await utility.abandon();
  });
  const page = async (at: number): Promise<Page> => {
    while (electron.windows.length <= at) await once(electron.made, 'window');
    const window = electron.windows[at]!;
    if (window.loaded.length === 0) await once(window.events, 'loaded');
    return Page.enter(window.loaded[0]!, window.session.cookies.kept[0]!);
  };
  const places = { home: join(root, 'home'), folder: root, renderer: root, preload: '/preload.cjs' };
  const backendProcess = resolve(import.meta.dirname, 'backend-process.ts');
  new Shell(electron, {
    platform: process.platform,
    words: [],
    self: [],
    id: process.pid,
    ...places,
    backendProcess,
  }).start();
  const hashes = await oldFiles(join(root, 'old'));
  await writeFile(join(root, 'new.key.json'), formatKeyFile(newKeyFile('new', new Date(0))));
  const order = {
    program: 'user-manager',
    paths: [join(root, 'old')],
    oldKey: { path: join(root, 'old.json') },
    key: { path: join(root, 'new.key.json') },
  };
  const listed = async (window: Page) => {
    const { files, damage } = (await window.ask('GET', '/api/files?recursive=true&folder=old')).json as {
      files: { path: string }[];
      damage: unknown[];
    };
    expect(damage ?? []).toEqual([]);
    return files.map(({ path }) => path.slice('old/'.length));
  };
  const check = async (window: Page, names: readonly string[]) => {
    for (const name of names) {
      const location = join(root, `out-${randomBytes(4).toString('hex')}`);
      await window.ask('POST', '/download', { filename: `old/${name}`, location, keypath: order.key.path });
      expect(sha256(await readFile(location)), name).toBe(hashes[name]);
    }
  };

  const first = await page(0);
  await first.ask('POST', '/user/create', CREDENTIALS);
  await first.logIn();
  const begun = (await first.ask('POST', '/api/imports', order)).json as unknown as ImportView;
  expect(begun.outcome).toBe('begun');
  await until('a file that is over', async () => ((await listed(first).catch(() => [])).length > 0 ? true : undefined));
  electron.utilities[0]!.child.kill('SIGKILL');

  const second = await page(1);
  await second.logIn();
  const over = await listed(second);
  expect(over.length).toBeLessThan(Object.keys(hashes).length);
  await check(second, over);
  const again = (await second.ask('POST', '/api/imports', order)).json as unknown as ImportView;
  const end = await until('the end of the second import', async () => {
    const { transfers } = (await second.ask('GET', '/api/uploads')).json as unknown as { transfers: TransferView[] };
    return transfers.find(({ id, ended }) => id === again.transfer?.id && ended !== null);
  });
  expect(end.failures.map(({ code }) => code)).toEqual(over.map(() => 'exists'));
  expect((await listed(second)).toSorted()).toEqual(Object.keys(hashes).toSorted());
  await check(second, Object.keys(hashes));
});
