import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { CODE_MS } from '../backend/http/local-token.ts';

/** Prints where the server answers, with a code that lets one browser in. @param next how to get another */
export function printAddress(stdout: Writable, url: string, code: string, fingerprint: string, next: string): void {
  stdout.write(
    `Open this address in a browser of this computer within ${CODE_MS / 1000} seconds; it works once. ${next}\n` +
      `  ${new URL(`#${code}`, url).href}\n` +
      `The browser will ask about the certificate. Its SHA-256 must be:\n  ${fingerprint}\n`,
  );
}

/** Whether somebody is there to press Enter. */
type Keyboard = Readable & { readonly isTTY?: boolean };

/** A second start finds the running one, and prints an address of it. */
export const START_AGAIN = 'For another one start Latchkey once more.';

/** How whoever reads an address gets another one. */
export function nextAddress({ isTTY }: Keyboard): string {
  return isTTY === true ? 'For another one press Enter here.' : START_AGAIN;
}

/** Prints another address each time somebody presses Enter. @returns stops listening */
export function onEnter(stdin: Keyboard, print: () => void): () => void {
  if (stdin.isTTY !== true) return () => undefined;
  // Not as a terminal: Ctrl-C stays a signal.
  const lines = createInterface({ input: stdin, terminal: false });
  lines.on('line', print);
  return () => {
    lines.close();
    stdin.pause();
  };
}
