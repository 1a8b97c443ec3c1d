import type { StreamFile } from '../contract/transfers.ts';
import { copyKeyFile, wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { Arrivals } from '../transfers/arrivals.ts';
import { uploadStream } from '../transfers/upload.ts';
import { counted } from '../transfers/progress.ts';
import type { SealChoice } from '../transfers/sealed-version.ts';
import type { Engine } from '../transfers/engine.ts';
import { mediaTypeOf } from '../transfers/media-type.ts';
import { Held, isUnreachable } from '../transfers/queue.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { VaultPath } from '../vault/path.ts';
import { HttpError } from './http-error.ts';
import { type Patience, patienceOf } from './patience.ts';
import type { ProgressFile } from './transfer-progress.ts';
import type { TransferLog } from './transfer-run.ts';

/** A browser that sends nothing for this long has gone; what it announced and did not send has failed. */
const PATIENCE_MS = 5 * 60 * 1000;

/** A file that a browser will send, and where it goes. */
export interface AnnouncedFile {
  readonly path: VaultPath;
  readonly file: StreamFile;
}

/** One announced file: taken once, then done or failed. One that was interrupted is announced again. */
interface Slot extends AnnouncedFile {
  state: 'announced' | 'coming' | 'done' | 'failed';
  /** Set while it is coming. */
  sending: { readonly stop: AbortController; readonly over: PromiseWithResolvers<void> } | undefined;
  id: string | undefined;
  error: unknown;
}

export interface UploadStreamDeps {
  readonly engine: Engine;
  readonly vault: AccountVault;
  /** Wiped when the upload is over. */
  readonly key: KeyFile;
  readonly sealing: SealChoice;
  /** Told of each file that went in. */
  readonly tell: () => void;
  readonly patience?: Patience | undefined;
}

/** An upload whose bytes a browser sends file by file: the key stays in memory until the last one was taken. */
export class UploadStream {
  readonly #deps: UploadStreamDeps;
  readonly #slots: Slot[];
  #settled = Promise.withResolvers<void>();
  /** It stands still and goes on later: what is sent meanwhile is refused, and has to be sent again. */
  #isHeld = false;
  /** Set while it runs. */
  #log: TransferLog | undefined;
  #listed: Promise<void> = Promise.resolve();
  #stopWaiting: () => void = () => undefined;
  #coming = 0;
  #announced: number;

  constructor(deps: UploadStreamDeps, files: readonly AnnouncedFile[]) {
    this.#deps = deps;
    const arrivals = new Arrivals();
    this.#slots = files.map(({ path, file }) => {
      const slot = { path, file, id: undefined, sending: undefined };
      try {
        arrivals.add(path, file.path);
        return { ...slot, state: 'announced', error: undefined };
      } catch (error) {
        return { ...slot, state: 'failed', error };
      }
    });
    this.#announced = this.#slots.filter(({ state }) => state === 'announced').length;
  }

  /**
   * The transfer's work: lasts until every file was taken, it is interrupted, or the browser is silent for five minutes. An interrupted one
   * runs again: files that were on their way are then sent anew, from their beginning.
   */
  async run(log: TransferLog): Promise<void> {
    const { vault, key } = this.#deps;
    this.#log = log;
    this.#settled = Promise.withResolvers<void>();
    this.#isHeld = false;
    log.know(new Map([[key.id, key.name]]));
    const done = this.#slots.filter(({ state }) => state === 'done');
    log.goOn(done.length, sizeOf(done));
    log.total(this.#slots.length, sizeOf(this.#slots));
    for (const { state, path, error } of this.#slots) if (state === 'failed') log.fail(path, error);
    log.signal.addEventListener('abort', () => this.#end(log), { once: true });
    try {
      this.#listed = vault.catalog.refresh({ signal: log.signal });
      await this.#listed;
      log.awaitWindow();
      this.#goOn();
      await this.#settled.promise;
      for (const slot of this.#slots) {
        if (slot.state === 'announced' && !log.signal.aborted) {
          log.fail(slot.path, new HttpError('invalid-request', 'The window closed before this file was sent.'));
        }
      }
    } catch (error) {
      if (isUnreachable(error)) log.hold('network');
      throw error;
    } finally {
      this.#end(log);
      this.#isHeld = log.signal.reason instanceof Held;
      if (!this.#isHeld) this.dispose();
    }
  }

  /** Wipes the key; call it where the upload ends while it stands still. */
  dispose(): void {
    wipeKeyFile(this.#deps.key);
  }

  /**
   * Takes one file's bytes. Where they are coming already they are sent again: the window knows that its connection broke, and this end may
   * not hear of it for minutes.
   * @throws what the vault throws; HttpError `invalid-request` where it is not expected, `paused` where it has to be sent again later
   */
  async take(index: number, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<string> {
    const slot = this.#slots[index];
    for (let earlier = slot?.sending; earlier !== undefined; earlier = slot?.sending) {
      earlier.stop.abort();
      await earlier.over.promise;
    }
    const [log, { engine, vault, sealing, tell }] = [this.#log, this.#deps];
    if (slot?.state === 'announced' && this.#isHeld) throw paused();
    if (slot?.state !== 'announced' || log === undefined) {
      throw new HttpError('invalid-request', 'This file is not expected, or was taken already.');
    }
    slot.state = 'coming';
    const sending = { stop: new AbortController(), over: Promise.withResolvers<void>() };
    slot.sending = sending;
    const gone = AbortSignal.any([signal, sending.stop.signal]);
    this.#announced -= 1;
    this.#coming += 1;
    this.#stopWaiting();
    // Its own, since a cancelled upload wipes the key while this file may still be on its way.
    const key = copyKeyFile(this.#deps.key);
    const { size, modified } = slot.file;
    const content = { path: slot.path, size, modified, mediaType: mediaTypeOf(slot.path) };
    let file: ProgressFile | undefined;
    try {
      await this.#listed;
      file = log.begin(slot.path, size);
      const both = AbortSignal.any([gone, log.signal]);
      const coming = { ...content, bytes: counted(bytes, file.advance) };
      slot.id = await uploadStream(engine, vault, key, coming, { ...sealing, signal: both });
      slot.state = 'done';
      file.finish();
      tell();
      return slot.id;
    } catch (error) {
      if (isUnreachable(error)) log.hold('network');
      if (log.signal.reason instanceof Held) {
        slot.state = 'announced';
        this.#announced += 1;
        file?.leave();
        throw paused();
      }
      // Nobody called it off: a window whose connection broke sends the file again, and one that has gone is not waited for long.
      if (!log.signal.aborted && (gone.aborted || isAbort(error))) {
        slot.state = 'announced';
        this.#announced += 1;
        file?.forget();
        if (this.#log === log) log.awaitWindow();
        throw error;
      }
      [slot.state, slot.error] = ['failed', error];
      if (log.signal.aborted) file?.leave();
      else if (file === undefined) log.fail(slot.path, error);
      else file.fail(error);
      throw error;
    } finally {
      wipeKeyFile(key);
      slot.sending = undefined;
      sending.over.resolve();
      this.#coming -= 1;
      this.#goOn();
    }
  }

  /**
   * Seals a thumbnail of a file that was taken, also when the upload is over.
   * @param key came with the picture: this upload's own may be wiped already
   */
  async thumbnail(index: number, picture: Buffer, key: KeyFile): Promise<void> {
    const { vault } = this.#deps;
    const file = vault.catalog.get(this.#slots[index]?.id ?? '');
    if (file === undefined) throw new HttpError('invalid-request', 'This file was not taken.');
    await vault.thumbnails.put(file, key, picture);
  }

  /** Waits for the next file, unless one is coming or none is left. */
  #goOn(): void {
    if (this.#coming > 0 || this.#log === undefined) return;
    this.#stopWaiting();
    const log = this.#log;
    if (this.#announced === 0) return this.#end(log);
    this.#stopWaiting = (this.#deps.patience ?? patienceOf(PATIENCE_MS))(() => this.#end(log));
  }

  /** Nothing is taken from this moment on, unless it runs again. */
  #end(log: TransferLog): void {
    if (this.#log !== log) return;
    this.#log = undefined;
    this.#stopWaiting();
    this.#settled.resolve();
  }
}

function sizeOf(slots: readonly Slot[]): number {
  return slots.reduce((sum, { file }) => sum + file.size, 0);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function paused(): HttpError {
  return new HttpError('paused', 'This upload is paused: send the file again when it goes on.');
}
