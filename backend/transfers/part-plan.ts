import type { Stretch } from '../../keys/range-sealer.ts';

const MIB = 2 ** 20;
/** Parts are at least this long (but for the last one): shorter ones cost more requests than they save. */
export const LEAST_PART_BYTES = 8 * MIB;
/** Parts up to this long are held in memory; longer ones pass through it. */
export const MOST_BUFFERED_BYTES = 32 * MIB;

export interface PartLimits {
  readonly leastBytes: number;
  readonly mostBytes: number;
  readonly mostParts: number;
}

/** How a stored file is cut: every part but the last has the same length, for some services take no others. */
export interface PartPlan {
  readonly storedBytes: number;
  readonly partBytes: number;
  readonly count: number;
}

/**
 * @returns undefined where no part of the bucket's largest size is large enough: the file is too large for it
 * @param storedBytes bytes of the sealed file
 */
export function planParts(storedBytes: number, limits: PartLimits): PartPlan | undefined {
  const least = Math.min(Math.max(LEAST_PART_BYTES, limits.leastBytes), limits.mostBytes);
  const needed = Math.ceil(storedBytes / limits.mostParts / MIB) * MIB;
  const partBytes = Math.max(least, needed);
  if (partBytes > limits.mostBytes) return undefined;
  return { storedBytes, partBytes, count: Math.max(1, Math.ceil(storedBytes / partBytes)) };
}

/** @param number from 1 */
export function stretchOf({ storedBytes, partBytes }: PartPlan, number: number): Stretch {
  return { start: (number - 1) * partBytes, end: Math.min(number * partBytes, storedBytes) };
}
