import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SealError, type SealErrorCode } from '../keys/errors.ts';

/** Something that reads what comes from outside, and what it may say of it. */
export interface Parser {
  /** How inputs are changed: by values where they are JSON. */
  readonly form: 'bytes' | 'json';
  /** Inputs, of which it takes the first; the same in every process, so that an input can be made again. */
  readonly samples: readonly Buffer[];
  /** Reads one input. What is wrong beyond an error (another content, two readers that disagree) is thrown as a `Fault`. */
  readonly read: (input: Buffer) => void | Promise<void>;
  /** Whether an error is one of the parser's own, said to whoever gave the input. */
  readonly refuses: (error: unknown) => boolean;
}

/** Made once a process: some samples take scrypt or a database to make. */
export type ParserTable = Readonly<Record<string, () => Parser | Promise<Parser>>>;

/** What came out is not what the format says. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** Refusals of keys/, by their codes. */
export function sealErrors(...codes: readonly SealErrorCode[]): Parser['refuses'] {
  return (error) => error instanceof SealError && codes.includes(error.code);
}

const VECTORS = new URL('../keys/vectors/', import.meta.url);

export function vector(name: string): Buffer {
  return readFileSync(new URL(name.split('/').map(encodeURIComponent).join('/'), VECTORS));
}

export function vectorNames(folder: string, ending: string): string[] {
  const names = readdirSync(new URL(folder, VECTORS)).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => `${folder}${name}`);
}

/** A folder that is gone with this process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-fuzz-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const jsonBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
