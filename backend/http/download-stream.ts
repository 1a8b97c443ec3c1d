import { addAbortSignal, Readable } from 'node:stream';
import { wipeKeyFile } from '../../keys/key-file.ts';
import { TransferError } from '../transfers/errors.ts';
import { counted } from '../transfers/progress.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import { HttpError } from './http-error.ts';
import { type Patience, patienceOf } from './patience.ts';
import type { Session } from './session-store.ts';
import type { TransferLog } from './transfer-run.ts';

/**
 * A browser that comes for nothing during this long has no use for the rest. It fetches few files at a time, so the others wait while one is
 * on its way.
 */
export const ADDRESS_MS = 60 * 1000;

export function tooLate(): HttpError {
  return new HttpError('no-such-route', 'This address was used, or is too old. Download again.');
}

export interface DownloadStreamDeps {
  /** Its keys open the files: nothing is given out once it ended. */
  readonly session: Pick<Session, 'vault' | 'keys'>;
  readonly keyNames: ReadonlyMap<string, string>;
  /** Told of each file whose every byte was found whole. */
  readonly found: (file: CatalogFile) => Promise<void>;
  readonly patience?: Patience | undefined;
}

/** A download that a browser fetches file by file, and saves by itself. */
export class DownloadStream {
  readonly #deps: DownloadStreamDeps;
  readonly #files: readonly CatalogFile[];
  /** Places of files nobody came for yet. */
  readonly #offered: Set<number>;
  readonly #settled = Promise.withResolvers<void>();
  /** Set while it runs. */
  #log: TransferLog | undefined;
  #stopWaiting: () => void = () => undefined;
  #coming = 0;

  constructor(deps: DownloadStreamDeps, files: readonly CatalogFile[]) {
    this.#deps = deps;
    this.#files = files;
    this.#offered = new Set(files.keys());
  }

  /** The transfer's work: lasts until every file was fetched, it is cancelled, or nobody comes for the rest. */
  async run(log: TransferLog): Promise<void> {
    this.#log = log;
    log.know(this.#deps.keyNames);
    log.total(
      this.#files.length,
      this.#files.reduce((sum, { record }) => sum + record.size, 0),
    );
    log.signal.addEventListener('abort', () => this.#end(), { once: true });
    this.#goOn();
    await this.#settled.promise;
    if (this.#offered.size > 0) log.withdraw();
  }

  /**
   * One file's content, given out once. An answer over HTTP cannot be taken back: the stream ends with an error where the file is damaged.
   * @param gone aborted when the browser goes away
   * @throws HttpError `no-such-route` where it was given out, or it is too late; TransferError `no-key`
   */
  open(index: number, gone: AbortSignal): { file: CatalogFile; body: Readable } {
    const [log, file] = [this.#log, this.#files[index]];
    if (log === undefined || file === undefined || !this.#offered.delete(index)) {
      throw tooLate();
    }
    const { path, keyId } = file.record;
    this.#coming += 1;
    this.#stopWaiting();
    const entry = log.begin(path, file.record.size);
    const key = this.#deps.session.keys.get(keyId);
    if (key === undefined) {
      const error = new TransferError('no-key', `The key of ${path} is not open.`);
      this.#close(() => entry.fail(error));
      throw error;
    }
    const signal = AbortSignal.any([gone, log.signal]);
    // What is neither whole nor damaged was stopped: by the browser's user, or because the browser could not save it.
    const withdraw = () => (entry.leave(), log.withdraw());
    let outcome = withdraw;
    const bytes = async function* (this: DownloadStream) {
      const { session, found } = this.#deps;
      try {
        yield* counted(session.vault.content.open(file, key, { signal }), entry.advance);
        // That it is whole is told where it can be; the file is saved all the same.
        await found(file).catch(() => undefined);
        outcome = entry.finish;
      } catch (error) {
        outcome = () => entry.fail(error);
        throw error;
      }
    };
    const body = Readable.from(bytes.call(this), { objectMode: false });
    // It may be stopped before anybody listens.
    body.on('error', () => undefined);
    body.once('close', () => {
      wipeKeyFile(key);
      this.#close(gone.aborted ? withdraw : outcome);
    });
    return { file, body: addAbortSignal(signal, body) };
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
    this.#stopWaiting = (this.#deps.patience ?? patienceOf(ADDRESS_MS))(() => this.#end());
  }

  /** Nothing is given out from this moment on. */
  #end(): void {
    this.#log = undefined;
    this.#stopWaiting();
    this.#settled.resolve();
  }
}
