import { explain } from '../transfers/failure.ts';
import { CommandError } from './command-error.ts';
import { exitCodeOf } from './exit-code.ts';
import { printError, type Terminal } from './terminal.ts';

/** Collects what failed of several things that are all tried; the first failure's code is the command's. */
export class Outcome {
  readonly #terminal: Terminal;
  readonly #keyNames = new Map<string, string>();
  #exitCode = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get exitCode(): number {
    return this.#exitCode;
  }

  /** Lets messages name this key. */
  know(key: { readonly id: string; readonly name: string }): void {
    this.#keyNames.set(key.id, key.name);
  }

  fail(error: unknown): void {
    const isOurs = error instanceof CommandError;
    const { code, sentence } = isOurs ? { code: error.code, sentence: error.message } : explain(error, this.#keyNames);
    printError(this.#terminal, code, sentence);
    if (this.#exitCode === 0) this.#exitCode = exitCodeOf(code);
  }

  /** Does one of several things; a failure is told and remembered, and the next one goes on. A cancelled command ends. */
  async attempt(act: () => Promise<void>): Promise<void> {
    try {
      this.#terminal.signal.throwIfAborted();
      await act();
    } catch (error) {
      if (this.#terminal.signal.aborted) throw error;
      this.fail(error);
    }
  }
}
