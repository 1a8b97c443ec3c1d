import type { Box } from '../files/list-geometry.ts';
import type { Row } from '../files/rows.ts';
import { closedLines, heightOf, type Line, MAX_STRETCH, type Measure, openLines } from './justified.ts';
import type { PhotoMonth } from './photo-months.ts';
import type { PhotoShapes } from './photo-shapes.ts';

/** CSS px. */
export const HEAD = 44;
export const GAP = 4;
/** The last line of a month reaches the edge where it is nearly full: a small gap would look like a fault. */
const LAST_STRETCH = 1.1;

/** A line and where it lies in its month. */
export interface LaidLine extends Line {
  readonly top: number;
  readonly height: number;
  /** Left edges of its pictures and, at the end, where one more would begin. */
  readonly edges: readonly number[];
  /** Of none of its pictures a shape is still to come: it can be looked at, and should not move any more. */
  readonly isSettled: boolean;
}

/** Lines of one month: those kept stay as they are, what lies before each of them ends where it begins. */
export function laidLines(
  { rows }: PhotoMonth,
  shapes: PhotoShapes,
  measure: Measure,
  kept: readonly Line[],
): LaidLine[] {
  const ratios = rows.map(({ file }) => shapes.ratioOf(file?.id ?? ''));
  const isKnown = ({ file, damage }: Row) => damage !== undefined || shapes.isKnown(file?.id ?? '');
  const parts: Line[] = [];
  let end = 0;
  for (const line of kept) {
    parts.push(...closedLines(ratios, { start: end, end: line.start }, measure), line);
    end = line.end;
  }
  parts.push(...openLines(ratios, { start: end, end: rows.length }, measure));
  let top = HEAD;
  return parts.map(({ start, end: lineEnd }, index) => {
    const isSettled = rows.slice(start, lineEnd).every(isKnown);
    const lying = laidOut(ratios.slice(start, lineEnd), measure, index === parts.length - 1);
    const laid = { start, end: lineEnd, top, isSettled, ...lying };
    top += laid.height + GAP;
    return laid;
  });
}

/** Of a picture of a line, in its month. @param left where lines begin */
export function boxIn({ top, height, edges, start }: LaidLine, index: number, left: number): Box {
  const [from = 0, to = 0] = [edges[index - start], edges[index - start + 1]];
  return { top, left: left + from, width: to - from - GAP, height };
}

/** Whole pixels, so that edges are sharp; they add up to the width where the line is full. */
function laidOut(ratios: readonly number[], measure: Measure, isLast: boolean): Pick<LaidLine, 'height' | 'edges'> {
  const sum = ratios.reduce((all, one) => all + one, 0);
  const full = heightOf(sum, ratios.length, measure);
  const isShort = isLast && full > LAST_STRETCH * measure.height;
  const exact = Math.min(full, isShort ? measure.height : MAX_STRETCH * measure.height);
  const edges = [0];
  let edge = 0;
  for (const ratio of ratios) {
    edge += ratio * exact + measure.gap;
    edges.push(Math.round(edge));
  }
  return { height: Math.round(exact), edges };
}
