import { useDeferredValue, useMemo } from 'react';
import type { FolderBody } from '../../../backend/contract/files.ts';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { useBelow, useFolder } from '../../data/queries.ts';
import { keyTitle } from './key-choice.ts';
import { byName, inOrder } from './row-order.ts';
import { foundRows, searchable } from './row-search.ts';
import { type Row, rowsOf, type Sort } from './rows.ts';
import { comingRows, type UploadMark } from './upload-marks.ts';

export interface Listing {
  readonly rows: readonly Row[];
  /** Rows of several folders, of which the search is about. */
  readonly isSearch: boolean;
  /** The first answer is not here yet. */
  readonly isPending: boolean;
  readonly error: Error | null;
  /** When it came last, in milliseconds. */
  readonly at: number;
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

const NOTHING: Pick<FolderBody, 'files' | 'sums'> = { files: [], sums: [] };

/** The rows of a folder, of what is found below it, or of the trash, in their order. */
export function useListing({ folder, trash, search, sort, keys, marks }: ListingOf): Listing {
  const text = useDeferredValue(search.trim());
  const isSearch = text !== '';
  const isDeep = trash || isSearch;
  const here = useFolder(folder, !trash);
  const below = useBelow(folder, { trash, enabled: isDeep });
  const all = useMemo(
    // The trash has no folders: what lies there is shown with the folder it came from.
    () => searchable(trash ? { files: below.data?.files ?? [], sums: [] } : (below.data ?? NOTHING)),
    [below.data, trash],
  );
  const listed = useMemo(() => {
    if (isDeep) return foundRows(all, text);
    return here.data === undefined ? [] : rowsOf(here.data, folder);
  }, [isDeep, all, text, folder, here.data]);
  // Transfers tell of themselves four times a second; rows are made anew only when one comes or goes.
  const comingText = JSON.stringify(isDeep ? [] : comingRows(marks, folder, listed));
  const named = useMemo(() => byName([...listed, ...(JSON.parse(comingText) as Row[])]), [listed, comingText]);
  const rows = useMemo(() => inOrder(named, sort, (id) => keyTitle(id, keys)), [named, sort, keys]);
  const asked = isDeep ? below : here;
  const { isPending, error, dataUpdatedAt: at } = asked;
  return { rows, isSearch, isPending, error, at, again: () => void asked.refetch() };
}
