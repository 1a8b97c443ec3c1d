import { copyKeyFile, newKeyFile, wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import type { Session } from './session-store.ts';

/**
 * Keys that are shown before their file is saved: in memory alone, wiped when the session ends. One of a session, for a window shows one; the
 * next takes its place.
 */
export class CutKeys {
  readonly #keys = new Map<string, KeyFile>();

  /** Draws a key. @returns its id */
  cut({ id, ended }: Session, now: Date): string {
    this.#drop(id);
    const key = newKeyFile('', now);
    this.#keys.set(id, key);
    ended.addEventListener('abort', () => this.#drop(id), { once: true });
    return key.id;
  }

  /** A copy, to be wiped by who asked for it; undefined where this session's key has another id. */
  get({ id }: Session, keyId: string): KeyFile | undefined {
    const key = this.#keys.get(id);
    return key?.id === keyId ? copyKeyFile(key) : undefined;
  }

  /** It is saved. */
  done({ id }: Session): void {
    this.#drop(id);
  }

  #drop(session: string): void {
    const key = this.#keys.get(session);
    if (key !== undefined) wipeKeyFile(key);
    this.#keys.delete(session);
  }
}
