import { addAbortSignal, Readable } from 'node:stream';
import { wipeKeyFile } from '../../keys/key-file.ts';
import { TransferError } from '../transfers/errors.ts';
import { counted } from '../transfers/progress.ts';
import type { FileLog } from '../transfers/queue.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { VaultPath } from '../vault/path.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import { HttpError } from './http-error.ts';
import type { OpenKeys } from './open-keys.ts';
import { type Patience, patienceOf } from './patience.ts';
import type { TransferLog } from './transfer-run.ts';

/**
 * A browser that comes for nothing during this long has no use for the rest. It fetches few files at a time, so the others wait while one is
 * on its way.
 */
export const ADDRESS_MS = 60 * 1000;

export function tooLate(): HttpError {
  return new HttpError('no-such-route', 'This address was used, or is too old. Download again.');
}

/** A file that a browser may come for. */
export interface OfferedFile {
  /** As it is told of; its last part is what it is saved as. */
  readonly path: VaultPath;
  readonly size: number;
  /** Opens its content. @throws where that cannot be */
  readonly open: (signal: AbortSignal) => { readonly bytes: AsyncIterable<Uint8Array>; readonly close: () => void };
  /** Told once every byte was found whole. */
  readonly found: () => Promise<void>;
}

/** A file of the vault, under a key that is open. @param found told of it once every byte was found whole */
export function offeredFile(
  { vault, keys }: { readonly vault: AccountVault; readonly keys: Pick<OpenKeys, 'get'> },
  file: CatalogFile,
  found: (file: CatalogFile) => Promise<void>,
): OfferedFile {
  const { path, size, keyId } = file.record;
  const open = (signal: AbortSignal) => {
    const key = keys.get(keyId);
    if (key === undefined) throw new TransferError('no-key', `The key of ${path} is not open.`);
    return { bytes: vault.content.open(file, key, { signal }), close: () => wipeKeyFile(key) };
  };
  return { path, size, open, found: () => found(file) };
}

/** A download that a browser fetches file by file, and saves by itself. */
export class DownloadStream {
  readonly #keyNames: ReadonlyMap<string, string>;
  readonly #patience: Patience;
  readonly #files: readonly OfferedFile[];
  /** Places of files nobody came for yet. */
  readonly #offered: Set<number>;
  readonly #settled = Promise.withResolvers<void>();
  /** Set while it runs. */
  #log: TransferLog | undefined;
  #stopWaiting: () => void = () => undefined;
  #coming = 0;

  constructor(files: readonly OfferedFile[], keyNames: ReadonlyMap<string, string> = new Map(), patience?: Patience) {
    this.#files = files;
    this.#keyNames = keyNames;
    this.#patience = patience ?? patienceOf(ADDRESS_MS);
    this.#offered = new Set(files.keys());
  }

  /** The transfer's work: lasts until every file was fetched, it is cancelled, or nobody comes for the rest. */
  async run(log: TransferLog): Promise<void> {
    this.#log = log;
    log.know(this.#keyNames);
    log.total(
      this.#files.length,
      this.#files.reduce((sum, { size }) => sum + size, 0),
    );
    log.signal.addEventListener('abort', () => this.#end(), { once: true });
    this.#goOn();
    await this.#settled.promise;
    if (this.#offered.size > 0) log.withdraw();
  }

  /**
   * One file's content, given out once. An answer over HTTP cannot be taken back: the stream ends with an error where the file is damaged.
   * @param gone aborted when the browser goes away
   * @throws HttpError `no-such-route` where it was given out, or it is too late; what opening it throws
   */
  open(index: number, gone: AbortSignal): { file: OfferedFile; body: Readable } {
    const [log, file] = [this.#log, this.#files[index]];
    if (log === undefined || file === undefined || !this.#offered.delete(index)) {
      throw tooLate();
    }
    this.#coming += 1;
    this.#stopWaiting();
    const entry = log.begin(file.path, file.size);
    const signal = AbortSignal.any([gone, log.signal]);
    const content = this.#begin(file, signal, entry);
    // What is neither whole nor damaged was stopped: by the browser's user, or because the browser could not save it.
    const withdraw = () => (entry.leave(), log.withdraw());
    let outcome = withdraw;
    const bytes = async function* () {
      try {
        yield* counted(content.bytes, entry.advance);
        // That it is whole is told where it can be; the file is saved all the same.
        await file.found().catch(() => undefined);
        outcome = entry.finish;
      } catch (error) {
        outcome = () => entry.fail(error);
        throw error;
      }
    };
    const body = Readable.from(bytes(), { objectMode: false });
    // It may be stopped before anybody listens.
    body.on('error', () => undefined);
    body.once('close', () => {
      content.close();
      this.#close(gone.aborted ? withdraw : outcome);
    });
    return { file, body: addAbortSignal(signal, body) };
  }

  #begin(file: OfferedFile, signal: AbortSignal, entry: FileLog): ReturnType<OfferedFile['open']> {
    try {
      return file.open(signal);
    } catch (error) {
      this.#close(() => entry.fail(error));
      throw error;
    }
  }

  #close(tell: () => void): void {
    if (this.#log?.signal.aborted === false) tell();
    this.#coming -= 1;
    this.#goOn();
  }

  /** Waits for the browser to come, unless a file is on its way or none is left. */
  #goOn(): void {
    if (this.#coming > 0 || this.#log === undefined) return;
    this.#stopWaiting();
    if (this.#offered.size === 0) return this.#end();
    this.#stopWaiting = this.#patience(() => this.#end());
  }

  /** Nothing is given out from this moment on. */
  #end(): void {
    this.#log = undefined;
    this.#stopWaiting();
    this.#settled.resolve();
  }
}
