import type { KeyChoice, KeyView, KnownKey, KnownKeys } from '../../backend/contract/keys.ts';
import { ApiError } from '../api.ts';
import type { Answer, Ask } from '../key-worker/messages.ts';

/** Keys that are open at once; the one opened first makes room. */
const MAX_OPEN_KEYS = 50;

/** A key file, opened. */
interface OpenKey {
  readonly view: KeyView;
  readonly file: Uint8Array;
}

/**
 * The keys of a window on another computer than the server's: in the memory of its tab alone, until it is locked, logged out or closed. Each
 * request that needs one carries it; the server keeps none. Where the server is on this computer keys are open there, and none is here.
 */
export class KeyMemory {
  readonly #read: (ask: Ask) => Promise<Answer>;
  readonly #open = new Map<string, OpenKey>();
  /** Another one after each log-out: what was still being opened belongs to nobody then. */
  #session = {};

  constructor(read: (ask: Ask) => Promise<Answer>) {
    this.#read = read;
  }

  /** What may be shown of a key file; it is kept nowhere. @throws ApiError `damaged-key-file` | `unsupported` */
  async inspect({ file }: KeyChoice): Promise<KeyView> {
    const read = await this.#answer(file, undefined);
    read.file?.fill(0);
    return read.view;
  }

  /** Opens a key for what follows. @throws ApiError as `inspect` does; `no-passphrase` | `wrong-password` */
  async open(choice: KeyChoice): Promise<KeyView> {
    const session = this.#session;
    const key = await this.#opened(choice);
    if (session === this.#session) this.#keep(key);
    else key.file.fill(0);
    return key.view;
  }

  /** The same, for one request. */
  async unlock(choice: KeyChoice): Promise<KeyChoice> {
    const { file } = await this.#opened(choice);
    const opened = { file: file.toBase64() };
    file.fill(0);
    return opened;
  }

  /** How a request points at a key: by its file where it is open in this window, else the server knows it by its id. */
  choiceOf(id: string): KeyChoice {
    const key = this.#open.get(id);
    return key === undefined ? { id } : { file: key.file.toBase64() };
  }

  /** What the server tells of keys, with those that are open here. */
  shown({ keys, listed }: KnownKeys): KnownKeys {
    const open = [...this.#open.values()].toReversed().map(({ view }): KnownKey => {
      const { id, name, fingerprint, created, form } = view;
      const count = listed ? 0 : null;
      const needs = keys.find((key) => key.id === id) ?? { files: count, bytes: count, older: count };
      const seen = { path: null, seen: null, present: false, quietUntil: null, printed: null, lastUsed: false };
      return { ...seen, ...needs, id, name, fingerprint, created, form, open: true };
    });
    return { keys: [...open, ...keys.filter(({ id }) => !this.#open.has(id))], listed };
  }

  close(id: string): void {
    this.#drop(id);
  }

  /** Forgets all of them. */
  clear(): void {
    this.#session = {};
    for (const id of this.#open.keys()) this.#drop(id);
  }

  #keep(key: OpenKey): void {
    this.#drop(key.view.id);
    const [oldest] = this.#open.keys();
    if (this.#open.size >= MAX_OPEN_KEYS && oldest !== undefined) this.#drop(oldest);
    this.#open.set(key.view.id, key);
  }

  #drop(id: string): void {
    this.#open.get(id)?.file.fill(0);
    this.#open.delete(id);
  }

  async #opened({ file, passphrase }: KeyChoice): Promise<OpenKey> {
    const read = await this.#answer(file, passphrase);
    if (read.file === null) throw new ApiError('no-passphrase', 'The key file is protected.', 0);
    return { view: read.view, file: read.file };
  }

  async #answer(file: string | undefined, passphrase: string | undefined) {
    const bytes = Uint8Array.fromBase64(file ?? '');
    const answer = await this.#read({ file: bytes, passphrase: passphrase === '' ? undefined : passphrase });
    if ('code' in answer) throw new ApiError(answer.code, 'The key file was not opened.', 0);
    return answer;
  }
}
