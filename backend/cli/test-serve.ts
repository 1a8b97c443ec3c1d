import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { formatKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { Client, pinnedCertificate } from '../http/test-server.ts';
import { MAIN } from './test-cli.ts';

/** Whether curl is there, or has to be: then its tests run, and fail without it. */
export const hasCurl =
  spawnSync('curl', ['--version']).status === 0 ||
  // oxlint-disable-next-line node/no-process-env -- whoever runs the tests says what must not be skipped.
  (process.env['LATCHKEY_REQUIRE'] ?? '').split(',').includes('curl');

/** For tests: the real server in a process of its own, and real curl in front of it. */
export class Server {
  readonly child: ChildProcess;
  readonly home: string;
  readonly lines: string[] = [];
  stderr = '';
  client!: Client;
  url = '';
  pid = 0;
  caFile = '';
  pin = '';

  constructor(home: string, more: readonly string[] = []) {
    this.home = home;
    const { LATCHKEY_HOME: _, LATCHKEY_PASSWORD: __, ...env } = process.env;
    const argv = [MAIN, '--home', home, 'serve', '--json', ...more];
    this.child = spawn(process.execPath, argv, { cwd: dirname(home), env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stderr!.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  async ready(host = '127.0.0.1'): Promise<this> {
    const lines = createInterface({ input: this.child.stdout! });
    lines.on('line', (line) => this.lines.push(line));
    await Promise.race([once(lines, 'line'), once(this.child, 'exit')]);
    const first = JSON.parse(this.lines[0] ?? this.stderr) as {
      url: string;
      port: number;
      fingerprint: string;
      pid: number;
    };
    const ca = await pinnedCertificate(first.port, first.fingerprint, host);
    const spki = createPublicKey(new X509Certificate(ca).publicKey.export({ type: 'spki', format: 'pem' })).export({
      type: 'spki',
      format: 'der',
    });
    this.pin = `sha256//${createHash('sha256').update(spki).digest('base64')}`;
    this.caFile = join(dirname(this.home), `${first.port}.pem`);
    await writeFile(this.caFile, ca);
    this.client = new Client(first.port, ca);
    [this.url, this.pid] = [first.url, first.pid];
    return this;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.client?.close();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const exited = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.kill(signal);
    return (await exited)[0];
  }

  /** Curl, trusting this server's certificate alone. */
  async curl(
    path: string,
    ...more: string[]
  ): Promise<{ status: number; text: string; json: Record<string, unknown> }> {
    const argv = ['--silent', '--show-error', '--max-time', '60', '--cacert', this.caFile, '--pinnedpubkey', this.pin];
    const child = spawn('curl', [...argv, '--write-out', '\n%{http_code}', `${this.url}${path}`, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(child, 'close');
    const [, text = '', status = ''] = /^([^]*)\n(\d+)$/.exec(Buffer.concat(chunks).toString()) ?? [];
    let json: Record<string, unknown> = {};
    if (text.startsWith('{')) json = JSON.parse(text) as Record<string, unknown>;
    return { status: Number(status), text, json };
  }

  post(path: string, body: object, ...more: string[]) {
    return this.curl(path, '--json', JSON.stringify(body), ...more);
  }
}

/** For tests: a folder of its own. */
export async function temporary(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'latchkey-serve-'));
}

/** For tests: a key file. @returns its path */
export async function writeKey(folder: string, name: string): Promise<string> {
  const path = join(folder, `${name}.key.json`);
  await writeFile(path, formatKeyFile(newKeyFile(name, new Date(0))));
  return path;
}

export const bearer = (token: string) => ['--header', `Authorization: Bearer ${token}`];
export const bare = (token: string) => ['--header', `Authorization: ${token}`];
