import type { FolderBody } from '../../../backend/contract/files.ts';
import { kindOf } from '../files/file-kind.ts';
import { fileRow, type Row } from '../files/rows.ts';

/** Pictures under a key that is not open. */
export interface Fold {
  readonly keyId: string;
  readonly count: number;
  readonly hasVideos: boolean;
}

/** The pictures and films of one month; the newest first. */
export interface PhotoMonth {
  /** `2026-11`, by the clock of this computer. */
  readonly id: string;
  /** Its first day. */
  readonly day: Date;
  /** Those that can be looked at. */
  readonly rows: readonly Row[];
  readonly folds: readonly Fold[];
  /** Folded ones counted. */
  readonly photos: number;
  readonly videos: number;
}

export function isVideo({ name, file }: Row): boolean {
  return kindOf(name, file?.mediaType) === 'video';
}

/** The pictures and films of a listing, the newest first; of one moment by path. */
export function photosOf({ files, damage }: Pick<FolderBody, 'files' | 'damage'>): Row[] {
  const hurt = new Map(damage.map((one) => [one.path, one]));
  const rows = files
    .filter(({ path, mediaType }) => ['photo', 'video'].includes(kindOf(path, mediaType)))
    .map((file) => fileRow(file, hurt.get(file.path)));
  return rows.toSorted((a, b) => {
    const [one, other] = [a.changed ?? '', b.changed ?? ''];
    if (one !== other) return one < other ? 1 : -1;
    return a.path < b.path ? -1 : 1;
  });
}

/**
 * By month, as the rows follow one another.
 * @param rows the newest first
 * @param isOpen whether what a key sealed can be looked at
 */
export function monthsOf(rows: readonly Row[], isOpen: (keyId: string) => boolean): PhotoMonth[] {
  return [...Map.groupBy(rows, monthOf)].map(([id, inside]) => {
    const closed = inside.filter((row) => !isOpen(row.keyId ?? ''));
    const photos = inside.filter((row) => !isVideo(row)).length;
    return {
      id,
      day: firstDayOf(inside[0]?.changed),
      rows: closed.length === 0 ? inside : inside.filter((row) => isOpen(row.keyId ?? '')),
      folds: [...Map.groupBy(closed, (row) => row.keyId ?? '')].map(([keyId, under]) => ({
        keyId,
        count: under.length,
        hasVideos: under.some(isVideo),
      })),
      photos,
      videos: inside.length - photos,
    };
  });
}

/** Not made of numbers: years below 100 would count from 1900. */
function firstDayOf(moment = ''): Date {
  const day = new Date(moment);
  day.setDate(1);
  day.setHours(0, 0, 0, 0);
  return day;
}

function monthOf({ changed = '' }: Row): string {
  const date = new Date(changed);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}
