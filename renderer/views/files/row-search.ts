import type { FolderBody } from '../../../backend/contract/files.ts';
import { parentOf } from './paths.ts';
import { fileRow, folderRow, type Row } from './rows.ts';

/** A row and its name as it is compared with what is typed. */
export interface Searchable {
  readonly name: string;
  readonly row: Row;
}

/** Everything below a folder, each with the folder it lies in. Made once, not for each letter that is typed. */
export function searchable({ files, sums }: Pick<FolderBody, 'files' | 'sums'>): readonly Searchable[] {
  const rows = [...sums.map(folderRow), ...files.map((file) => fileRow(file))];
  return searchableRows(rows.map((row) => ({ ...row, place: parentOf(row.path) })));
}

export function searchableRows(rows: readonly Row[]): readonly Searchable[] {
  return rows.map((row) => ({ name: plain(row.name), row }));
}

/** The rows whose names hold all words of the text. */
export function foundRows(all: readonly Searchable[], text: string): Row[] {
  const words = plain(text).split(' ').filter(Boolean);
  return all.filter(({ name }) => words.every((word) => name.includes(word))).map(({ row }) => row);
}

/** Without accents and capitals. */
function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
