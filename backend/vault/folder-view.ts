import type { Catalog, CatalogState } from './catalog.ts';
import { VaultError } from './errors.ts';
import { isWithin, type VaultPath } from './path.ts';
import type { CatalogFile } from './settlement.ts';

/** A folder's rows: the newest version of each file in it, and the folders in it by name. */
export interface FolderView {
  readonly folders: readonly VaultPath[];
  readonly files: readonly CatalogFile[];
}

/**
 * What stands in a folder (the top where none is given), or all files below it. A file's own path shows the file.
 * @throws VaultError `not-found`
 */
export function viewFolder(
  catalog: Catalog,
  folder: VaultPath | undefined,
  options: { recursive?: boolean; state?: CatalogState } = {},
): FolderView {
  const { recursive = false, state = 'live' } = options;
  const index = catalog.index(state);
  if (folder !== undefined && index.isFile(folder)) return { folders: [], files: index.versions(folder).slice(-1) };
  if (folder !== undefined && !index.isFolder(folder)) {
    throw new VaultError('not-found', `There is no folder ${folder} in the ${state === 'live' ? 'vault' : 'trash'}.`);
  }
  const below = index.newest().filter(({ record }) => isWithin(record.path, folder));
  if (recursive) return { folders: [], files: below };
  const start = folder === undefined ? 0 : folder.length + 1;
  const folders = new Set<VaultPath>();
  const files: CatalogFile[] = [];
  for (const file of below) {
    const slash = file.record.path.indexOf('/', start);
    if (slash < 0) files.push(file);
    else folders.add(file.record.path.slice(0, slash) as VaultPath);
  }
  return { folders: [...folders].sort(), files };
}
