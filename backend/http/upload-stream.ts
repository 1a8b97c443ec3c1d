import type { StreamFile } from '../contract/transfers.ts';
import { copyKeyFile, wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { TransferError } from '../transfers/errors.ts';
import { counted } from '../transfers/progress.ts';
import { mediaTypeOf } from '../transfers/media-type.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { VaultPath } from '../vault/path.ts';
import { HttpError } from './http-error.ts';
import type { OpenKeys } from './open-keys.ts';
import type { TransferLog } from './transfer-desk.ts';

/** A browser that sends nothing for this long has gone; what it announced and did not send has failed. */
const PATIENCE_MS = 5 * 60 * 1000;

/** Calls when patience is at its end, unless the returned function was called before. */
export type Patience = (end: () => void) => () => void;

const fiveMinutes: Patience = (end) => {
  const timer = setTimeout(end, PATIENCE_MS).unref();
  return () => clearTimeout(timer);
};

/** A file that a browser will send, and where it goes. */
export interface AnnouncedFile {
  readonly path: VaultPath;
  readonly file: StreamFile;
}

/** One announced file: taken once, then done or failed. */
interface Slot extends AnnouncedFile {
  state: 'announced' | 'coming' | 'done' | 'failed';
  id: string | undefined;
}

export interface UploadStreamDeps {
  readonly vault: AccountVault;
  /** Wiped when the upload is over. */
  readonly key: KeyFile;
  /** Told of each file that went in. */
  readonly tell: () => void;
  readonly patience?: Patience | undefined;
}

/** An upload whose bytes a browser sends file by file: the key stays in memory until the last one was taken. */
export class UploadStream {
  readonly #deps: UploadStreamDeps;
  readonly #slots: Slot[];
  readonly #settled = Promise.withResolvers<void>();
  /** Set while it runs. */
  #log: TransferLog | undefined;
  #listed: Promise<void> = Promise.resolve();
  #stopWaiting: () => void = () => undefined;
  #coming = 0;
  #announced: number;

  constructor(deps: UploadStreamDeps, files: readonly AnnouncedFile[]) {
    this.#deps = deps;
    this.#announced = files.length;
    this.#slots = files.map(({ path, file }) => ({ path, file, state: 'announced', id: undefined }));
  }

  /** The transfer's work: lasts until every file was taken, it is cancelled, or the browser is silent for five minutes. */
  async run(log: TransferLog): Promise<void> {
    const { vault, key } = this.#deps;
    this.#log = log;
    log.know(new Map([[key.id, key.name]]));
    log.expect(
      this.#slots.length,
      this.#slots.reduce((sum, { file }) => sum + file.size, 0),
    );
    log.signal.addEventListener('abort', () => this.#end(), { once: true });
    try {
      this.#listed = vault.catalog.refresh({ signal: log.signal });
      await this.#listed;
      this.#goOn();
      await this.#settled.promise;
      for (const slot of this.#slots) {
        if (slot.state === 'announced' && !log.signal.aborted) {
          log.fail(slot.path, new HttpError('invalid-request', 'The window closed before this file was sent.'));
        }
      }
    } finally {
      this.#end();
      wipeKeyFile(key);
    }
  }

  /** Takes one file's bytes. @throws what the vault throws; HttpError `invalid-request` where it is not expected */
  async take(index: number, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<string> {
    const [slot, log, { vault, tell }] = [this.#slots[index], this.#log, this.#deps];
    if (slot?.state !== 'announced' || log === undefined) {
      throw new HttpError('invalid-request', 'This file is not expected, or was taken already.');
    }
    slot.state = 'coming';
    this.#announced -= 1;
    this.#coming += 1;
    this.#stopWaiting();
    // Its own, since a cancelled upload wipes the key while this file may still be on its way.
    const key = copyKeyFile(this.#deps.key);
    const { size, modified } = slot.file;
    const content = { path: slot.path, size, modified, mediaType: mediaTypeOf(slot.path) };
    try {
      await this.#listed;
      log.begin(slot.path);
      slot.id = await vault.content.put(key, {
        ...content,
        bytes: counted(bytes, log.advance),
        signal: AbortSignal.any([signal, log.signal]),
      });
      slot.state = 'done';
      log.finish();
      tell();
      return slot.id;
    } catch (error) {
      slot.state = 'failed';
      if (!log.signal.aborted) log.fail(slot.path, error);
      throw error;
    } finally {
      wipeKeyFile(key);
      this.#coming -= 1;
      this.#goOn();
    }
  }

  /**
   * Seals a thumbnail of a file that was taken, also when the upload is over.
   * @param keys the session's: this upload's own key may be wiped already
   */
  async thumbnail(index: number, picture: Buffer, keys: OpenKeys): Promise<void> {
    const { vault } = this.#deps;
    const file = vault.catalog.get(this.#slots[index]?.id ?? '');
    if (file === undefined) throw new HttpError('invalid-request', 'This file was not taken.');
    const key = keys.get(file.record.keyId);
    if (key === undefined) throw new TransferError('no-key', `The key of ${file.record.path} is not open.`);
    try {
      await vault.thumbnails.put(file, key, picture);
    } finally {
      wipeKeyFile(key);
    }
  }

  /** Waits for the next file, unless one is coming or none is left. */
  #goOn(): void {
    if (this.#coming > 0 || this.#log === undefined) return;
    this.#stopWaiting();
    if (this.#announced === 0) return this.#end();
    this.#stopWaiting = (this.#deps.patience ?? fiveMinutes)(() => this.#end());
  }

  /** Nothing is taken from this moment on. */
  #end(): void {
    this.#log = undefined;
    this.#stopWaiting();
    this.#settled.resolve();
  }
}
