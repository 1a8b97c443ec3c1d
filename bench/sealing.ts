import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { DEFAULT_EXPONENT } from '../keys/header.ts';
import { RangeSealer } from '../keys/range-sealer.ts';
import { inParallel } from '../backend/transfers/parallel.ts';
import { PartMemory } from '../backend/transfers/part-memory.ts';
import { LEAST_PART_BYTES } from '../backend/transfers/part-plan.ts';
import { SealPool } from '../backend/transfers/seal-pool.ts';
import { median, type Ratio } from './measure.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const ROUNDS = 3;

/** 1 GiB from memory to memory with all threads, beside what OpenSSL gives for the same two ciphers one after the other. */
export async function sealing(): Promise<Ratio[]> {
  const threads = availableParallelism();
  const pool = new SealPool(threads);
  const [ours, peer]: [number[], number[]] = [[], []];
  try {
    await sealOnce(pool, threads, GIB / 8);
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(await sealOnce(pool, threads, GIB));
      const [cipher, mac] = [openssl(threads, '-evp', 'aes-256-cbc'), openssl(threads, '-hmac', 'sha256')];
      peer.push(1 / (1 / cipher + 1 / mac));
      process.stderr.write(`  seal ${ours.at(-1)?.toFixed(0)} openssl ${peer.at(-1)?.toFixed(0)} MiB/s\n`);
    }
  } finally {
    await pool.close();
  }
  const what = 'seal 1 GiB, memory to memory, against openssl speed';
  return [{ what, ours: median(ours), peer: median(peer), unit: 'MiB/s', atLeast: 0.65 }];
}

/** @returns MiB/s */
async function sealOnce(pool: SealPool, threads: number, bytes: number): Promise<number> {
  const id = '0'.repeat(32);
  const header = {
    suite: 1,
    exponent: DEFAULT_EXPONENT,
    kind: 0,
    keyId: id,
    fileId: id,
    salt: randomBytes(32),
  } as const;
  const file = { header, objectKey: randomBytes(32), plainBytes: bytes };
  const sealer = new RangeSealer(file);
  const memory = new PartMemory();
  const plain = randomBytes(LEAST_PART_BYTES + 2 * 2 ** DEFAULT_EXPONENT);
  let at = 0;
  const began = performance.now();
  await inParallel(threads + 1, undefined, async () => {
    const stretch = { start: at, end: Math.min(at + LEAST_PART_BYTES, sealer.storedBytes) };
    if (stretch.start >= stretch.end) return false;
    at = stretch.end;
    const need = sealer.plainOf(stretch);
    // What a stream's bytes cost: they are copied once to go to a thread.
    const content = memory.take(need.end - need.start);
    plain.copy(Buffer.from(content), 0, 0, need.end - need.start);
    const into = memory.take(LEAST_PART_BYTES);
    const task = { file, stretch, source: { bytes: content }, into, digest: false };
    const { stored, plain: used } = await pool.seal(task);
    memory.give(stored);
    if (used !== undefined) memory.give(used);
    return true;
  });
  return bytes / MIB / ((performance.now() - began) / 1000);
}

/** @returns MiB/s over all threads */
function openssl(threads: number, ...which: string[]): number {
  const args = ['speed', '-mr', '-seconds', '3', '-bytes', '262144', '-multi', String(threads), ...which];
  const { stdout } = spawnSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const rate = [...stdout.matchAll(/^\+F:\d+:[^:]+:([\d.]+)$/gm)].at(-1)?.[1];
  if (rate === undefined) throw new Error(`openssl speed said: ${stdout}`);
  return Number(rate) / MIB;
}
