import { resolve } from 'node:path';
import { SealError } from '../../keys/errors.ts';
import { parseKeyFile, wipeKeyFile, type KeyFile, type ProtectedKeyFile } from '../../keys/key-file.ts';
import type { PasswordWork } from '../../keys/password.ts';
import type { KeyChoice } from '../contract/keys.ts';
import type { KnownKeys } from '../state/known-keys.ts';
import { TransferError } from '../transfers/errors.ts';
import { readKeyFile, unlock } from '../transfers/key-place.ts';
import { refusePlaces } from './local-guard.ts';
import { OpenKeys } from './open-keys.ts';
import type { Session } from './session-store.ts';

export interface KeyDeskDeps {
  readonly knownKeys: KnownKeys;
  readonly work: PasswordWork;
  /** What relative paths count from. */
  readonly folder: string;
}

/** A key file as it was found, still locked where it is protected. */
export interface FoundKey {
  readonly file: KeyFile | ProtectedKeyFile;
  readonly path: string | null;
}

/** Finds and opens the key that a request points at, and remembers where its file lies. */
export class KeyDesk {
  readonly #deps: KeyDeskDeps;

  constructor(deps: KeyDeskDeps) {
    this.#deps = deps;
  }

  /**
   * For another computer a key is the bytes that came with the request: places of this disk are not read, and nothing it says of a key is
   * remembered here.
   * @throws TransferError `no-key` | `not-found`; SealError `damaged-key-file` | `unsupported`; HttpError `local-only`
   */
  async find({ client: { side } }: Pick<Session, 'client'>, choice: KeyChoice): Promise<FoundKey> {
    const { path, file, id } = choice;
    refusePlaces({ side }, path);
    if ([path, file, id].filter((way) => way !== undefined).length !== 1) {
      throw new TransferError('no-key', 'Point at one key file.');
    }
    if (side === 'remote' && file === undefined)
      throw new TransferError('no-key', 'From another computer the key file comes with each request.');
    const found = await this.findOnce(choice);
    return side === 'remote' ? found : this.#met(found);
  }

  /** A key file of this computer; nothing remembers where it lies. @throws TransferError `no-key` | `not-found`; SealError */
  async findOnce({ path, file, id }: KeyChoice): Promise<FoundKey> {
    if (file !== undefined) return { file: parseSentKey(Buffer.from(file, 'base64')), path: null };
    if (path !== undefined) return this.#read(resolve(this.#deps.folder, path));
    const place = (await this.#deps.knownKeys.get(id ?? ''))?.path ?? undefined;
    if (place === undefined) {
      throw new TransferError('no-key', 'Latchkey does not know where this key file is. Point at it.');
    }
    const found = await this.#read(place);
    if (found.file.id !== id) throw new SealError('wrong-key', { needs: id ?? '', given: found.file.id });
    return found;
  }

  /**
   * The key itself, for one use; wipe it afterwards. One that is open in this log-in needs no file. What another computer or a token sends
   * with a request serves that request and what it begins (`keysFor`), and nothing else.
   */
  async open(session: Session, choice: KeyChoice): Promise<KeyFile> {
    const open = choice.id === undefined ? undefined : session.keys?.get(choice.id);
    if (open !== undefined) return open;
    return this.openFound(session, await this.find(session, choice), choice.passphrase);
  }

  /** @throws TransferError `no-passphrase`; SealError `wrong-password` */
  async openFound(session: Session, { file }: FoundKey, passphrase: string | undefined): Promise<KeyFile> {
    const key = await unlock(file, async () => passphrase, this.#deps.work);
    session.keys?.keep(key);
    return key;
  }

  /**
   * Where what goes on after a request finds its key: among those of its log-in; of a token or another computer its own, for itself alone.
   * @returns the keys, and what is to be called when it is over
   */
  keysFor(session: Session, key: KeyFile): { keys: Pick<OpenKeys, 'get'>; over: () => void } {
    const { keys, ended } = session;
    if (keys !== undefined) return { keys, over: () => undefined };
    const end = new AbortController();
    const own = new OpenKeys(AbortSignal.any([ended, end.signal]));
    own.keep(key);
    return { keys: own, over: () => end.abort() };
  }

  /** As `open`, with or without a log-in, and nothing keeps it. Wipe it afterwards. */
  async openOnce(session: Session | undefined, choice: KeyChoice): Promise<KeyFile> {
    const open = choice.id === undefined ? undefined : session?.keys?.get(choice.id);
    if (open !== undefined) return open;
    const { file } = await this.findOnce(choice);
    return unlock(file, async () => choice.passphrase, this.#deps.work);
  }

  async #read(path: string): Promise<FoundKey> {
    return { file: await readKeyFile(path), path };
  }

  async #met(found: FoundKey): Promise<FoundKey> {
    const { id, name, created, form } = found.file;
    await this.#deps.knownKeys.meet({ id, name, created, form, path: found.path });
    return found;
  }
}

/** Reads a key file that came with a request, and wipes the bytes it came in. @throws as `parseKeyFile` does */
export function parseSentKey(bytes: Buffer): FoundKey['file'] {
  try {
    return parseKeyFile(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** Wipes what was found and is not opened; of a protected one nothing is open. */
export function wipeFound({ file }: FoundKey): void {
  if (file.form !== 'protected') wipeKeyFile(file);
}
