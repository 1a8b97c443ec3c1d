import type { PhotoMonth } from './photo-months.ts';

/** CSS px. */
const ENTRY = 20;
const YEAR_GAP = 8;
const EDGES = 32;

export interface RailYear {
  readonly year: number;
  /** Its newest month. */
  readonly first: PhotoMonth;
  /** Those that have an entry of their own: none where there is but one, or no room. */
  readonly months: readonly PhotoMonth[];
}

/** What stands in the rail. Where there is no room for every month, only the year in sight has its months. */
export function railYears(months: readonly PhotoMonth[], current: PhotoMonth | undefined, height: number): RailYear[] {
  const years = [...Map.groupBy(months, ({ day }) => day.getFullYear())].map(([year, inside]) => ({
    year,
    first: inside[0]!,
    months: inside.length > 1 ? inside : [],
  }));
  const entries = years.reduce((sum, { months: { length } }) => sum + 1 + length, 0);
  if (EDGES + entries * ENTRY + (years.length - 1) * YEAR_GAP <= height) return years;
  return years.map((one) => (one.year === current?.day.getFullYear() ? one : { ...one, months: [] }));
}
