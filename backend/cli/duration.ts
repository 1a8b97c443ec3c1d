import { CommandError } from './command-error.ts';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const YEAR_DAYS = 365;

/**
 * How long something lasts, as it is typed: 30m, 24h, 7d.
 * @param least minutes; the most is a year
 * @returns milliseconds @throws CommandError `usage`
 */
export function duration(text: string, what: string, least: number): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * UNITS[(unit ?? 'm') as keyof typeof UNITS];
  if (ms >= least * UNITS.m && ms <= YEAR_DAYS * UNITS.d) return ms;
  const range = `${what} lasts ${least}m to ${YEAR_DAYS}d`;
  throw new CommandError('usage', `${range}: write minutes as 30m, hours as 24h, days as 7d.`);
}
