import type { CatalogFile } from './settlement.ts';
import { parentOf, type VaultPath } from './path.ts';

/** All that lies in a folder and the folders in it, added up. */
export interface FolderSum {
  /** Files; each counts once, whatever its versions. */
  readonly count: number;
  /** Bytes of content of their newest versions. */
  readonly size: number;
  /** Of the file changed last, Unix milliseconds. */
  readonly modified: number;
  /** The key of all of them; null where there are several. */
  readonly keyId: string | null;
}

class Folder {
  readonly path: VaultPath | undefined;
  readonly folders = new Map<VaultPath, Folder>();
  readonly files = new Map<VaultPath, CatalogFile[]>();
  #sum: FolderSum | undefined;

  constructor(path: VaultPath | undefined) {
    this.path = path;
  }

  /** Something below it is not as it was. */
  change(): void {
    this.#sum = undefined;
  }

  /** Added up when it is asked for, and kept until something below changes: one change costs its own way up, not the vault. */
  get sum(): FolderSum {
    this.#sum ??= [...this.newest().map(sumOfFile), ...[...this.folders.values()].map(({ sum }) => sum)].reduce(plus);
    return this.#sum;
  }

  newest(): CatalogFile[] {
    return [...this.files.values()].map((versions) => versions.at(-1)!);
  }

  /** This folder and every one below it. */
  *all(): Generator<Folder, void> {
    yield this;
    for (const folder of this.folders.values()) yield* folder.all();
  }
}

/** Files by path and the folders they make: looked up without walking all of them. Empty folders are not kept (format 3.8). */
export class PathIndex {
  readonly #top = new Folder(undefined);
  readonly #folders = new Map<VaultPath | undefined, Folder>([[undefined, this.#top]]);

  add(file: CatalogFile): void {
    const { path } = file.record;
    const folder = this.#make(parentOf(path));
    this.#changed(folder);
    const versions = folder.files.get(path);
    if (versions === undefined) {
      folder.files.set(path, [file]);
      return;
    }
    const inOrder = versions.at(-1)!.id < file.id;
    versions.push(file);
    // A listing comes in this order; sorting each time would take a minute for a file with very many versions.
    if (!inOrder) versions.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  remove(file: CatalogFile): void {
    const { path } = file.record;
    const folder = this.#folders.get(parentOf(path));
    const versions = folder?.files.get(path)?.filter(({ id }) => id !== file.id);
    if (folder === undefined || versions === undefined) return;
    if (versions.length > 0) folder.files.set(path, versions);
    else folder.files.delete(path);
    this.#changed(folder);
    this.#dropEmpty(folder);
  }

  /** All versions of a path, the newest last (format 3.8). */
  versions(path: VaultPath): readonly CatalogFile[] {
    return this.#folders.get(parentOf(path))?.files.get(path) ?? [];
  }

  /** All versions of all files below a folder. */
  within(folder: VaultPath): CatalogFile[] {
    const found = this.#folders.get(folder);
    return found === undefined ? [] : [...found.all()].flatMap(({ files }) => [...files.values()].flat());
  }

  /** The newest version of each path below a folder (the top where none is given), by path. */
  newest(folder?: VaultPath): CatalogFile[] {
    const found = this.#folders.get(folder);
    return found === undefined ? [] : [...found.all()].flatMap((one) => one.newest()).sort(byPath);
  }

  /** The newest version of each file that stands in a folder itself, by path. */
  standing(folder?: VaultPath): CatalogFile[] {
    return this.#folders.get(folder)?.newest().sort(byPath) ?? [];
  }

  /** The folders in a folder with what they add up to, by path; with `deep` every folder below it. */
  folders(folder?: VaultPath, deep = false): [path: VaultPath, sum: FolderSum][] {
    const found = this.#folders.get(folder);
    if (found === undefined) return [];
    const wanted = deep ? [...found.all()].slice(1) : [...found.folders.values()];
    return wanted.map((one): [VaultPath, FolderSum] => [one.path!, one.sum]).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  isFile(path: VaultPath): boolean {
    return this.versions(path).length > 0;
  }

  isFolder(path: VaultPath): boolean {
    return this.#folders.has(path);
  }

  #make(path: VaultPath | undefined): Folder {
    const found = this.#folders.get(path);
    if (found !== undefined || path === undefined) return found ?? this.#top;
    const folder = new Folder(path);
    this.#folders.set(path, folder);
    this.#make(parentOf(path)).folders.set(path, folder);
    return folder;
  }

  #changed({ path }: Folder): void {
    this.#top.change();
    for (let at = path; at !== undefined; at = parentOf(at)) this.#folders.get(at)?.change();
  }

  #dropEmpty({ path, files, folders }: Folder): void {
    if (path === undefined || files.size > 0 || folders.size > 0) return;
    const parent = this.#folders.get(parentOf(path))!;
    this.#folders.delete(path);
    parent.folders.delete(path);
    this.#dropEmpty(parent);
  }
}

function sumOfFile({ record: { size, modified, keyId } }: CatalogFile): FolderSum {
  return { count: 1, size, modified, keyId };
}

function plus(a: FolderSum, b: FolderSum): FolderSum {
  return {
    count: a.count + b.count,
    size: a.size + b.size,
    modified: Math.max(a.modified, b.modified),
    keyId: a.keyId === b.keyId ? a.keyId : null,
  };
}

function byPath(a: CatalogFile, b: CatalogFile): number {
  return a.record.path < b.record.path ? -1 : 1;
}
