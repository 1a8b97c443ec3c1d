import type { FileView } from '../../../backend/contract/files.ts';
import { isBelow } from './paths.ts';
import type { Row } from './rows.ts';

/** Ids of rows; or all, those too that are still to come. */
export type Selected = 'all' | ReadonlySet<string>;

export const NOTHING: Selected = new Set();

export function selectedRows(rows: readonly Row[], selected: Selected): Row[] {
  return selected === 'all' ? [...rows] : rows.filter(({ id }) => selected.has(id));
}

export function isSelected(selected: Selected, id: string): boolean {
  return selected === 'all' || selected.has(id);
}

/** One more, or one less. */
export function toggled(rows: readonly Row[], selected: Selected, id: string): Selected {
  const ids = new Set(selected === 'all' ? rows.map((row) => row.id) : selected);
  if (!ids.delete(id)) ids.add(id);
  return ids;
}

/** All from one row to another, in either direction, and what was selected before where it is to stay. */
export function stretched(rows: readonly Row[], from: number, to: number, before: Selected = NOTHING): Selected {
  if (before === 'all') return before;
  const between = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id);
  return new Set([...before, ...between]);
}

/** What a menu on a row is about: all that is selected where the row is of it, else the row alone. */
export function rowsMeant(rows: readonly Row[], selected: Selected, row: Row): Row[] {
  return isSelected(selected, row.id) ? selectedRows(rows, selected) : [row];
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

/** Of what is known of them. */
export function bytesOf(rows: readonly Row[]): number {
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
