import type { FileView } from '../../../backend/contract/files.ts';

/** What lies in a folder and all folders in it. */
export interface FolderSum {
  readonly count: number;
  readonly size: number;
  /** ISO 8601, of the file changed last. */
  readonly changed: string;
  /** The key of all of them; null where there are several. */
  readonly key: string | null;
}

/** Sums of every folder, by path; '' is the whole vault. */
export function folderSums(files: readonly FileView[]): ReadonlyMap<string, FolderSum> {
  const sums = new Map<string, { -readonly [Field in keyof FolderSum]: FolderSum[Field] }>();
  const add = (folder: string, { size, modified, key }: FileView) => {
    const sum = sums.get(folder);
    if (sum === undefined) {
      sums.set(folder, { count: 1, size, changed: modified, key });
      return;
    }
    sum.count += 1;
    sum.size += size;
    if (modified > sum.changed) sum.changed = modified;
    if (sum.key !== key) sum.key = null;
  };
  for (const file of files) {
    add('', file);
    for (let slash = file.path.indexOf('/'); slash >= 0; slash = file.path.indexOf('/', slash + 1)) {
      add(file.path.slice(0, slash), file);
    }
  }
  return sums;
}
