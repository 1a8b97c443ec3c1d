import type { FileView } from '../../../backend/contract/files.ts';
import { isBelow } from './paths.ts';
import type { Row } from './rows.ts';

/** What react-aria keeps: ids of rows, or all of them. */
export type Selected = 'all' | ReadonlySet<string | number>;

export const NOTHING: Selected = new Set();

export function selectedRows(rows: readonly Row[], selected: Selected): Row[] {
  return selected === 'all' ? [...rows] : rows.filter(({ id }) => selected.has(id));
}

/** What a menu on a row is about: all that is selected where the row is of it, else the row alone. */
export function rowsMeant(rows: readonly Row[], selected: Selected, row: Row): Row[] {
  const isSelected = selected === 'all' || selected.has(row.id);
  return isSelected ? selectedRows(rows, selected) : [row];
}

/** The files that rows stand for: folders are all that lies below them. */
export function filesMeant(rows: readonly Row[], everything: readonly FileView[]): FileView[] {
  const folders = rows.filter(({ kind }) => kind === 'folder').map(({ path }) => path);
  const single = rows.flatMap(({ file, damage }) => (file === undefined || damage !== undefined ? [] : [file]));
  const below = folders.length === 0 ? [] : everything.filter(({ path }) => folders.some((f) => isBelow(path, f)));
  return [...new Map([...single, ...below].map((file) => [file.path, file])).values()];
}

/** One group for each key, in the order in which the keys are met. */
export function byKey(files: readonly FileView[]): ReadonlyMap<string, readonly FileView[]> {
  return Map.groupBy(files, ({ key }) => key);
}

export function sizeOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { size = 0 }) => sum + size, 0);
}

/** Whether rows may be put into a folder: never into themselves, and not where they are. */
export function mayMove(rows: readonly Pick<Row, 'kind' | 'path'>[], folder: string): boolean {
  return (
    rows.length > 0 &&
    rows.every(({ kind, path }) => !(kind === 'folder' && (path === folder || isBelow(folder, path)))) &&
    rows.some(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))) !== folder)
  );
}
