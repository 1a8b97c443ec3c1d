import i18next from 'i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { countOf, daysBetween, namedDayOf } from '../../words/measure.ts';

/** A key file that nobody saw for longer may be lost. */
const LONG_DAYS = 30;

/** Days since its file was seen: 0 where it is in its place now, undefined where this computer never saw it. */
export function daysUnseen({ present, seen }: KnownKey, now: Date): number | undefined {
  if (present) return 0;
  return seen === null ? undefined : daysBetween(new Date(seen), now);
}

/** Whether only earlier versions of files, or files in the trash, need it. */
export function isForOlder({ files, older }: Pick<KnownKey, 'files' | 'older'>): boolean {
  return files === 0 && older !== null && older > 0;
}

/** Whether to warn before it is too late: it sealed something, and nobody has seen its file for long, or ever. */
export function needsLook(key: KnownKey, now: Date): boolean {
  const hasSealed = (key.files ?? 0) > 0 || isForOlder(key);
  if (!hasSealed || (key.quietUntil !== null && new Date(key.quietUntil) > now)) return false;
  return (daysUnseen(key, now) ?? Infinity) > LONG_DAYS;
}

/** Whether it can be chosen for what is added next: this computer knows its file, and it is not the chosen one already. */
export function canSealNext({ lastUsed, form }: Pick<KnownKey, 'lastUsed' | 'form'>): boolean {
  return !lastUsed && (form === 'plain' || form === 'protected');
}

/** The name this computer knows; a key whose file it never saw has none. */
export function nameOf({ name }: Pick<KnownKey, 'name'>): string {
  return name ?? i18next.t('keys:unknown');
}

/** "196 files", "3 earlier versions or files in the trash"; nothing where they could not be counted. */
export function filesOf(key: Pick<KnownKey, 'files' | 'older'>): string {
  const { files } = key;
  if (files === null) return '';
  return isForOlder(key) ? olderOf(key) : i18next.t('keys:files', { files: countOf(files), count: files });
}

/** "3 earlier versions or files in the trash" */
export function olderOf({ older }: Pick<KnownKey, 'older'>): string {
  return i18next.t('keys:older', { files: countOf(older ?? 0), count: older ?? 0 });
}

/** "Not seen for 63 days", for a key that needs a look. */
export function unseenWords(key: KnownKey, now: Date): string {
  if (isForOlder(key)) return i18next.t('keys:row.olderNeed');
  const days = daysUnseen(key, now);
  return days === undefined ? i18next.t('keys:row.neverSeen') : i18next.t('keys:row.unseen', { count: days });
}

/** "2,418 files. Seen today." */
export function lineOf(key: KnownKey, now: Date): string {
  if (key.files === null) return seenWords(key, now);
  if (isForOlder(key)) return `${i18next.t('keys:row.olderNeed')}.`;
  return i18next.t('keys:row.line', { files: filesOf(key), seen: seenWords(key, now) });
}

function seenWords(key: KnownKey, now: Date): string {
  const days = daysUnseen(key, now);
  if (days === undefined) return i18next.t('keys:row.never');
  if (key.path === null) return i18next.t('keys:row.noPlace');
  if (days === 0) return i18next.t(key.present ? 'keys:row.today' : 'keys:row.gone');
  if (days === 1) return i18next.t('keys:row.yesterday');
  return i18next.t('keys:row.seen', { day: namedDayOf(new Date(key.seen ?? 0), now) });
}
