import type { TFunction } from 'i18next';
import { dayOf, daysBetween, momentOf, sizeOf } from '../../words/measure.ts';
import { lettersOf } from '../../parts/letters.ts';
import { hasHour, kindOf } from './file-kind.ts';
import { keyTitle } from './key-choice.ts';
import type { RowSurroundings } from './row-surroundings.tsx';
import type { Row } from './rows.ts';

/** The words of this view. */
export type Words = TFunction<'files'>;

/** A longer name makes a sentence unreadable. */
const MAX_IN_SENTENCE = 40;

export function rowName(t: Words, row: Row): string {
  return row.name === '' ? t('row.nameless') : row.name;
}

/** So many letters of a name's end stay when it is cut: what tells files of a series apart, and the kind. */
export const NAME_ENDING = 9;

/** A name for a title: of a long one the middle goes, so that its ending stays. */
export function shortName(name: string): string {
  const letters = lettersOf(name);
  if (letters.length <= MAX_IN_SENTENCE) return name;
  return `${letters.slice(0, 28).join('')}…${letters.slice(-10).join('')}`;
}

export function changedWords(row: Row, { now, isNarrow }: Pick<RowSurroundings, 'now' | 'isNarrow'>): string {
  if (row.changed === undefined) return '';
  const date = new Date(row.changed);
  const isToday = daysBetween(date, now) === 0;
  const mayHaveHour = row.kind === 'file' && (isToday || hasHour(kindOf(row.name, row.file?.mediaType)));
  return mayHaveHour && !isNarrow ? momentOf(date, now) : dayOf(date, now);
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
  const { marks, keys, people, now } = around;
  const mark = marks.get(row.path);
  const key = keyWords(t, row, keys);
  const who = personWords(t, row, people);
  const date = row.changed === undefined ? undefined : new Date(row.changed);
  const day = date === undefined ? '' : row.kind === 'file' ? momentOf(date, now) : dayOf(date, now);
  const parts = [
    rowName(t, row),
    kindWords(t, row).toLowerCase(),
    row.count === undefined ? '' : t('row.items', { count: row.count }),
    row.damage === undefined ? '' : t(`mark.${damageCode(row.damage.code)}`),
    mark === undefined ? '' : markWords(t, mark),
    who === undefined ? '' : t('mark.sharedWith', { people: who }),
    row.size === undefined ? '' : sizeOf(row.size),
    day === '' ? '' : t('row.changed', { date: spoken(day) }),
    key === '' ? '' : t('row.key', { key }),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** "jonas", "jonas and 2 more": who a file is shared with; undefined where nobody. */
export function personWords(t: Words, row: Row, people: RowSurroundings['people']): string | undefined {
  const names = people.get(row.file?.id ?? '');
  return names?.[0] && t('mark.people', { count: names.length, name: names[0], more: names.length - 1 });
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
