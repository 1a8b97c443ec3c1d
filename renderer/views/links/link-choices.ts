const HOUR_MS = 60 * 60 * 1000;

/** How often a link may be used; more is what a terminal is for. */
export const TIMES = [1, 2, 5, 10, 100] as const;

/** How long a link works: in what it is called, and how many of it. */
export const DURATIONS = [
  { id: 'hour', unit: 'hour', count: 1, ms: HOUR_MS },
  { id: 'day', unit: 'day', count: 1, ms: 24 * HOUR_MS },
  { id: 'week', unit: 'day', count: 7, ms: 7 * 24 * HOUR_MS },
  { id: 'month', unit: 'day', count: 30, ms: 30 * 24 * HOUR_MS },
  { id: 'quarter', unit: 'day', count: 90, ms: 90 * 24 * HOUR_MS },
] as const;

export type DurationId = (typeof DURATIONS)[number]['id'];
