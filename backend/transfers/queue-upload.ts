import { stat } from 'node:fs/promises';
import type { KeyFile } from '../../keys/key-file.ts';
import type { TransferList } from '../state/transfer-list.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { VaultPath } from '../vault/path.ts';
import { Arrivals } from './arrivals.ts';
import type { Engine } from './engine.ts';
import type { QueueFile, QueueLog, TransferQueue } from './queue.ts';
import { keptOfUploads } from './queue-kept.ts';
import type { SealChoice, UploadOptions } from './sealed-version.ts';
import { findSources, isFault, type SourceFault, type SourceFile } from './source.ts';
import { uploadFile } from './upload.ts';

export interface QueuedUploadDeps {
  readonly engine: Engine;
  readonly queue: TransferQueue;
  readonly list: TransferList;
  readonly vault: AccountVault;
  readonly key: KeyFile;
  /** Told of each file that went in. */
  readonly tell: () => void;
}

/** What goes in, and where. */
export interface QueuedUpload {
  readonly id: string;
  /** Whole paths of this computer. */
  readonly paths: readonly string[];
  /** Whole paths of files that stay out, though a folder above them goes in. */
  readonly without?: ReadonlySet<string>;
  readonly to: VaultPath | undefined;
  readonly sealing: SealChoice;
}

/** While files are counted, their number is told each time so many more were found. */
const TOLD_FILES = 200;

/**
 * Sends files and folders of this computer. What an earlier run of the same transfer has sent is passed over, unless it changed since.
 * @throws the signal's reason; BucketError `unreachable` where the vault cannot be listed
 */
export async function runUpload(deps: QueuedUploadDeps, upload: QueuedUpload, log: QueueLog): Promise<void> {
  const { engine, queue, list, vault } = deps;
  const kept = await keptOfUploads(engine, vault.accountId, upload.paths);
  const done = await list.done(upload.id);
  log.goOn(done.files, done.bytes + sum(kept.values()));
  await vault.catalog.refresh({ signal: log.signal });
  // Counted beside: whoever waits wants to know how much it is, and the first files need not wait for that.
  await Promise.all([count(upload, vault, log), queue.run(filesOf(deps, upload, kept, log), log)]);
}

/** What goes in of the paths, and what cannot. */
async function* sourcesOf(
  { paths, without, to }: QueuedUpload,
  { vault }: AccountVault,
): AsyncGenerator<SourceFile | SourceFault> {
  const { place } = vault.bucket;
  for (const path of new Set(paths))
    for await (const found of findSources(path, to, place)) if (without?.has(found.localPath) !== true) yield found;
}

async function count(upload: QueuedUpload, vault: AccountVault, log: QueueLog): Promise<void> {
  let [files, bytes] = [0, 0];
  for await (const found of sourcesOf(upload, vault)) {
    if (log.signal.aborted) return;
    files += 1;
    bytes += isFault(found) ? 0 : found.size;
    if (files % TOLD_FILES === 0) log.found(files, bytes);
  }
  log.total(files, bytes);
}

async function* filesOf(
  deps: QueuedUploadDeps,
  upload: QueuedUpload,
  kept: ReadonlyMap<string, number>,
  log: QueueLog,
): AsyncGenerator<QueueFile> {
  const { id, sealing } = upload;
  const arrivals = new Arrivals();
  const failed = (path: string, error: unknown) => ({ path, size: 0, kept: 0, send: () => Promise.reject(error) });
  for await (const found of sourcesOf(upload, deps.vault)) {
    if (isFault(found)) {
      yield failed(found.localPath, found.error);
      continue;
    }
    try {
      arrivals.add(found.path, found.localPath);
    } catch (error) {
      yield failed(found.localPath, error);
      continue;
    }
    const stamp = await stampOf(found.localPath);
    const before = await deps.list.doneItem(id, found.localPath);
    if (before !== undefined && before.size === found.size && before.stamp === stamp) continue;
    if (before !== undefined) {
      await deps.list.unmark(id, found.localPath);
      log.undo(before.size);
    }
    yield {
      path: found.path,
      size: found.size,
      kept: Math.min(kept.get(found.localPath) ?? 0, found.size),
      send: (onBytes) => send(deps, id, found, stamp, { ...sealing, signal: log.signal, onBytes }),
    };
  }
}

async function send(
  { engine, vault, key, list, tell }: QueuedUploadDeps,
  id: string,
  file: SourceFile,
  stamp: string,
  options: UploadOptions,
): Promise<void> {
  await uploadFile(engine, vault, key, file, options);
  // The time was looked at before: a change in between makes it go in once more, and is not overlooked. It is in, also where that cannot be noted.
  await list.markDone(id, file.localPath, file.size, stamp).catch(() => undefined);
  tell();
}

async function stampOf(localPath: string): Promise<string> {
  const found = await stat(localPath, { bigint: true }).catch(() => undefined);
  return found === undefined ? '' : String(found.mtimeNs);
}

function sum(numbers: Iterable<number>): number {
  let all = 0;
  for (const number of numbers) all += number;
  return all;
}
