import i18next from 'i18next';

/** Words of size and time, as people read them; decimal units, one digit after the point where it tells something. */
const UNITS = ['KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** From here on the next unit: 0.9 GB rather than 900 MB. */
const NEXT_UNIT = 900;

const MS_A_DAY = 86_400_000;

interface Scale {
  readonly unit: (typeof UNITS)[number];
  readonly factor: number;
}

function scaleOf(bytes: number): Scale {
  let index = 0;
  while (index < UNITS.length - 1 && bytes >= NEXT_UNIT * 1000 ** (index + 1)) index++;
  return { unit: UNITS[index] ?? 'PB', factor: 1000 ** (index + 1) };
}

/** Making one costs more than using it a hundred times, and a list shows hundreds. */
const NUMBERS = new Map<string, Intl.NumberFormat>();
const MONTHS = new Map<string, Intl.DateTimeFormat>();

function made<Format>(known: Map<string, Format>, name: string, make: () => Format): Format {
  const found = known.get(name) ?? make();
  known.set(name, found);
  return found;
}

function digits(value: number, least: number, most: number): string {
  const { language } = i18next;
  const options = { minimumFractionDigits: least, maximumFractionDigits: most };
  const make = () => new Intl.NumberFormat(language, options);
  return made(NUMBERS, `${language} ${least} ${most}`, make).format(value);
}

/** `2,418` */
export function countOf(count: number): string {
  return digits(count, 0, 0);
}

/** `512 bytes`, `412 KB`, `6.4 MB`, `318 MB`, `0.9 GB` */
export function sizeOf(bytes: number): string {
  if (bytes < NEXT_UNIT) return i18next.t('transfers:measure.bytes', { count: Math.round(bytes) });
  const { unit, factor } = scaleOf(bytes);
  const value = bytes / factor;
  if (unit === 'KB') return `${digits(Math.max(1, value), 0, 0)} ${unit}`;
  return `${digits(value, 0, value < 9.95 ? 1 : 0)} ${unit}`;
}

/** `197 of 318 MB`, `3.3 of 5.3 MB`: both in the unit of the whole, so that only one number moves. */
export function shareOf(bytes: number, total: number): string {
  if (total < NEXT_UNIT) return i18next.t('transfers:measure.share', { done: countOf(bytes), total: sizeOf(total) });
  const { unit, factor } = scaleOf(total);
  const after = unit !== 'KB' && total / factor < 9.95 ? 1 : 0;
  const [done, whole] = [bytes, total].map((value) => digits(value / factor, after, after));
  return i18next.t('transfers:measure.share', { done, total: `${whole} ${unit}` });
}

/** `7.4 MB per second` */
export function speedOf(bytesPerSecond: number): string {
  const { unit, factor } = scaleOf(bytesPerSecond);
  const value = bytesPerSecond / factor;
  const size =
    unit === 'KB' ? digits(Math.max(1, value), 0, 0) : value < 99.95 ? digits(value, 1, 1) : digits(value, 0, 0);
  return i18next.t('transfers:measure.speed', { size: `${size} ${unit}` });
}

/** How long something takes: seconds below a minute, then whole minutes, then hours and minutes. */
export interface Duration {
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days';
  readonly count: number;
}

export function durationOf(seconds: number): Duration {
  if (seconds < 59.5) return { unit: 'seconds', count: Math.max(1, Math.round(seconds)) };
  if (seconds < 59.5 * 60) return { unit: 'minutes', count: Math.round(seconds / 60) };
  if (seconds < 36 * 3600) return { unit: 'hours', count: Math.round(seconds / 3600) };
  return { unit: 'days', count: Math.round(seconds / 86_400) };
}

/** `About 4 minutes left`, `16 seconds left`; inside a sentence as `about 4 minutes left`. */
export function leftOf(seconds: number, where: 'start' | 'inside' = 'start'): string {
  const { unit, count } = durationOf(seconds);
  return where === 'start'
    ? i18next.t(`transfers:measure.left.${unit}`, { count })
    : i18next.t(`transfers:measure.leftInside.${unit}`, { count });
}

/** `4 min`: where there is room for nothing else. */
export function shortLeftOf(seconds: number): string {
  const { unit, count } = durationOf(seconds);
  return i18next.t(`transfers:measure.leftShort.${unit}`, { count });
}

/** 0 to 100; the whole only when all of it has passed. Nothing to send is all of it. */
export function percentOf(bytes: number, total: number): number {
  if (total === 0 || bytes >= total) return 100;
  return Math.min(99, Math.round((bytes / total) * 100));
}

/** `14:02` */
export function clockOf(date: Date): string {
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

function inDay(date: Date, month: 'short' | 'long', year: boolean): string {
  const { language } = i18next;
  const names = made(MONTHS, `${language} ${month}`, () => new Intl.DateTimeFormat(language, { month }));
  const words = { day: date.getDate(), month: names.format(date) };
  return year
    ? i18next.t('transfers:measure.day', { ...words, year: date.getFullYear() })
    : i18next.t('transfers:measure.dayOfYear', words);
}

/** `8 Nov 2026` */
export const shortDayOf = (date: Date): string => inDay(date, 'short', true);

/** `2 March 2026` */
export const longDayOf = (date: Date): string => inDay(date, 'long', true);

/** `18 September`, and with its year where that is not this one. */
export function namedDayOf(date: Date, now: Date): string {
  return inDay(date, 'long', date.getFullYear() !== now.getFullYear());
}

function inMonth(date: Date, name: string, options: Intl.DateTimeFormatOptions): string {
  const { language } = i18next;
  return made(MONTHS, `${language} ${name}`, () => new Intl.DateTimeFormat(language, options)).format(date);
}

/** `November 2026` */
export const longMonthOf = (date: Date): string => inMonth(date, 'of year', { month: 'long', year: 'numeric' });

/** `Nov` */
export const shortMonthOf = (date: Date): string => inMonth(date, 'short', { month: 'short' });

/** Midnights between two moments: 0 today, 1 yesterday. */
export function daysBetween(earlier: Date, later: Date): number {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(later) - midnight(earlier)) / MS_A_DAY);
}

/** `Today`, `8 Nov 2026` */
export function dayOf(date: Date, now: Date): string {
  return daysBetween(date, now) === 0 ? i18next.t('transfers:measure.today') : shortDayOf(date);
}

/** `Today, 14:02`, `8 Nov 2026, 23:41` */
export function momentOf(date: Date, now: Date): string {
  return i18next.t('transfers:measure.moment', { day: dayOf(date, now), clock: clockOf(date) });
}

/** `Today, 14:02`, and of this year `6 Nov, 09:15`: where there is little room. */
export function shortMomentOf(date: Date, now: Date): string {
  const isYearLeftOut = date.getFullYear() === now.getFullYear() && daysBetween(date, now) !== 0;
  const day = isYearLeftOut ? inDay(date, 'short', false) : dayOf(date, now);
  return i18next.t('transfers:measure.moment', { day, clock: clockOf(date) });
}

/** `8 November at 23:12`, inside a sentence. */
export function insideMomentOf(date: Date): string {
  return i18next.t('transfers:measure.at', { day: inDay(date, 'long', false), clock: clockOf(date) });
}

/** `18 September 2026, 20:14` */
export function longMomentOf(date: Date): string {
  return i18next.t('transfers:measure.moment', { day: longDayOf(date), clock: clockOf(date) });
}
