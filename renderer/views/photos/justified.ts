/** How lines are to be, CSS px. */
export interface Measure {
  readonly width: number;
  /** Of a line, as far as its pictures let it. */
  readonly height: number;
  readonly gap: number;
}

/** Pictures side by side, by their numbers. */
export interface Line {
  readonly start: number;
  /** One past the last. */
  readonly end: number;
}

/** A line that would be higher than so many times its measure stays short of the edge instead. */
export const MAX_STRETCH = 1.6;

/** Lines as near to their height as can be; the last takes what is left. @param ratios width by height of each */
export function openLines(ratios: readonly number[], { start, end }: Line, measure: Measure): Line[] {
  const lines: Line[] = [];
  let [first, sum] = [start, 0];
  for (let at = start; at < end; at++) {
    const ratio = ratios[at] ?? 1;
    const [without, within] = [heightOf(sum, at - first, measure), heightOf(sum + ratio, at - first + 1, measure)];
    if (within > measure.height) {
      sum += ratio;
      continue;
    }
    // It is too much: with it the line is lower than it should be, without it higher. The nearer one counts.
    const isNearer = at > first && without <= MAX_STRETCH * measure.height && without * within < measure.height ** 2;
    const cut = isNearer ? at : at + 1;
    lines.push({ start: first, end: cut });
    [first, sum] = [cut, cut === at ? ratio : 0];
    // What was put off may be too much by itself.
    if (cut === at && heightOf(ratio, 1, measure) <= measure.height) {
      lines.push({ start: at, end: at + 1 });
      [first, sum] = [at + 1, 0];
    }
  }
  return first < end ? [...lines, { start: first, end }] : lines;
}

/** Lines that all reach the edge, as what follows them stays where it is: each takes about the same of them. */
export function closedLines(ratios: readonly number[], { start, end }: Line, measure: Measure): Line[] {
  const { width, height, gap } = measure;
  const widths = ratios.slice(start, end).map((ratio) => ratio * height + gap);
  const whole = widths.reduce((sum, one) => sum + one, 0);
  const count = Math.min(end - start, Math.max(1, Math.round(whole / (width + gap))));
  const lines: Line[] = [];
  let [first, sum] = [start, 0];
  for (const [index, one] of widths.entries()) {
    const at = start + index;
    const edge = (whole * (lines.length + 1)) / count;
    // The one that lies across the edge goes where more of it lies; every line gets one.
    const isPast = at > first && sum + one / 2 > edge;
    const isNeeded = end - at <= count - lines.length - 1 && at > first;
    if (lines.length < count - 1 && (isPast || isNeeded)) {
      lines.push({ start: first, end: at });
      first = at;
    }
    sum += one;
  }
  return first < end ? [...lines, { start: first, end }] : lines;
}

/** Height at which pictures fill a line from edge to edge. @param sum of their ratios */
export function heightOf(sum: number, count: number, { width, gap }: Measure): number {
  return count === 0 ? Infinity : Math.max(1, (width - gap * (count - 1)) / sum);
}
