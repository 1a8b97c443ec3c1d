import { copyKeyFile, wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';

/** Keys that one session has open at once; the one opened first makes room. */
export const MAX_OPEN_KEYS = 50;

/** Keys opened for a log-in on this computer, or for one thing that goes on: in memory alone, wiped when that ends. */
export class OpenKeys {
  readonly #keys = new Map<string, KeyFile>();
  readonly #ended: AbortSignal;

  constructor(ended: AbortSignal) {
    this.#ended = ended;
    ended.addEventListener('abort', () => this.#wipe(), { once: true });
  }

  /** Keeps a copy: whoever opened the key wipes its own. */
  keep(key: KeyFile): void {
    // A request that was under way when the session ended.
    if (this.#ended.aborted) return;
    this.#drop(key.id);
    const [oldest] = this.#keys.keys();
    if (this.#keys.size >= MAX_OPEN_KEYS && oldest !== undefined) this.#drop(oldest);
    this.#keys.set(key.id, copyKeyFile(key));
  }

  has(id: string): boolean {
    return this.#keys.has(id);
  }

  /** A copy for one use, to be wiped by who asked for it. */
  get(id: string): KeyFile | undefined {
    const key = this.#keys.get(id);
    return key && copyKeyFile(key);
  }

  #drop(id: string): void {
    const key = this.#keys.get(id);
    if (key !== undefined) wipeKeyFile(key);
    this.#keys.delete(id);
  }

  #wipe(): void {
    for (const id of this.#keys.keys()) this.#drop(id);
  }
}
