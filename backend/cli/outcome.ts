import { explain, type Failure } from '../transfers/failure.ts';
import { CommandError } from './command-error.ts';
import { exitCodeOf } from './exit-code.ts';
import { printError, type Terminal } from './terminal.ts';

/** Collects what failed of several things that are all tried; the first one that failed gives the command's code. */
export class Outcome {
  readonly #terminal: Terminal;
  readonly #keyNames = new Map<string, string>();
  #exitCode = 0;
  #code = 'done';
  /** Things begun, and which of them the exit code speaks of. */
  #begun = 0;
  #place = Infinity;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get exitCode(): number {
    return this.#exitCode;
  }

  /** `done`, or the code of the failure that the exit code speaks of. */
  get code(): string {
    return this.#code;
  }

  /** Lets messages name this key. */
  know(key: { readonly id: string; readonly name: string }): void {
    this.#keyNames.set(key.id, key.name);
  }

  fail(error: unknown, place = this.#begun++): void {
    const isOurs = error instanceof CommandError;
    this.tell(isOurs ? { code: error.code, sentence: error.message } : explain(error, this.#keyNames), place);
  }

  /** The same of a failure that is in words already. */
  tell({ code, sentence }: Failure, place = this.#begun++): void {
    printError(this.#terminal, code, sentence);
    // Whoever stopped it wants to know that it stopped.
    const rank = code === 'cancelled' ? -1 : place;
    if (rank >= this.#place) return;
    this.#place = rank;
    this.#code = code;
    this.#exitCode = exitCodeOf(code);
  }

  /**
   * Does one of several things; a failure is told and remembered, and the next one goes on. A cancelled command ends. Of things that are
   * done at once the one that began first gives the exit code, whichever failed first.
   */
  async attempt(act: () => Promise<void>): Promise<void> {
    const place = this.#begun++;
    try {
      this.#terminal.signal.throwIfAborted();
      await act();
    } catch (error) {
      if (this.#terminal.signal.aborted) throw error;
      this.fail(error, place);
    }
  }
}
