import { formatDate, formatSize, type Words } from './formats.ts';
import { hasHour, kindOf } from './file-kind.ts';
import { keyTitle } from './key-choice.ts';
import type { RowSurroundings } from './row-surroundings.tsx';
import type { Row } from './rows.ts';

export function rowName(t: Words, row: Row): string {
  return row.name === '' ? t('row.nameless') : row.name;
}

export function changedWords(t: Words, row: Row, { now, isNarrow }: Pick<RowSurroundings, 'now' | 'isNarrow'>): string {
  if (row.changed === undefined) return '';
  const isToday = new Date(row.changed).toDateString() === now.toDateString();
  const mayHaveHour = row.kind === 'file' && (isToday || hasHour(kindOf(row.name, row.file?.mediaType)));
  return formatDate(t, row.changed, now, { hasTime: mayHaveHour && !isNarrow });
}

export function keyWords(t: Words, row: Row, keys: RowSurroundings['keys']): string {
  if (row.keyId === undefined) return '';
  return row.keyId === null ? t('row.severalKeys') : keyTitle(row.keyId, keys);
}

export function kindWords(t: Words, row: Row): string {
  return row.kind === 'folder' ? t('kind.folder') : t(`kind.${kindOf(row.name, row.file?.mediaType)}`);
}

/** "hamnoy-morning.jpg, photo, 6.4 MB, changed today 14:02, key Family photos" */
export function rowLabel(t: Words, row: Row, around: RowSurroundings): string {
  const { marks, keys, now } = around;
  const mark = marks.get(row.path);
  const key = keyWords(t, row, keys);
  const hasTime = row.kind === 'file';
  const day = row.changed === undefined ? '' : formatDate(t, row.changed, now, { hasTime });
  const parts = [
    rowName(t, row),
    kindWords(t, row).toLowerCase(),
    row.count === undefined ? '' : t('row.items', { count: row.count }),
    row.damage === undefined ? '' : t(`mark.${damageCode(row.damage.code)}`),
    mark === undefined ? '' : markWords(t, mark),
    row.size === undefined ? '' : formatSize(t, row.size),
    day === '' ? '' : t('row.changed', { date: spoken(day) }),
    key === '' ? '' : t('row.key', { key }),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

export function markWords(t: Words, { state, percent }: { state: 'running' | 'waiting'; percent: number }): string {
  return state === 'waiting' ? t('mark.waits') : t('mark.percent', { percent });
}

export type DamageCode = 'tampered' | 'vanished' | 'rolled-back' | 'truncated';

export function damageCode(code: string): DamageCode {
  return code === 'vanished' || code === 'rolled-back' || code === 'truncated' ? code : 'tampered';
}

/** "Today, 14:02" as "today 14:02": inside a sentence of commas. */
function spoken(date: string): string {
  const words = date.replace(',', '');
  return words.charAt(0).toLowerCase() + words.slice(1);
}
