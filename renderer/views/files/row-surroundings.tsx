import { createContext, use } from 'react';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { Row } from './rows.ts';
import type { UploadMark } from './upload-marks.ts';

/** What rows show besides their own: it changes more often than they do, and 100,000 of them are not made anew for it. */
export interface RowSurroundings {
  readonly keys: ReadonlyMap<string, KnownKey>;
  readonly marks: ReadonlyMap<string, UploadMark>;
  /** Names of those a file is shared with, by file id. */
  readonly people: ReadonlyMap<string, readonly string[]>;
  readonly now: Date;
  /** When the list came last, in milliseconds: what was not there then may be there now. */
  readonly listed: number;
  /** Below 960 px: no hours. */
  readonly isNarrow: boolean;
  /** Id of the row whose name is being written. */
  readonly renaming: string | undefined;
  /** Undefined leaves the name as it is. */
  readonly endRename: (row: Row, name: string | undefined) => void;
}

export const RowContext = createContext<RowSurroundings | undefined>(undefined);

export function useRowSurroundings(): RowSurroundings {
  const around = use(RowContext);
  if (around === undefined) throw new Error('a row stands outside its list');
  return around;
}
