import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Inputs } from './inputs.ts';
import type { ParserTable } from './parser.ts';
import type { ReaderReport, ReaderTask } from './reader-process.ts';

const READER = fileURLToPath(new URL('reader-process.ts', import.meta.url));
const PARSERS_MODULE = new URL('parsers.ts', import.meta.url).href;
const CORPUS = fileURLToPath(new URL('corpus/', import.meta.url));
/** No input may take longer, on a machine however busy: it has a second of a processor. */
const DEADLINE_MS = 60_000;
/** Samples are made first, some by scrypt, and a busy machine is slow to start a process. */
const START_MS = 120_000;
const LOOK_MS = 500;
/** What a process makes and forgets again stays below; more at once ends it. Mebibytes. */
const MAX_HEAP = 256;

export interface FuzzRun {
  readonly name: string;
  readonly seed: number;
  readonly inputs?: number;
  readonly seconds?: number;
  readonly first?: number;
  readonly module?: string;
  readonly deadline?: number;
}

export interface FuzzEnd {
  readonly inputs: number;
  /** An input that a parser must not answer as it did. */
  readonly found?: { readonly index: number; readonly what: string; readonly input: Buffer } | undefined;
}

/** Fuzzes one parser in a process of its own until it is over, finds something, hangs or breaks. */
export async function fuzz(run: FuzzRun): Promise<FuzzEnd> {
  const { name, seed, inputs = Infinity, seconds = Infinity, first = 0, module = PARSERS_MODULE } = run;
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-fuzz-'));
  const task: ReaderTask = {
    module,
    name,
    seed,
    first,
    corpus: join(CORPUS, name),
    progress: join(folder, 'progress'),
    // JSON has no Infinity.
    inputs: Math.min(inputs, Number.MAX_SAFE_INTEGER),
    milliseconds: Math.min(seconds * 1000, Number.MAX_SAFE_INTEGER),
  };
  try {
    const report = await reported(task, run.deadline ?? DEADLINE_MS);
    const { found } = report;
    return { inputs: report.next - first, found: found && { ...found, input: await inputOf(task, found.index) } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One input of a run, made again. */
async function inputOf({ module, name, corpus, seed }: ReaderTask, index: number): Promise<Buffer> {
  const { PARSERS } = (await import(module)) as { PARSERS: ParserTable };
  return new Inputs(await PARSERS[name]!(), corpus, seed).at(index);
}

async function reported(task: ReaderTask, deadline: number): Promise<ReaderReport> {
  const flags = [`--max-old-space-size=${MAX_HEAP}`, '--max-semi-space-size=8'];
  const child = spawn(process.execPath, [...flags, READER, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // What it leaves behind when it is killed lies in the folder that goes with the run.
    env: { ...process.env, TMPDIR: join(task.progress, '..') },
  });
  const [said, complained] = [text(child.stdout), text(child.stderr)];
  const over = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const isHung = await watch(task.progress, deadline, over);
  if (isHung) child.kill('SIGKILL');
  const [code, signal] = await over;
  if (code === 0) return JSON.parse(await said) as ReaderReport;
  const index = indexIn(task.progress);
  if (index === undefined) throw new Error(`the parser ${task.name} could not be made: ${await complained}`);
  const what = isHung ? `no answer within ${deadline} ms` : `the process ended: ${signal ?? code} ${await complained}`;
  return { next: index + 1, found: { index, what } };
}

/** @returns true where one input was being read for longer than the deadline */
async function watch(progress: string, deadline: number, over: Promise<unknown>): Promise<boolean> {
  const stop = new AbortController();
  void over.then(() => stop.abort());
  let [seen, since]: [number | undefined, number] = [undefined, performance.now()];
  while (!stop.signal.aborted) {
    await setTimeout(LOOK_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    const index = indexIn(progress);
    if (index !== seen) [seen, since] = [index, performance.now()];
    else if (performance.now() - since > (index === undefined ? START_MS : deadline)) return true;
  }
  return false;
}

function indexIn(progress: string): number | undefined {
  try {
    const bytes = readFileSync(progress);
    return bytes.length === 8 ? Number(bytes.readBigUInt64LE()) : undefined;
  } catch {
    return undefined;
  }
}
