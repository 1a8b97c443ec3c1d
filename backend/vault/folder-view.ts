import type { Catalog, CatalogState } from './catalog.ts';
import { VaultError } from './errors.ts';
import type { VaultPath } from './path.ts';
import type { FolderSum } from './path-index.ts';
import type { CatalogFile } from './settlement.ts';

/** A folder's rows: the newest version of each file in it, and the folders in it by name. */
export interface FolderView {
  readonly folders: readonly VaultPath[];
  readonly files: readonly CatalogFile[];
  /** What the folders in it add up to; with `recursive` every folder below it. */
  readonly sums: readonly (readonly [path: VaultPath, sum: FolderSum])[];
}

export interface FolderViewOptions {
  /** All files below, and no folders as rows. */
  readonly recursive?: boolean;
  /** Leaves out the files. */
  readonly onlyFolders?: boolean;
  readonly state?: CatalogState;
}

/**
 * What stands in a folder (the top where none is given), or all files below it. A file's own path shows the file.
 * @throws VaultError `not-found`
 */
export function viewFolder(
  catalog: Catalog,
  folder: VaultPath | undefined,
  { recursive = false, onlyFolders = false, state = 'live' }: FolderViewOptions = {},
): FolderView {
  const index = catalog.index(state);
  if (folder !== undefined && index.isFile(folder)) {
    return { folders: [], files: onlyFolders ? [] : index.versions(folder).slice(-1), sums: [] };
  }
  if (folder !== undefined && !index.isFolder(folder)) {
    throw new VaultError('not-found', `There is no folder ${folder} in the ${state === 'live' ? 'vault' : 'trash'}.`);
  }
  const sums = index.folders(folder, recursive);
  const folders = recursive ? [] : sums.map(([path]) => path);
  if (onlyFolders) return { folders, files: [], sums };
  return { folders, files: recursive ? index.newest(folder) : index.standing(folder), sums };
}
