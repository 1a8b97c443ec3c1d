import { isOpen, type LiveTransfer } from '../../data/transfer-store.ts';
import { baseName, joinPath, parentOf } from './paths.ts';
import type { Row } from './rows.ts';

/** How an upload gets on, beside the name of what goes in. */
export interface UploadMark {
  readonly state: 'running' | 'waiting';
  /** 0 to 100. */
  readonly percent: number;
  readonly size: number;
  readonly started: string;
  readonly isFolder: boolean;
}

/** Uploads under way, by the path in the vault of the item that was added. */
export function uploadMarks(transfers: readonly LiveTransfer[]): ReadonlyMap<string, UploadMark> {
  const marks = new Map<string, UploadMark>();
  for (const transfer of transfers) {
    const { kind, name, place, bytes, totalBytes, totalFiles, started } = transfer;
    if (kind !== 'upload' || !isOpen(transfer)) continue;
    const state = transfer.state === 'running' ? 'running' : 'waiting';
    const percent = totalBytes === 0 ? 0 : Math.min(100, Math.floor((bytes * 100) / totalBytes));
    const mark = { state, percent, size: totalBytes, started, isFolder: totalFiles > 1 } as const;
    marks.set(joinPath(place, name), mark);
  }
  return marks;
}

/** Files on their way into this folder that the bucket does not hold yet. A folder shows as soon as one file of it is there. */
export function comingRows(marks: ReadonlyMap<string, UploadMark>, folder: string, rows: readonly Row[]): Row[] {
  if (marks.size === 0) return [];
  const there = new Set(rows.map(({ path }) => path));
  return [...marks]
    .filter(([path, { isFolder }]) => !isFolder && parentOf(path) === folder && !there.has(path))
    .map(([path, { size, started }]) => {
      const name = baseName(path);
      return { id: path, kind: 'file', path, name, size, changed: started };
    });
}
