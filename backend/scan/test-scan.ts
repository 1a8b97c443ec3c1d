import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { FileReport } from './finding.ts';
import { Scanner } from './scanner.ts';

const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** For tests: characters as a secret has them, drawn anew so that nothing here looks like one to whoever searches this project. */
export function drawn(length: number): string {
  const some = Array.from(randomBytes(length), (byte) => LETTERS[byte % LETTERS.length]);
  // Whatever was drawn: of each kind one.
  return `${some.join('').slice(0, length - 3)}a7Q`;
}

/** For tests: looks at bytes under a name, in the real thread. */
export async function look(name: string, content: string | Uint8Array): Promise<FileReport> {
  const [report] = await lookAll([[name, content]]);
  return report!;
}

export async function lookAll(files: readonly (readonly [string, string | Uint8Array])[]): Promise<FileReport[]> {
  const scanner = newScanner();
  const targets = files.map(([path, content]) => ({ path, bytes: Uint8Array.from(Buffer.from(content)) }));
  return Array.fromAsync(scanner.scan(targets));
}

export function newScanner(...options: ConstructorParameters<typeof Scanner>): Scanner {
  const scanner = new Scanner(...options);
  onTestFinished(() => scanner.close());
  return scanner;
}
