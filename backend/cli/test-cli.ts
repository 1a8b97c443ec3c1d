import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import { openBucket } from '../buckets/address.ts';
import { Home } from '../state/home.ts';
import { createAccount } from '../vault/account.ts';
import { makeOrJoinVault } from '../vault/vault.ts';
import { runCommand } from './program.ts';
import type { Terminal } from './terminal.ts';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
/** The terminal command as packages hold it, built before the tests (build/test-terminal.ts). */
export const MAIN = join(PROJECT, 'dist/test-terminal/latchkey.js');
export const PASSWORD = 'correct horse battery';
/** Whoever looks without a pause takes the processor from the program that is looked at. */
export const LOOK_AGAIN_MS = 2;

/** How a call of the command line ended. */
export interface Answer {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** For tests: a folder of its own to stand in, with a home and a bucket, and the command line in it. Removed at the test's end. */
export class TestCli {
  readonly folder: string;
  readonly home: string;
  readonly bucket: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.home = join(folder, 'home');
    this.bucket = join(folder, 'bucket');
  }

  static async make(): Promise<TestCli> {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-cli-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return new TestCli(folder);
  }

  /** With a vault, an account whose password costs little to check, and the key file `key.json`. */
  static async withVault(): Promise<TestCli> {
    const cli = await TestCli.make();
    await cli.account('Ann', cli.home);
    expect((await cli.run(['key', 'new', 'key.json'])).code).toBe(0);
    return cli;
  }

  /** A new account in the vault, and a home that knows it. */
  async account(user: string, home: string): Promise<void> {
    const vault = await makeOrJoinVault(openBucket(this.bucket, { create: true }));
    await createAccount({ vault, work: new PasswordWork(), cost: MIN_COST }, user, PASSWORD);
    await new Home(home).remember({ bucket: this.bucket, vault: vault.id, user, accounts: {} });
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = this.path(name);
    await writeFile(path, content);
    return path;
  }

  /** All that lies in a folder, hidden files too, sorted; empty where there is none. */
  async tree(name: string): Promise<string[]> {
    const names = await readdir(this.path(name), { recursive: true }).catch(() => []);
    return names.toSorted((a, b) => (a < b ? -1 : 1));
  }

  /** The sealed files' objects by path in the bucket, the oldest first. */
  async objects(): Promise<string[]> {
    const options = { recursive: true, withFileTypes: true } as const;
    const entries = await readdir(join(this.bucket, 'files'), options).catch(() => []);
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return files.sort();
  }

  /** What a command sees in this process, without a terminal. */
  world(): Omit<Terminal, 'stdout' | 'stderr'> & { stdout: Sink; stderr: Sink } {
    return {
      stdin: Readable.from([]),
      stdout: new Sink(),
      stderr: new Sink(),
      folder: this.folder,
      home: this.home,
      userFolder: this.folder,
      password: PASSWORD,
      passphrase: undefined,
      platform: process.platform,
      now: () => new Date(),
      userId: process.getuid?.(),
      signal: new AbortController().signal,
    };
  }

  /** In this process, without a terminal. */
  async run(args: string[], world: Partial<Terminal> = {}): Promise<Answer> {
    const own = this.world();
    const code = await runCommand(args, { ...own, ...world });
    return { code, signal: null, stdout: own.stdout.text, stderr: own.stderr.text };
  }

  /** The real process, without a terminal. */
  async call(args: string[], options: { env?: NodeJS.ProcessEnv; cwd?: string; program?: string[] } = {}) {
    return ended(this.start(args, options));
  }

  start(args: string[], options: { env?: NodeJS.ProcessEnv; cwd?: string; program?: string[] } = {}): ChildProcess {
    const [program, ...first] = options.program ?? [process.execPath, MAIN];
    // oxlint-disable-next-line node/no-process-env -- the process under test gets nothing else of this one's.
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, HOME: this.folder, ...this.environment(), ...options.env };
    return spawn(program!, [...first, ...args], { cwd: options.cwd ?? this.folder, env });
  }

  environment(): NodeJS.ProcessEnv {
    return { LATCHKEY_HOME: this.home, LATCHKEY_PASSWORD: PASSWORD };
  }
}

class Sink extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

export async function ended(child: ChildProcess): Promise<Answer> {
  const text: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  for (const name of ['stdout', 'stderr'] as const) child[name]?.on('data', (chunk: Buffer) => text[name].push(chunk));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  const [stdout, stderr] = [text.stdout, text.stderr].map((chunks) => Buffer.concat(chunks).toString('utf8'));
  return { code, signal, stdout: stdout!, stderr: stderr! };
}

/** The codes of the errors told, each of which must be one line of the promised shape. */
export function errorCodes({ stderr }: Answer): string[] {
  if (stderr === '') return [];
  expect(stderr).toMatch(/\n$/);
  const lines = stderr.slice(0, -1).split('\n');
  return lines.map((line) => {
    expect(line).toMatch(/^latchkey: [a-z-]+: \S.*[.]$/);
    expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    return line.split(': ')[1]!;
  });
}

/** Failed with this exit code and this one error, and printed nothing else. */
export function expectRefusal(answer: Answer, exitCode: number, code: string): void {
  expect({ code: answer.code, errors: errorCodes(answer), stdout: answer.stdout }).toEqual({
    code: exitCode,
    errors: [code],
    stdout: '',
  });
}

export function expectDone(answer: Answer): void {
  expect({ code: answer.code, stderr: answer.stderr }).toEqual({ code: 0, stderr: '' });
}

/** Waits until a file in the folder whose name fits has grown to this many bytes. @returns its path */
export async function grown(folder: string, name: RegExp, bytes: number, child: ChildProcess): Promise<string> {
  for (;;) {
    for (const found of await readdir(folder, { recursive: true }).catch(() => [])) {
      const path = join(folder, found);
      const size = name.test(found)
        ? await stat(path).then(
            ({ size: now }) => now,
            () => -1,
          )
        : -1;
      if (size >= bytes) return path;
    }
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended before the file had grown');
    await pause(LOOK_AGAIN_MS);
  }
}
