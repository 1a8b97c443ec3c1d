import type { CatalogFile } from './settlement.ts';
import { isWithin, parentOf, type VaultPath } from './path.ts';

/** Files by path and the folders they make: looked up without walking all of them. Empty folders are not kept (format 3.8). */
export class PathIndex {
  readonly #versions = new Map<VaultPath, CatalogFile[]>();
  /** How many paths lie below each folder. */
  readonly #folders = new Map<VaultPath, number>();

  add(file: CatalogFile): void {
    const { path } = file.record;
    const versions = this.#versions.get(path);
    if (versions === undefined) {
      this.#versions.set(path, [file]);
      this.#count(path, 1);
      return;
    }
    const inOrder = versions.at(-1)!.id < file.id;
    versions.push(file);
    // A listing comes in this order; sorting each time would take a minute for a file with very many versions.
    if (!inOrder) versions.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  remove(file: CatalogFile): void {
    const { path } = file.record;
    const versions = this.#versions.get(path)?.filter(({ id }) => id !== file.id) ?? [];
    if (versions.length > 0) {
      this.#versions.set(path, versions);
    } else if (this.#versions.delete(path)) {
      this.#count(path, -1);
    }
  }

  /** All versions of a path, the newest last (format 3.8). */
  versions(path: VaultPath): readonly CatalogFile[] {
    return this.#versions.get(path) ?? [];
  }

  /** All versions of all files below a folder. */
  within(folder: VaultPath): CatalogFile[] {
    if (!this.isFolder(folder)) return [];
    return [...this.#versions].flatMap(([path, versions]) => (isWithin(path, folder) ? versions : []));
  }

  /** The newest version of each path, by path. */
  newest(): CatalogFile[] {
    const files = [...this.#versions.values()].map((versions) => versions.at(-1)!);
    return files.sort((a, b) => (a.record.path < b.record.path ? -1 : 1));
  }

  isFile(path: VaultPath): boolean {
    return this.#versions.has(path);
  }

  isFolder(path: VaultPath): boolean {
    return this.#folders.has(path);
  }

  #count(path: VaultPath, change: 1 | -1): void {
    for (let folder = parentOf(path); folder !== undefined; folder = parentOf(folder)) {
      const count = (this.#folders.get(folder) ?? 0) + change;
      if (count > 0) this.#folders.set(folder, count);
      else this.#folders.delete(folder);
    }
  }
}
