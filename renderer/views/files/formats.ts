import type { TFunction } from 'i18next';

/** The words of this view. */
export type Words = TFunction<'files'>;

const KB = 1000;
const UNITS = ['KB', 'MB', 'GB', 'TB'] as const;
const COUNT = new Intl.NumberFormat('en');
const MONTH = new Intl.DateTimeFormat('en-US', { month: 'short' });
const LONG_MONTH = new Intl.DateTimeFormat('en-US', { month: 'long' });

/** `1,204` */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** Decimal units as the disk's own windows show them: `412 KB`, `6.4 MB`, `86 MB`. */
export function formatSize(t: Words, bytes: number): string {
  if (bytes < KB) return t('size.bytes', { count: bytes });
  let size = bytes / KB;
  let unit = 0;
  // 999.6 KB would be shown as 1000 KB: rounding comes before the choice of unit.
  while (Math.round(size) >= KB && unit < UNITS.length - 1) {
    size /= KB;
    unit += 1;
  }
  const isFine = unit > 0 && size < 9.95;
  return t(`size.${UNITS[unit] ?? 'TB'}`, { size: isFine ? size.toFixed(1) : COUNT.format(Math.round(size)) });
}

export interface DateForm {
  /** With the hour: `8 Nov 2026, 23:41`. Without it today is only `Today`. */
  readonly hasTime: boolean;
  /** Leaves out the year where it is this one: `6 Nov, 09:15`. */
  readonly isShort?: boolean;
}

/** `Today, 14:02`, `14 Nov 2026`; in the time zone of this computer. */
export function formatDate(t: Words, iso: string, now: Date, { hasTime, isShort = false }: DateForm): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const day = isSameDay(date, now) ? t('date.today') : dayWords(t, date, isShort && isSameYear(date, now));
  return hasTime ? t('date.withTime', { day, time: formatTime(date) }) : day;
}

/** `8 November at 23:12`, inside a sentence. */
export function formatMoment(t: Words, iso: string): string {
  const date = new Date(iso);
  return t('date.moment', { day: date.getDate(), month: LONG_MONTH.format(date), time: formatTime(date) });
}

/** `6 November 2026, 09:12`, as a title. */
export function formatLongDate(t: Words, iso: string): string {
  const date = new Date(iso);
  const day = t('date.day', { day: date.getDate(), month: LONG_MONTH.format(date), year: date.getFullYear() });
  return t('date.withTime', { day, time: formatTime(date) });
}

function dayWords(t: Words, date: Date, isThisYear: boolean): string {
  const parts = { day: date.getDate(), month: MONTH.format(date), year: date.getFullYear() };
  return isThisYear ? t('date.dayOfYear', parts) : t('date.day', parts);
}

/** `09:12` */
export function formatTime(date: Date): string {
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

export function isSameDay(a: Date, b: Date): boolean {
  return isSameYear(a, b) && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();
}

function isSameYear(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear();
}
