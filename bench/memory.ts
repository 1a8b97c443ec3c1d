import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';

// `node bench/memory.ts [MiB]`: a large file goes through the terminal and over HTTPS (path and multipart) and comes back; prints the highest
// resident memory of each process, which must not grow with the file. Linux only: it reads /proc.
const MIB = 2 ** 20;
const size = Number(process.argv[2] ?? 1024) * MIB;
const MAIN = new URL('../backend/cli/main.ts', import.meta.url).pathname;

interface Finished {
  readonly peak: number;
  readonly seconds: number;
  readonly output: string;
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> {
  const began = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let [peak, output] = [0, ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const watch = setInterval(() => (peak = Math.max(peak, peakOf(child.pid))), 10);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${output}`);
  return { peak, seconds: (performance.now() - began) / 1000, output };
}

async function makeFile(path: string): Promise<void> {
  const handle = await open(path, 'w');
  const chunk = Buffer.alloc(4 * MIB);
  for (let written = 0; written < size; written += chunk.length) {
    await handle.write(randomFillSync(chunk).subarray(0, size - written));
  }
  await handle.close();
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: MIB })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function report(name: string, { peak, seconds }: Pick<Finished, 'peak' | 'seconds'>): void {
  const rate = size / MIB / seconds;
  process.stdout.write(
    `${name.padEnd(34)} ${peak.toFixed(0).padStart(5)} MiB peak  ${seconds.toFixed(1).padStart(6)} s  ${rate.toFixed(0).padStart(5)} MiB/s\n`,
  );
}

async function startServer(env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: (JSON.parse(line.toString()) as { url: string }).url };
}

const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
try {
  const env = { ...process.env, LATCHKEY_HOME: join(folder, 'home'), LATCHKEY_PASSWORD: 'a password for measuring' };
  const cli = (...args: string[]) => run(process.execPath, [MAIN, ...args], env);
  const at = (name: string) => join(folder, name);
  await makeFile(at('big.bin'));
  const expected = await sha256(at('big.bin'));
  const same = async (path: string) => {
    if ((await sha256(path)) !== expected) throw new Error(`${path} is not what went in`);
    await rm(path);
  };

  await cli('key', 'new', at('k.key.json'));
  await cli('init', '--bucket', at('vault'), '--user', 'ana');
  report('terminal: put', await cli('put', at('big.bin'), '--key', at('k.key.json')));
  report('terminal: get', await cli('get', 'big.bin', '--key', at('k.key.json'), '--to', at('out')));
  await same(at('out/big.bin'));
  await cli('rm', 'big.bin', '--forever');
  report('terminal: seal', await cli('seal', at('big.bin'), at('big.sealed'), '--key', at('k.key.json')));
  report('terminal: open', await cli('open', at('big.sealed'), at('big.opened'), '--key', at('k.key.json')));
  await rm(at('big.sealed'));
  await same(at('big.opened'));

  for (const way of ['path', 'multipart'] as const) {
    const { child, url } = await startServer(env);
    try {
      const curl = (...args: string[]) => run('curl', ['-sSk', '--fail-with-body', ...args], env);
      const json = (body: object) => ['-H', 'content-type: application/json', '-d', JSON.stringify(body)];
      const login = await curl(`${url}/user/login`, ...json({ username: 'ana', password: env.LATCHKEY_PASSWORD }));
      const { token } = JSON.parse(login.output) as { token: string };
      const auth = ['-H', `Authorization: Bearer ${token}`];
      const idle = peakOf(child.pid);
      const upload =
        way === 'path'
          ? await curl(`${url}/upload`, ...auth, ...json({ filepath: at('big.bin'), keypath: at('k.key.json') }))
          : await curl(`${url}/upload`, ...auth, '-F', `file=@${at('big.bin')}`, '-F', `keypath=${at('k.key.json')}`);
      report(`HTTPS ${way}: server before`, { peak: idle, seconds: Infinity });
      report(`HTTPS ${way}: server, upload`, { peak: peakOf(child.pid), seconds: upload.seconds });
      await mkdir(at('in'), { recursive: true });
      const body = { filename: 'big.bin', location: at('in'), keypath: at('k.key.json') };
      const download = await curl(`${url}/download`, ...auth, ...json(body));
      report(`HTTPS ${way}: server, download`, { peak: peakOf(child.pid), seconds: download.seconds });
      await same(at('in/big.bin'));
    } finally {
      child.kill();
      await once(child, 'close');
    }
    await cli('rm', 'big.bin', '--forever');
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
