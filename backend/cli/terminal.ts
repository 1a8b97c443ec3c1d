import { confirm as promptConfirm, isCancel, password as promptPassword, text as promptText } from '@clack/prompts';
import type { Readable, Writable } from 'node:stream';
import type { AccountVault } from '../vault/account-vault.ts';
import { CommandError } from './command-error.ts';

/** What a command sees of the world; main.ts fills it in from the process, tests from what they like. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** What relative paths count from. */
  readonly folder: string;
  /** The user's own folder. */
  readonly userFolder: string;
  readonly home: string;
  readonly password: string | undefined;
  readonly passphrase: string | undefined;
  /** The "Flask-Encryptor"'s, where they are not to stand among the arguments. */
  readonly oldToken?: string | undefined;
  readonly oldGlobalKey?: string | undefined;
  /** For changing the password alone. */
  readonly newPassword?: string | undefined;
  /** Of a download link. */
  readonly linkPassword?: string | undefined;
  readonly platform: NodeJS.Platform;
  /** The window's files, built; undefined where there are none. */
  readonly rendererFolder?: string | undefined;
  /** The user this process runs as, where the system has numbers for them. */
  readonly userId: number | undefined;
  readonly now: () => Date;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Told of the account that a command logged in to. */
  readonly loggedIn?: ((vault: AccountVault) => void) | undefined;
  /** Has something done once the command is over, whichever way it ended. */
  readonly atEnd?: ((act: () => Promise<void>) => void) | undefined;
}

/** Whether somebody is there to answer. */
export function isInteractive({ stdin, stderr }: Terminal): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** Asks for a line. Only where {@link isInteractive}. @throws CommandError `cancelled` */
export async function ask({ stdin, stderr, signal }: Terminal, question: string): Promise<string> {
  return answered(await promptText({ message: printable(question), input: stdin, output: stderr, signal }));
}

/** Asks for yes or no. Only where {@link isInteractive}. @throws CommandError `cancelled` */
export async function confirm({ stdin, stderr, signal }: Terminal, question: string): Promise<boolean> {
  return answered(await promptConfirm({ message: printable(question), input: stdin, output: stderr, signal }));
}

/** Asks for a secret without showing it. @throws CommandError `usage` where nobody is there to answer */
export async function askSecret(terminal: Terminal, question: string, variable: string): Promise<string> {
  const { stdin, stderr, signal } = terminal;
  if (!isInteractive(terminal)) {
    throw new CommandError('usage', `${question} is needed: set ${variable}, or run this in a terminal.`);
  }
  return answered(await promptPassword({ message: printable(question), input: stdin, output: stderr, signal }));
}

/** What was answered, unless the prompt was left. */
function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new CommandError('cancelled', 'Cancelled. Nothing was changed.');
  return answer as Exclude<T, symbol>;
}

/** Asks twice: a slip in a new secret would lock its owner out. */
export async function askNewSecret(terminal: Terminal, question: string, variable: string): Promise<string> {
  const first = await askSecret(terminal, question, variable);
  const second = await askSecret(terminal, 'The same once more', variable);
  if (first === second) return first;
  throw new CommandError('usage', 'The two were not the same. Nothing was changed.');
}

const BAR_CELLS = 24;
/** Back to the line's beginning, with the rest of the line removed: what stands there is a bar. */
const CLEAR_LINE = '\r\u001b[K';

/** A progress bar on a terminal, nothing in a pipe. It leaves the keyboard alone, so that Ctrl-C stays a signal. */
export function progressBar(
  terminal: Terminal,
  totalBytes: number,
): { advance(bytes: number, label?: string): void; stop(): void } {
  if (terminal.stderr.isTTY !== true) return { advance: () => undefined, stop: () => undefined };
  const { stderr } = terminal;
  let [done, shown] = [0, ''];
  const advance = (bytes: number, label = '') => {
    done += bytes;
    const part = Math.min(1, done / Math.max(1, totalBytes));
    const cells = '#'.repeat(Math.floor(part * BAR_CELLS)).padEnd(BAR_CELLS, '.');
    // A character may take two columns; a line that wraps could not be cleared.
    const room = Math.max(0, Math.floor(((stderr.columns || 80) - BAR_CELLS - 9) / 2));
    const line = `[${cells}] ${String(Math.floor(part * 100)).padStart(3)} % ${Array.from(label).slice(0, room).join('')}`;
    if (line !== shown) stderr.write(`${CLEAR_LINE}${line}`);
    shown = line;
  };
  return { advance, stop: () => void stderr.write(CLEAR_LINE) };
}

export function printLine(terminal: Terminal, line: string): void {
  terminal.stdout.write(`${line}\n`);
}

export function printError(terminal: Terminal, code: string, sentence: string): void {
  const clear = terminal.stderr.isTTY === true ? CLEAR_LINE : '';
  terminal.stderr.write(`${clear}latchkey: ${code}: ${printable(sentence)}\n`);
}

/** What steers a terminal: control characters, and those that turn the direction of writing. */
const STEERING = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Text from outside as it may be shown: what steers a terminal is made visible instead. */
export function printable(text: string): string {
  return text.replace(STEERING, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The same for JSON, which stays the same value. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(STEERING, (character) => {
    return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
  });
}
