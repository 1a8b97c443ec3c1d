import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface Finished {
  /** Highest resident memory, MiB; 0 where the system does not tell. */
  readonly peak: number;
  readonly seconds: number;
  readonly output: string;
}

/** Highest resident memory of a process since it started, or since it was last reset, in MiB (Linux). */
export function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Runs a program to its end. @throws where it fails */
export async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> {
  const began = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let [peak, output] = [0, ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const watch = setInterval(() => (peak = Math.max(peak, peakOf(child.pid))), 20);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${output}`);
  return { peak, seconds: (performance.now() - began) / 1000, output };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** One line of the table: ours beside a peer's, and what is to be reached. */
export interface Ratio {
  readonly what: string;
  readonly ours: number;
  readonly peer: number;
  readonly unit: string;
  /** The ratio is to be at most, or at least, this. */
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Runs ways of doing the same in turns, so that what disturbs one disturbs all. @returns the median seconds of each */
export async function inTurns(
  rounds: number,
  ways: Readonly<Record<string, () => Promise<number>>>,
): Promise<Record<string, number>> {
  const seconds: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, way] of Object.entries(ways)) {
      const taken = await way();
      (seconds[name] ??= []).push(taken);
      process.stderr.write(`  ${name} ${round + 1}: ${taken.toFixed(2)}\n`);
    }
  }
  return Object.fromEntries(Object.entries(seconds).map(([name, all]) => [name, median(all)]));
}

/** The table, as it stands in docs/performance.md. */
export function printTable(ratios: readonly Ratio[]): void {
  const lines = ratios.map(({ what, ours, peer, unit, atMost, atLeast }) => {
    const ratio = ours / peer;
    const goal = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
    const isReached = atMost === undefined ? ratio >= (atLeast ?? 0) : ratio <= atMost;
    const cells = [
      what,
      `${show(ours)} ${unit}`,
      `${show(peer)} ${unit}`,
      ratio.toFixed(2),
      goal,
      isReached ? 'yes' : 'no',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  process.stdout.write(
    `| what | Latchkey | peer | ratio | to reach | reached |\n|---|---|---|---|---|---|\n${lines.join('\n')}\n`,
  );
}

function show(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
