import { copyKeyFile, wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import type { Patience } from './patience.ts';

/** Keys that one session has open at once; the one opened first makes room. */
export const MAX_OPEN_KEYS = 50;

/** A key that another computer sent is wiped after so long without use: it was sent for what is done now. */
export const MAX_IDLE_MS = 10 * 60 * 1000;

/** When keys that nobody uses are wiped. */
export interface KeyIdling {
  readonly patience: Patience;
  /** Whether something of the session is under way, which may want its key for the next file. */
  readonly isBusy: () => boolean;
}

/** Keys opened for a session: in memory alone, wiped when it ends. */
export class OpenKeys {
  readonly #keys = new Map<string, KeyFile>();
  readonly #calm = new Map<string, () => void>();
  readonly #ended: AbortSignal;
  readonly #idling: KeyIdling | undefined;

  /** @param idling left out, keys stay open as long as the session */
  constructor(ended: AbortSignal, idling?: KeyIdling) {
    this.#ended = ended;
    this.#idling = idling;
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
    this.#wait(key.id);
  }

  /** What may be told of them. */
  all(): Pick<KeyFile, 'id' | 'name' | 'created' | 'form'>[] {
    return [...this.#keys.values()].map(({ id, name, created, form }) => ({ id, name, created, form })).toReversed();
  }

  has(id: string): boolean {
    return this.#keys.has(id);
  }

  /** A copy for one use, to be wiped by who asked for it. */
  get(id: string): KeyFile | undefined {
    const key = this.#keys.get(id);
    if (key !== undefined) this.#wait(id);
    return key && copyKeyFile(key);
  }

  /** Begins the time without use anew. */
  #wait(id: string): void {
    const { patience, isBusy } = this.#idling ?? {};
    this.#calm.get(id)?.();
    if (patience !== undefined)
      this.#calm.set(
        id,
        patience(() => (isBusy?.() === true ? this.#wait(id) : this.#drop(id))),
      );
  }

  #drop(id: string): void {
    const key = this.#keys.get(id);
    if (key !== undefined) wipeKeyFile(key);
    this.#keys.delete(id);
    this.#calm.get(id)?.();
    this.#calm.delete(id);
  }

  #wipe(): void {
    for (const id of this.#keys.keys()) this.#drop(id);
  }
}
