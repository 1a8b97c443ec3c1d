import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { CODE_MS } from '../backend/http/local-token.ts';

/** Prints where the server answers, with a code that lets one browser in. */
export function printAddress(stdout: Writable, url: string, code: string, fingerprint: string): void {
  stdout.write(
    `Open this address in a browser of this computer within ${CODE_MS / 1000} seconds; it works once:\n` +
      `  ${new URL(`#${code}`, url).href}\n` +
      `The browser will ask about the certificate. Its SHA-256 must be:\n  ${fingerprint}\n`,
  );
}

/** Prints another address each time somebody presses Enter. @returns stops listening */
export function onEnter(stdin: Readable & { readonly isTTY?: boolean }, print: () => void): () => void {
  if (stdin.isTTY !== true) return () => undefined;
  // Not as a terminal: Ctrl-C stays a signal.
  const lines = createInterface({ input: stdin, terminal: false });
  lines.on('line', print);
  return () => {
    lines.close();
    stdin.pause();
  };
}
