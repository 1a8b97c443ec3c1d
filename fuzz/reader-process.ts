import { openSync, writeSync } from 'node:fs';
import { Inputs } from './inputs.ts';
import type { ParserTable } from './parser.ts';

// Reads inputs one after the other, in a process that may hang, run out of memory or crash: whoever started it (run.ts) sees to that. Before
// each input its index is written to a file, and lines on standard output say what was found.

/** What a process is to read. */
export interface ReaderTask {
  /** The module whose `PARSERS` has it. */
  readonly module: string;
  readonly name: string;
  readonly corpus: string;
  readonly seed: number;
  readonly first: number;
  /** It ends after so many inputs, or after so many milliseconds, but not before it has read what is known. */
  readonly inputs: number;
  readonly milliseconds: number;
  /** Where the index of the input is written that is being read. */
  readonly progress: string;
}

/** What it says: how many inputs it read, or what one of them did. */
export interface ReaderReport {
  /** The index behind the last one read. */
  readonly next: number;
  readonly found?: { readonly index: number; readonly what: string } | undefined;
}

/** What one input may take of the processors, however busy they are. Microseconds. */
const MAX_CPU = 1_000_000;
/** How much more memory than at its start a process may have had at any moment. What a limit lets in, three times over, is well below. */
const MAX_MORE_KIB = 192 * 1024;

const task = JSON.parse(process.argv[2]!) as ReaderTask;
const { PARSERS } = (await import(task.module)) as { PARSERS: ParserTable };
const parser = await PARSERS[task.name]!();
const inputs = new Inputs(parser, task.corpus, task.seed);
const place = Buffer.alloc(8);
const progress = openSync(task.progress, 'w');
const most = process.resourceUsage().maxRSS + MAX_MORE_KIB;
const end = performance.now() + task.milliseconds;

let index = task.first;
let found: ReaderReport['found'];
const isOver = () => index >= task.first + task.inputs || (index >= inputs.known && performance.now() >= end);
while (found === undefined && !isOver()) {
  const input = inputs.at(index);
  place.writeBigUInt64LE(BigInt(index));
  writeSync(progress, place, 0, place.length, 0);
  const what = await faultOf(input);
  if (what !== undefined) found = { index, what };
  index += 1;
}
process.stdout.write(`${JSON.stringify({ next: index, found } satisfies ReaderReport)}\n`);

async function faultOf(input: Buffer): Promise<string | undefined> {
  const before = process.cpuUsage();
  try {
    await parser.read(input);
  } catch (error) {
    if (!parser.refuses(error))
      return error instanceof Error ? (error.stack ?? error.message) : 'something that is no error';
  }
  const { user, system } = process.cpuUsage(before);
  if (user + system > MAX_CPU) return `${Math.round((user + system) / 1000)} ms of a processor`;
  return process.resourceUsage().maxRSS > most ? 'more memory than any input may take' : undefined;
}
