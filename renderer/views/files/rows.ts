import type { FileView, FolderBody } from '../../../backend/contract/files.ts';
import type { FolderSum } from './folder-sums.ts';
import { baseName, isBelow, parentOf } from './paths.ts';

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

const NAMES = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export function folderRow(path: string, sum: FolderSum | undefined): Row {
  const { count, size, changed, key } = sum ?? {};
  return { id: `${path}/`, kind: 'folder', path, name: baseName(path), count, size, changed, keyId: key };
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
export function rowsOf(body: FolderBody, folder: string, sums: ReadonlyMap<string, FolderSum>): Row[] {
  const damage = new Map(body.damage.flatMap((one) => (one.path === null ? [] : [[one.path, one] as const])));
  const listed = new Set(body.files.map(({ path }) => path));
  const lost = body.damage.filter(({ path }) =>
    path === null ? folder === '' : parentOf(path) === folder && !listed.has(path),
  );
  return [
    ...body.folders.map((path) => folderRow(path, sums.get(path))),
    ...body.files.map((file) => fileRow(file, damage.get(file.path))),
    ...lost.map((one): Row => {
      const path = one.path ?? '';
      return { id: one.path ?? one.id, kind: 'file', path, name: baseName(path), damage: one };
    }),
  ];
}

/** Rows below a folder whose names hold all words of the text. */
export function foundRows(
  files: readonly FileView[],
  sums: ReadonlyMap<string, FolderSum>,
  folder: string,
  text: string,
): Row[] {
  const words = plain(text).split(' ').filter(Boolean);
  const fits = (path: string) => {
    const name = plain(baseName(path));
    return isBelow(path, folder) && words.every((word) => name.includes(word));
  };
  const placed = (row: Row): Row => ({ ...row, place: parentOf(row.path) });
  const folders = [...sums].filter(([path]) => path !== '' && fits(path)).map(([path, sum]) => folderRow(path, sum));
  return [...folders, ...files.filter(({ path }) => fits(path)).map((file) => fileRow(file))].map(placed);
}

function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** Folders stand first whatever counts; names decide where the rest is alike. */
export function sortRows(rows: readonly Row[], sort: Sort, keyName: (id: string) => string): Row[] {
  const turn = sort.direction === 'ascending' ? 1 : -1;
  const value = (row: Row) => (sort.column === 'key' && row.keyId ? keyName(row.keyId) : undefined);
  const by = (a: Row, b: Row): number => {
    if (sort.column === 'size') return (a.size ?? -1) - (b.size ?? -1);
    if (sort.column === 'changed') return NAMES.compare(a.changed ?? '', b.changed ?? '');
    if (sort.column === 'key') return NAMES.compare(value(a) ?? '', value(b) ?? '');
    return 0;
  };
  return rows.toSorted((a, b) => {
    if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1;
    const names = NAMES.compare(a.name, b.name) || NAMES.compare(a.path, b.path);
    return turn * (by(a, b) || names);
  });
}
