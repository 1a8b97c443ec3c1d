import { password as promptPassword, progress } from '@clack/prompts';
import type { Readable, Writable } from 'node:stream';
import { CommandError } from './command-error.ts';

/** What a command sees of the world; main.ts fills it in from the process, tests from what they like. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** What relative paths count from. */
  readonly folder: string;
  readonly home: string;
  readonly password: string | undefined;
  readonly passphrase: string | undefined;
  readonly platform: NodeJS.Platform;
  /** The user this process runs as, where the system has numbers for them. */
  readonly userId: number | undefined;
  readonly now: () => Date;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Asks for a secret without showing it. @throws CommandError `usage` where nobody is there to answer */
export async function askSecret(terminal: Terminal, question: string, variable: string): Promise<string> {
  const { stdin, stderr, signal } = terminal;
  if (stdin.isTTY !== true || stderr.isTTY !== true) {
    throw new CommandError('usage', `${question} is needed: set ${variable}, or run this in a terminal.`);
  }
  const answer = await promptPassword({ message: question, input: stdin, output: stderr, signal });
  if (typeof answer !== 'string') throw new CommandError('cancelled', 'Cancelled. Nothing was changed.');
  return answer;
}

/** Asks twice: a slip in a new secret would lock its owner out. */
export async function askNewSecret(terminal: Terminal, question: string, variable: string): Promise<string> {
  const first = await askSecret(terminal, question, variable);
  const second = await askSecret(terminal, 'The same once more', variable);
  if (first === second) return first;
  throw new CommandError('usage', 'The two were not the same. Nothing was changed.');
}

/** A progress bar on a terminal, nothing in a pipe. */
export function progressBar(
  terminal: Terminal,
  totalBytes: number,
): { advance(bytes: number, label?: string): void; stop(): void } {
  if (terminal.stderr.isTTY !== true) return { advance: () => undefined, stop: () => undefined };
  const bar = progress({ max: Math.max(1, totalBytes), output: terminal.stderr, indicator: 'timer' });
  bar.start('Starting');
  return { advance: (bytes, label) => bar.advance(bytes, label), stop: () => bar.stop('Finished') };
}

export function printLine(terminal: Terminal, line: string): void {
  terminal.stdout.write(`${line}\n`);
}

export function printError(terminal: Terminal, code: string, sentence: string): void {
  terminal.stderr.write(`latchkey: ${code}: ${printable(sentence)}\n`);
}

/** Text from outside as it may be shown: what steers a terminal is made visible instead. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    return `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
}
