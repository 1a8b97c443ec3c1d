import type { KeyFile } from '../../keys/key-file.ts';
import type { TransferList } from '../state/transfer-list.ts';
import type { AccountVault } from '../vault/account-vault.ts';
import type { Catalog } from '../vault/catalog.ts';
import { VaultError } from '../vault/errors.ts';
import { parentOf, type VaultPath } from '../vault/path.ts';
import type { CatalogFile } from '../vault/settlement.ts';
import { downloadFile } from './download.ts';
import type { Engine } from './engine.ts';
import { TransferError } from './errors.ts';
import { LocalPlaces, relativeTo, type NameRules } from './local-name.ts';
import type { QueueFile, QueueLog, TransferQueue } from './queue.ts';
import { keptOfDownloads } from './queue-kept.ts';

export interface QueuedDownloadDeps {
  readonly engine: Engine;
  readonly queue: TransferQueue;
  readonly list: TransferList;
  readonly vault: AccountVault;
  readonly key: KeyFile;
  readonly nameRules: NameRules;
  /** Told of each file whose every byte was found whole, and where it lies now. */
  readonly found: (file: CatalogFile, target: string) => Promise<void>;
}

/** What comes out, and where to. */
export interface QueuedDownload {
  readonly id: string;
  readonly paths: readonly VaultPath[];
  /** File id: one version of one path. */
  readonly version: string | undefined;
  /** A folder of this computer. */
  readonly root: string;
  readonly force: boolean;
}

interface Target {
  readonly file: CatalogFile;
  readonly target: string;
}

/** A path that names nothing, or something damaged. */
interface Missing {
  readonly path: VaultPath;
  readonly error: unknown;
}

/**
 * Opens files and folders of the vault into a folder. What an earlier run of the same transfer has saved is passed over, also where the vault
 * has a newer version meanwhile.
 * @throws the signal's reason; BucketError `unreachable` where the vault cannot be listed
 */
export async function runDownload(deps: QueuedDownloadDeps, download: QueuedDownload, log: QueueLog): Promise<void> {
  const { engine, queue, list, vault } = deps;
  const done = await list.done(download.id);
  log.goOn(done.files, done.bytes);
  await vault.catalog.refresh({ signal: log.signal });
  const [targets, missing] = targetsOf(deps, download);
  const kept = await keptOfDownloads(engine, vault.accountId, download.root);
  const keptHere = targets.reduce((all, { target, file }) => all + keptOf(kept, target, file), 0);
  log.goOn(done.files, done.bytes + keptHere);
  log.total(
    targets.length + missing.length,
    targets.reduce((all, { file }) => all + file.record.size, 0),
  );
  await queue.run(filesOf(deps, download, { targets, missing, kept }, log), log);
}

async function* filesOf(
  { engine, vault, key, list, found }: QueuedDownloadDeps,
  { id, force }: QueuedDownload,
  { targets, missing, kept }: { targets: Target[]; missing: Missing[]; kept: ReadonlyMap<string, number> },
  log: QueueLog,
): AsyncGenerator<QueueFile> {
  const failed = (path: string, error: unknown) => ({
    path,
    size: 0,
    kept: 0,
    send: async () => Promise.reject(error),
  });
  for (const { path, error } of missing) yield failed(path, error);
  const saved = await list.doneStamps(id);
  for (const { file, target } of targets) {
    const { path, size } = file.record;
    const versions = [file, ...vault.catalog.index('live').versions(path)];
    if (versions.some((version) => saved.has(version.id))) continue;
    // Names in the vault changed since: what was saved there is not to be taken for this file, nor to make room for it.
    if ((await list.doneItem(id, target)) !== undefined) {
      const sentence = `${target} was saved from another file of this download. Download ${path} into another folder.`;
      yield failed(path, new TransferError('exists', sentence));
      continue;
    }
    yield {
      path,
      size,
      kept: keptOf(kept, target, file),
      send: async (onBytes) => {
        // Before a folder is made for it.
        vault.content.requireKey(file, key);
        await downloadFile(engine, vault, key, file, target, { signal: log.signal, onBytes, force });
        // It is saved, also where that cannot be noted.
        await list.markDone(id, target, size, file.id).catch(() => undefined);
        await found(file, target);
      },
    };
  }
}

function keptOf(kept: ReadonlyMap<string, number>, target: string, { record }: CatalogFile): number {
  return Math.min(kept.get(target) ?? 0, record.size);
}

function targetsOf(
  { vault, nameRules }: QueuedDownloadDeps,
  { paths, version, root }: QueuedDownload,
): [Target[], Missing[]] {
  const places = new LocalPlaces(nameRules);
  const missing: Missing[] = [];
  const targets = paths.flatMap((path) => {
    try {
      return chosenFiles(vault.catalog, path, version).map((file) => ({
        file,
        target: places.place(root, relativeTo(file.record.path, path), parentOf(path)),
      }));
    } catch (error) {
      missing.push({ path, error });
      return [];
    }
  });
  return [targets, missing];
}

/** The newest version of each file a path names, or one version of one path. @throws VaultError `not-found` */
export function chosenFiles(catalog: Catalog, path: VaultPath, version: string | undefined): CatalogFile[] {
  const files = catalog.select(path);
  if (version === undefined) return [...new Map(files.map((file) => [file.record.path, file])).values()];
  const one = files.find((file) => file.id === version);
  if (one === undefined) throw new VaultError('not-found', `${path} has no such version.`);
  return [one];
}
