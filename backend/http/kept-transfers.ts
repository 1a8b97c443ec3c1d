import { wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import type { KnownKeys } from '../state/known-keys.ts';
import type { ListedTransfer, TransferFailure, TransferList } from '../state/transfer-list.ts';
import type { Verifications } from '../state/verifications.ts';
import type { TransferView } from '../contract/transfers.ts';
import type { Engine } from '../transfers/engine.ts';
import type { NameRules } from '../transfers/local-name.ts';
import { Held, type TransferQueue } from '../transfers/queue.ts';
import { runDownload } from '../transfers/queue-download.ts';
import { keptOfDownloads, keptOfUploads } from '../transfers/queue-kept.ts';
import { discardDownloads, discardUploads } from '../transfers/queue-leftovers.ts';
import { runUpload } from '../transfers/queue-upload.ts';
import { keptChoice } from '../transfers/seal-settings.ts';
import { sweepUploads } from '../transfers/sweep-uploads.ts';
import { finishDeletions } from '../vault/deletion.ts';
import { toVaultFolder, toVaultPath } from '../vault/path.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import type { FileNews } from './file-news.ts';
import { HttpError } from './http-error.ts';
import type { KeyDesk } from './key-desk.ts';
import type { Session, SessionStore } from './session-store.ts';
import type { OldTransfer, RunHooks, TransferDesk } from './transfer-desk.ts';
import type { TransferLog } from './transfer-run.ts';

export interface KeptTransfersDeps {
  readonly desk: TransferDesk;
  readonly list: TransferList;
  readonly queue: TransferQueue;
  readonly engine: Engine;
  readonly sessions: SessionStore;
  readonly keyDesk: KeyDesk;
  readonly knownKeys: KnownKeys;
  readonly news: FileNews;
  readonly verifications: Verifications;
  readonly nameRules: NameRules;
  /** Told of each file that lies where it was wanted. */
  readonly saved?: ((path: string) => void) | undefined;
}

/** What a transfer is asked to do; the key itself is not among it. */
export type KeptRequest = Pick<
  ListedTransfer,
  'kind' | 'name' | 'place' | 'version' | 'key_id' | 'suite' | 'exponent'
> & {
  readonly paths: readonly string[];
  /** Whole paths of files that stay out, though a folder above them goes in. */
  readonly without?: readonly string[];
  readonly force: boolean;
};

/** Transfers that need no window: they are written down, and go on by themselves after a log-out, a restart or a power cut. */
export class KeptTransfers {
  readonly #deps: KeptTransfersDeps;
  #noting: Promise<unknown> = Promise.resolve();

  constructor(deps: KeptTransfersDeps) {
    this.#deps = deps;
  }

  async begin(session: Session, request: KeptRequest): Promise<TransferView> {
    const { desk, list } = this.#deps;
    const { accountId } = session.vault;
    const written = Promise.withResolvers<ListedTransfer>();
    const work = async (log: TransferLog) => this.#work(await written.promise, log);
    let listed: ListedTransfer | undefined;
    const transfer = { ...headOf(request), kept: true, keyId: request.key_id };
    const view = desk.start(
      accountId,
      transfer,
      undefined,
      work,
      this.#hooksOf(() => listed),
    );
    try {
      listed = await this.#rowOf(accountId, request, view);
      await list.add(listed);
      written.resolve(listed);
    } catch (error) {
      written.reject(error);
      throw error;
    }
    return view;
  }

  /** Notes an upload whose bytes a window sends, so that it can be told of after a restart. */
  beginOfWindow(accountId: string, request: KeptRequest, view: TransferView): void {
    this.#note(async () => this.#deps.list.add(await this.#rowOf(accountId, request, view)));
  }

  /** Called when an upload of a window is over. */
  endOfWindow(id: string): void {
    this.#note(() => this.#deps.list.remove(id));
  }

  /**
   * Somebody logged in: what waits for that goes on, what was there before a restart is there again, and what nobody can go on with is
   * cleaned out of the bucket.
   * @throws BucketError where the bucket does not answer: the next log-in cleans
   */
  async opened({ vault, ended: signal }: Session): Promise<void> {
    const { desk, list, engine } = this.#deps;
    const { accountId } = vault;
    desk.resumeWaiting(accountId);
    const rows = await list.claim(accountId);
    const known = await Promise.all(rows.map((row) => this.#doneOf(row)));
    for (const [index, row] of rows.entries()) if (!desk.has(row.id)) this.#restore(row, known[index]!);
    await vault.catalog.refresh({ signal });
    await sweepUploads(engine, vault, { signal });
    await finishDeletions(vault, { signal });
  }

  /** Resolves when all that was told so far is written down; where the list cannot be written, its holds end by themselves. */
  async settled(): Promise<void> {
    await this.#noting;
    await this.#deps.list.release().catch(() => undefined);
  }

  async #rowOf(accountId: string, request: KeptRequest, { id, started }: TransferView): Promise<ListedTransfer> {
    const { paths, without = [], force, ...same } = request;
    const known = await this.#deps.knownKeys.get(request.key_id);
    const more = {
      id,
      account_id: accountId,
      started,
      state: 'going',
      failures: '[]',
      total_files: 0,
      total_bytes: 0,
    } as const;
    const lists = { paths: JSON.stringify(paths), left_out: JSON.stringify(without) };
    return { ...same, ...more, ...lists, force: force ? 1 : 0, key_path: known?.path ?? null };
  }

  async #doneOf({ id, account_id: account, kind, place, paths }: ListedTransfer) {
    const { list, engine } = this.#deps;
    const done = await list.done(id);
    const kept =
      kind === 'download'
        ? await keptOfDownloads(engine, account, place)
        : await keptOfUploads(engine, account, JSON.parse(paths) as string[]);
    return { files: done.files, bytes: [...kept.values()].reduce((sum, bytes) => sum + bytes, done.bytes) };
  }

  #restore(row: ListedTransfer, done: { readonly files: number; readonly bytes: number }): void {
    const { desk } = this.#deps;
    const isWindow = row.kind === 'window';
    const failures = isWindow ? [windowGone(row.name)] : (JSON.parse(row.failures) as TransferFailure[]);
    const transfer: OldTransfer = {
      ...headOf(row),
      id: row.id,
      started: row.started,
      failures: [...failures],
      ...done,
      totalFiles: row.total_files,
      totalBytes: row.total_bytes,
      kept: !isWindow,
      keyId: row.key_id,
    };
    const state = isWindow ? 'failed' : row.state;
    desk.restore(
      row.account_id,
      transfer,
      state,
      (log) => this.#work(row, log),
      this.#hooksOf(() => row),
    );
  }

  #hooksOf(row: () => ListedTransfer | undefined): RunHooks {
    const { list } = this.#deps;
    return {
      noted: (view) => {
        const { id, state } = view;
        if (state === 'done' || state === 'cancelled') this.#note(() => list.remove(id));
        else this.#note(() => list.note(id, state === 'failed' || state === 'paused' ? state : 'going', view));
      },
      forgotten: (id) => this.#note(() => list.remove(id)),
      cancelled: async () => {
        const listed = row();
        if (listed !== undefined) await this.#discard(listed);
      },
    };
  }

  /** In the order in which it was told; a list that cannot be written costs only memory of it. */
  #note(write: () => Promise<void>): void {
    this.#noting = this.#noting.then(write).catch(() => undefined);
  }

  async #work(row: ListedTransfer, log: TransferLog): Promise<void> {
    const { engine, queue, list, sessions, news, verifications, nameRules, saved } = this.#deps;
    const [session, ...others] = sessions.of(row.account_id);
    if (session === undefined) throw new Held('vault');
    const opened = await this.#open([session, ...others], row);
    if (opened === undefined) throw new Held('key');
    const { key, by } = opened;
    const { vault } = by;
    // Its key is wiped with its session; another session of the account may go on with it.
    const leave = () => log.hold('vault');
    by.ended.addEventListener('abort', leave, { once: true });
    if (by.ended.aborted) leave();
    log.know(new Map([[key.id, key.name]]));
    const all = { engine, queue, list, vault, key };
    try {
      if (row.kind === 'upload') {
        const sealing = keptChoice(row);
        const without = new Set(JSON.parse(row.left_out) as string[]);
        const upload = { id: row.id, paths: pathsOf(row), without, to: toVaultFolder(row.place), sealing };
        await runUpload({ ...all, tell: () => news.tell(row.account_id) }, upload, log);
      } else {
        const { id, place: root, version } = row;
        const paths = pathsOf(row).map(toVaultPath);
        const download = { id, paths, version: version ?? undefined, root, force: row.force === 1 };
        const found = async (file: CatalogFile, target: string) => {
          saved?.(target);
          await verifications.note(file.id);
        };
        await runDownload({ ...all, nameRules, found }, download, log);
      }
    } finally {
      by.ended.removeEventListener('abort', leave);
      wipeKeyFile(key);
    }
  }

  /** The key, where it is open in a session, or its file lies where it was and wants no passphrase. */
  async #open(
    sessions: readonly Session[],
    { key_id: id, key_path: path }: ListedTransfer,
  ): Promise<{ key: KeyFile; by: Session } | undefined> {
    for (const by of sessions) {
      const key = by.keys?.get(id);
      if (key !== undefined) return { key, by };
    }
    // A log-in from another computer reads no key file of this one.
    const by = sessions.find(({ client }) => client.side === 'local');
    if (by === undefined) return undefined;
    const { keyDesk } = this.#deps;
    for (const choice of [{ id }, ...(path === null ? [] : [{ path }])]) {
      const found = await keyDesk.find(by, choice).catch(() => undefined);
      if (found === undefined || found.file.id !== id || found.file.form === 'protected') continue;
      return { key: await keyDesk.openFound(by, found, undefined), by };
    }
    return undefined;
  }

  async #discard(row: ListedTransfer): Promise<void> {
    const { engine, sessions } = this.#deps;
    const vault = sessions.of(row.account_id)[0]?.vault;
    if (vault === undefined) return;
    if (row.kind === 'upload') await discardUploads(engine, vault, pathsOf(row), row.key_id);
    else await discardDownloads(engine, vault, row.place, pathsOf(row).map(toVaultPath));
  }
}

function headOf({ kind, name, place }: Pick<ListedTransfer, 'kind' | 'name' | 'place'>) {
  return { kind: kind === 'download' ? 'download' : 'upload', name, place } as const;
}

function pathsOf({ paths }: ListedTransfer): string[] {
  return JSON.parse(paths) as string[];
}

function windowGone(name: string): TransferFailure {
  const { code, message } = new HttpError(
    'window-gone',
    'Latchkey was closed before the window had sent it. Add it again.',
  );
  return { path: name, code, message };
}
