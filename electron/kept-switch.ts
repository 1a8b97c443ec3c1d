import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';

/** Something that the user switched on or off and that is kept over a restart; it is off until then. */
export class KeptSwitch {
  readonly #file: string;
  readonly #name: string;
  #is: boolean;
  #kept: Promise<void> = Promise.resolve();

  /** @param file of its own, which holds `{ NAME: true }` */
  constructor(file: string, name: string) {
    [this.#file, this.#name] = [file, name];
    this.#is = read(file, name);
  }

  get is(): boolean {
    return this.#is;
  }

  /** Resolves when it is kept. Where it cannot be, it holds until Latchkey is closed. */
  set(is: boolean): Promise<void> {
    this.#is = is;
    this.#kept = this.#kept.then(() => this.#write(is)).catch(() => undefined);
    return this.#kept;
  }

  async #write(is: boolean): Promise<void> {
    await writeFile(`${this.#file}.new`, JSON.stringify({ [this.#name]: is }));
    await rename(`${this.#file}.new`, this.#file);
  }
}

/** What cannot be read was never switched on. */
function read(file: string, name: string): boolean {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof kept === 'object' && (kept as Record<string, unknown> | null)?.[name] === true;
  } catch {
    return false;
  }
}
