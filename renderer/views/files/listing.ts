import { useDeferredValue, useMemo } from 'react';
import type { FileView } from '../../../backend/contract/files.ts';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { useEverything, useFolder } from '../../data/queries.ts';
import { folderSums, type FolderSum } from './folder-sums.ts';
import { keyTitle } from './key-choice.ts';
import { type Row, rowsOf, foundRows, type Sort, sortRows } from './rows.ts';
import { comingRows, type UploadMark } from './upload-marks.ts';

export interface Listing {
  readonly rows: readonly Row[];
  readonly everything: readonly FileView[];
  readonly sums: ReadonlyMap<string, FolderSum>;
  /** The first answer is not here yet. */
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly again: () => void;
}

export interface ListingOf {
  readonly folder: string;
  readonly trash: boolean;
  readonly search: string;
  readonly sort: Sort;
  readonly keys: ReadonlyMap<string, KnownKey>;
  readonly marks: ReadonlyMap<string, UploadMark>;
}

const NONE: readonly FileView[] = [];

/** The rows of a folder, of what is found below it, or of the trash, in their order. */
export function useListing({ folder, trash, search, sort, keys, marks }: ListingOf): Listing {
  const isSearch = search.trim() !== '';
  const here = useFolder(folder, trash);
  // Sums of folders need all that lies in them; a folder without folders does not.
  const needsAll = trash || isSearch || (here.data?.folders.length ?? 0) > 0;
  const all = useEverything(needsAll, trash);
  const everything = all.data?.files ?? NONE;
  const sums = useMemo(() => folderSums(everything), [everything]);
  const text = useDeferredValue(search);
  const listed = useMemo(() => {
    if (trash || isSearch) return foundRows(everything, trash ? new Map() : sums, folder, text);
    return here.data === undefined ? [] : rowsOf(here.data, folder, sums);
  }, [trash, isSearch, everything, sums, folder, text, here.data]);
  // Transfers tell of themselves four times a second; rows are made anew only when one comes or goes.
  const comingText = JSON.stringify(trash || isSearch ? [] : comingRows(marks, folder, listed));
  const rows = useMemo(() => {
    const coming = JSON.parse(comingText) as Row[];
    return sortRows([...listed, ...coming], sort, (id) => keyTitle(id, keys));
  }, [listed, comingText, sort, keys]);
  const asked = trash ? all : here;
  return {
    rows,
    everything,
    sums,
    isPending: asked.isPending || (isSearch && all.isPending),
    error: asked.error,
    again: () => void asked.refetch(),
  };
}
