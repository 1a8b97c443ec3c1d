import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, expect } from 'vitest';
import { formatKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import { Home } from '../state/home.ts';
import type { FarServer } from './far-server.ts';
import type { Entry } from './local-guard.ts';
import { startServer, type RunningServer } from './server.ts';
import { networkAddress } from './test-network.ts';

/** For tests: an answer, read in whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: Buffer;
  /** The body, or {} where it is no JSON. */
  readonly json: Record<string, unknown>;
}

export interface Call {
  readonly token?: string | undefined;
  readonly json?: unknown;
  readonly body?: string | Buffer;
  /** Undefined leaves a header out that would be sent. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly localAddress?: string;
}

/** For tests: the certificate that answers at a port, compared with the fingerprint that was told. */
export async function pinnedCertificate(port: number, fingerprint: string, host = '127.0.0.1'): Promise<string> {
  const socket = connect({ host, port, rejectUnauthorized: false });
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  const { fingerprint256, raw } = socket.getPeerCertificate();
  socket.destroy();
  if (fingerprint256 !== fingerprint) throw new Error('another certificate answers');
  return `-----BEGIN CERTIFICATE-----\n${raw.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

/** For tests: calls one server over real HTTPS, trusting its certificate alone. */
export class Client {
  readonly port: number;
  readonly ca: string;
  /** The address it calls. */
  readonly host: string;
  readonly #agent: Agent;

  constructor(port: number, ca: string, host = '127.0.0.1') {
    this.port = port;
    this.ca = ca;
    this.host = host;
    this.#agent = new Agent({ ca, servername: 'localhost', keepAlive: true });
  }

  call(method: string, path: string, { token, json, body, headers, localAddress }: Call = {}): Promise<Answer> {
    const payload = json === undefined ? body : JSON.stringify(json);
    const all: Record<string, string | undefined> = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(payload !== undefined && { 'content-length': String(Buffer.byteLength(payload)) }),
      ...headers,
    };
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const options: RequestOptions = { host: this.host, port: this.port, method, path, headers: sent };
    const agent =
      localAddress === undefined ? this.#agent : new Agent({ ca: this.ca, servername: 'localhost', localAddress });
    return new Promise((resolve, reject) => {
      const sending = request({ ...options, agent }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        incoming.on('end', () => resolve(answer(incoming.statusCode ?? 0, incoming.headers, Buffer.concat(chunks))));
      });
      sending.on('error', reject).end(payload);
    });
  }

  /** Bytes straight to the server, and whatever it says until it ends the connection. */
  async raw(text: string): Promise<string> {
    const socket = await this.socket();
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise((resolve) => socket.once('close', resolve).once('error', resolve));
    socket.write(text);
    await ended;
    return Buffer.concat(chunks).toString();
  }

  async socket(): Promise<TLSSocket> {
    const socket = connect({ host: this.host, port: this.port, ca: this.ca, servername: 'localhost' });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    return socket;
  }

  close(): void {
    this.#agent.destroy();
  }
}

function answer(status: number, headers: IncomingHttpHeaders, body: Buffer): Answer {
  const text = body.toString();
  let json: Record<string, unknown> = {};
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Told by `text`.
  }
  return { status, headers, text, bytes: body, json };
}

/** For tests: a server of this process with a home and a folder of its own. */
export class TestServer extends Client {
  readonly running: RunningServer;
  readonly root: string;
  /** What `unexpected` was told: must stay empty. */
  readonly unexpected: string[];

  constructor(running: RunningServer, ca: string, root: string, unexpected: string[]) {
    super(running.port, ca);
    this.running = running;
    this.root = root;
    this.unexpected = unexpected;
  }

  /** A client that calls from another address than this computer's own, as one elsewhere does. */
  elsewhere(): Client {
    return new Client(this.port, this.ca, networkAddress());
  }

  get home(): string {
    return join(this.root, 'home');
  }

  /** Where relative paths count from. */
  get disk(): string {
    return join(this.root, 'disk');
  }

  get local(): string {
    return this.running.localToken.token;
  }

  /** Makes an account and logs in. @returns the token of the log-in */
  async account(username: string): Promise<string> {
    const credentials = { username, password: `password of ${username}` };
    const made = await this.call('POST', '/user/create', { json: credentials });
    if (made.status !== 201) throw new Error(made.text);
    return this.logIn(username);
  }

  async logIn(username: string): Promise<string> {
    const json = { username, password: `password of ${username}` };
    const { json: body, text } = await this.call('POST', '/user/login', { json });
    if (typeof body['token'] !== 'string') throw new Error(text);
    return body['token'];
  }

  /** As the window calls: with the local token and a log-in. */
  api(method: string, path: string, token: string, json?: unknown): Promise<Answer> {
    return this.call(method, path, {
      token,
      headers: { 'latchkey-local': this.local },
      ...(json !== undefined && { json }),
    });
  }

  /** Bytes as the window sends them. */
  send(path: string, token: string, body: Buffer | string, type = 'application/octet-stream'): Promise<Answer> {
    return this.call('PUT', path, { token, body, headers: { 'latchkey-local': this.local, 'content-type': type } });
  }

  /** A file of this computer. @returns its path */
  async write(name: string, content: string | Buffer): Promise<string> {
    const path = join(this.disk, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  async newKey(name: string): Promise<{ path: string; id: string }> {
    const keyFile = newKeyFile(name, new Date(0));
    return { path: await this.write(`${name}.key.json`, formatKeyFile(keyFile)), id: keyFile.id };
  }

  /** Ends it; its home stays for another one. */
  async halt(): Promise<void> {
    this.close();
    await this.running.close();
  }

  async stop(): Promise<void> {
    await this.halt();
    await rm(this.root, { recursive: true, force: true });
  }
}

export interface TestServerOptions {
  /** Of a server that was halted: the same home and disk. */
  readonly root?: string;
  readonly now?: () => Date;
  readonly userId?: number;
  readonly platform?: NodeJS.Platform;
  readonly work?: PasswordWork;
  readonly rendererFolder?: string;
  readonly entry?: Entry;
  readonly openServer?: (server: FarServer) => Promise<boolean>;
  /** Serves other computers, by these names as well. */
  readonly names?: readonly string[];
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const root = options.root ?? (await mkdtemp(join(tmpdir(), 'latchkey-http-')));
  await mkdir(join(root, 'disk'), { recursive: true });
  const unexpected: string[] = [];
  const deps = {
    home: new Home(join(root, 'home')),
    work: options.work ?? new PasswordWork(),
    cost: MIN_COST,
    folder: join(root, 'disk'),
    userFolder: root,
    platform: options.platform ?? process.platform,
    userId: options.userId ?? process.getuid?.(),
    rendererFolder: options.rendererFolder,
    entry: options.entry,
    openServer: options.openServer,
    now: options.now ?? (() => new Date()),
    unexpected: (kind: string, frames: readonly string[]) => void unexpected.push(`${kind} ${frames.join(' ')}`),
  };
  const remote = options.names && { names: options.names };
  const running = await startServer({ ...deps, remote }, remote === undefined ? '127.0.0.1' : '0.0.0.0', 0);
  const ca = await pinnedCertificate(running.port, running.fingerprint);
  return new TestServer(running, ca, root, unexpected);
}

/** For tests: one server for all tests of a file. When they are over it must have met nothing unexpected. */
export async function serverOfFile(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await startTestServer(options);
  afterAll(async () => {
    await server.stop();
    expect(server.unexpected).toEqual([]);
  });
  return server;
}

export interface Part {
  readonly name: string;
  readonly content: string | Buffer;
  readonly filename?: string;
  readonly type?: string;
}

const BOUNDARY = 'latchkey-test-boundary';
export const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

/** For tests: the start of a part, its content to follow. */
export function partHead({ name, filename, type }: Omit<Part, 'content'>): string {
  const file = filename === undefined ? '' : `; filename="${filename}"`;
  const kind = type === undefined ? '' : `content-type: ${type}\r\n`;
  return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n${kind}\r\n`;
}

export function multipart(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap((part) => [Buffer.from(partHead(part)), Buffer.from(part.content), Buffer.from('\r\n')]);
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

/** For tests: every file below a folder, with its bytes. */
export async function filesBelow(folder: string): Promise<{ path: string; bytes: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
}

/** Whoever asks without a pause takes the processor from what is waited for. */
const ASK_AGAIN_MS = 5;

/** For tests: asks until it is so. */
export async function until<T>(what: string, ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what} did not come about`);
    await pause(ASK_AGAIN_MS);
  }
}

export async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

/** For tests: a plaintext nobody could overlook on a disk. */
export const PATTERN = 'LATCHKEY-PLAINTEXT-PATTERN-0123456789-';
