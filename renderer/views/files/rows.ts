import type { FileView, FolderBody, FolderSumView } from '../../../backend/contract/files.ts';
import { baseName, parentOf } from './paths.ts';

type Damage = FolderBody['damage'][number];

/** One line of the list, one tile of the grid. */
export interface Row {
  /** Path, with a slash at the end for a folder; the id of what has no readable path. */
  readonly id: string;
  readonly kind: 'folder' | 'file';
  readonly path: string;
  /** '' where no name can be read. */
  readonly name: string;
  readonly size?: number | undefined;
  readonly changed?: string | undefined;
  /** Null where a folder holds files of several keys. Not `key`: React reads that. */
  readonly keyId?: string | null | undefined;
  /** Files in a folder. */
  readonly count?: number | undefined;
  readonly file?: FileView;
  readonly damage?: Damage;
  /** Folder it was found in, where rows of several stand together. */
  readonly place?: string;
}

export type SortColumn = 'name' | 'changed' | 'size' | 'key';

export interface Sort {
  readonly column: SortColumn;
  readonly direction: 'ascending' | 'descending';
}

export function folderRow({ path, count, size, modified, key }: FolderSumView): Row {
  return { id: `${path}/`, kind: 'folder', path, name: baseName(path), count, size, changed: modified, keyId: key };
}

export function fileRow(file: FileView, damage?: Damage): Row {
  const { path, size, modified, key } = file;
  const base = {
    id: path,
    kind: 'file',
    path,
    name: baseName(path),
    size,
    changed: modified,
    keyId: key,
    file,
  } as const;
  return damage === undefined ? base : { ...base, damage };
}

/** All that stands in one folder. What is damaged so that no record of it opens has a row too: it must not be overlooked. */
export function rowsOf(body: FolderBody, folder: string): Row[] {
  const damage = new Map(body.damage.flatMap((one) => (one.path === null ? [] : [[one.path, one] as const])));
  const listed = new Set(body.files.map(({ path }) => path));
  const lost = body.damage.filter(({ path }) =>
    path === null ? folder === '' : parentOf(path) === folder && !listed.has(path),
  );
  return [
    ...body.sums.map(folderRow),
    ...body.files.map((file) => fileRow(file, damage.get(file.path))),
    ...lost.map((one): Row => {
      const path = one.path ?? '';
      return { id: one.path ?? one.id, kind: 'file', path, name: baseName(path), damage: one };
    }),
  ];
}
