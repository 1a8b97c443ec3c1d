import type { Box, Standing, WalkedGeometry } from '../files/list-geometry.ts';
import type { Row } from '../files/rows.ts';
import { closedLines, heightOf, type Line, MAX_STRETCH, type Measure, openLines } from './justified.ts';
import type { PhotoMonth } from './photo-months.ts';
import type { PhotoShapes } from './photo-shapes.ts';

/** CSS px. */
export const HEAD = 44;
const FOLD = 56;
const GAP = 4;

/** Where the canvas's pictures begin, and how wide they reach together. */
export interface Room {
  readonly left: number;
  readonly width: number;
  /** Of a line, as it was chosen. */
  readonly height: number;
}

/** A line and where it lies in its month. */
export interface LaidLine extends Line {
  readonly top: number;
  readonly height: number;
  /** Left edges of its pictures and, at the end, where one more would begin. */
  readonly edges: readonly number[];
  /** Of none of its pictures a shape is still to come: it can be looked at, and should not move any more. */
  readonly isSettled: boolean;
}

/** A month and where it lies on the canvas. */
export interface LaidMonth {
  readonly month: PhotoMonth;
  readonly top: number;
  /** Its head counted. */
  readonly height: number;
  /** Number of its first picture among all. */
  readonly first: number;
  /** Number of its head among everything that has a row; from 1. */
  readonly rowIndex: number;
  readonly lines: readonly LaidLine[];
  /** Where the lines of its closed keys lie, below its pictures. */
  readonly folds: number;
}

/** Lines that are looked at, by month: they stay together. */
export type KeptLines = ReadonlyMap<PhotoMonth, readonly Line[]>;

/** Where everything lies; worked out from numbers alone, nothing has to be built to know it. */
export class PhotoLayout implements WalkedGeometry {
  readonly months: readonly LaidMonth[];
  readonly height: number;
  /** Pictures, heads and lines of closed keys. */
  readonly rowCount: number;
  readonly #room: Room;

  constructor(months: readonly PhotoMonth[], shapes: PhotoShapes, room: Room, kept: KeptLines = new Map()) {
    this.#room = room;
    let [top, first, rowIndex] = [0, 0, 1];
    this.months = months.map((month) => {
      const lines = this.#lines(month, shapes, kept.get(month) ?? []);
      const last = lines.at(-1);
      const folds = last === undefined ? HEAD : last.top + last.height + GAP;
      const height = folds + (month.folds.length === 0 ? 0 : month.folds.length * (FOLD + GAP) - GAP);
      const laid = { month, top, height, first, rowIndex, lines, folds };
      top += height;
      first += month.rows.length;
      rowIndex += 1 + month.rows.length + month.folds.length;
      return laid;
    });
    this.height = top + (months.length === 0 ? 0 : 20);
    this.rowCount = rowIndex - 1;
  }

  /** Lines of one month: those kept stay as they are, what lies before each of them ends where it begins. */
  #lines({ rows }: PhotoMonth, shapes: PhotoShapes, kept: readonly Line[]): LaidLine[] {
    const measure = { width: this.#room.width, height: this.#room.height, gap: GAP };
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
    return parts.map((line, index) => {
      const { start, end: lineEnd } = line;
      const isSettled = rows.slice(start, lineEnd).every(isKnown);
      const lying = laidOut(ratios.slice(start, lineEnd), measure, index === parts.length - 1);
      const laid = { ...line, top, isSettled, ...lying };
      top += laid.height + GAP;
      return laid;
    });
  }

  /** Of a picture, on the canvas. */
  box(index: number): Box | undefined {
    const laid = this.#monthOf(index);
    const line = laid && lineOf(laid, index);
    if (line === undefined) return undefined;
    return { ...boxIn(line, index - laid!.first, this.#room.left), top: laid!.top + line.top };
  }

  /** Of a picture, in its month. */
  boxIn(line: LaidLine, index: number): Box {
    return boxIn(line, index, this.#room.left);
  }

  /** Of the line of a closed key, in its month. */
  foldBox({ folds }: LaidMonth, at: number): Box {
    return { top: folds + at * (FOLD + GAP), left: this.#room.left, width: this.#room.width, height: FOLD };
  }

  /** The months that touch a stretch of the canvas, each with the lines of it that do; and the line of one picture, wherever that is. */
  within(top: number, end: number, also?: number): { laid: LaidMonth; lines: readonly LaidLine[] }[] {
    const isWanted = (laid: LaidMonth) => {
      const isAlso = also !== undefined && also >= laid.first && also < laid.first + laid.month.rows.length;
      return isAlso || (laid.top < end && laid.top + laid.height > top);
    };
    return this.months.filter(isWanted).map((laid) => {
      const alsoLine = also === undefined ? undefined : lineOf(laid, also);
      const isSeen = (line: LaidLine) =>
        line === alsoLine || (laid.top + line.top < end && laid.top + line.top + line.height > top);
      return { laid, lines: laid.lines.filter(isSeen) };
    });
  }

  /** Lines in sight that can be looked at: nobody should see them move. */
  settled(top: number, end: number): KeptLines {
    const seen = this.within(top, end);
    return new Map(seen.map(({ laid: { month }, lines }) => [month, lines.filter(({ isSettled }) => isSettled)]));
  }

  /** The month that lies at a height of the canvas. */
  monthAt(top: number): LaidMonth | undefined {
    return this.months.findLast((laid) => laid.top <= top) ?? this.months[0];
  }

  /** The first picture below a height of the canvas. */
  indexAt(top: number): number | undefined {
    for (const laid of this.months) {
      if (laid.top + laid.height <= top) continue;
      const line = laid.lines.find((one) => laid.top + one.top + one.height > top);
      if (line !== undefined) return laid.first + line.start;
    }
    return undefined;
  }

  step(key: string, { index, count, height }: Standing): number | undefined {
    const [box, last] = [this.box(index), count - 1];
    if (box === undefined) return undefined;
    const to = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      ArrowUp: this.#nearest(index, -1),
      ArrowDown: this.#nearest(index, 1),
      Home: 0,
      End: last,
      PageUp: this.#page(index, box.top - height + HEAD, -1),
      PageDown: this.#page(index, box.top + height - HEAD, 1),
    }[key];
    return to === undefined || to === index || to < 0 || to > last ? undefined : to;
  }

  scrollTo(index: number, top: number, height: number): number {
    const box = this.box(index);
    if (box === undefined) return top;
    // The head of the month lies over what is at the top.
    if (box.top - HEAD < top) return box.top - HEAD;
    return box.top + box.height + GAP > top + height ? box.top + box.height + GAP - height : top;
  }

  /** The picture of the line before or after that lies under or over the middle of one. */
  #nearest(index: number, way: 1 | -1): number | undefined {
    const laid = this.#monthOf(index);
    const line = laid && lineOf(laid, index);
    const box = this.box(index);
    if (laid === undefined || line === undefined || box === undefined) return undefined;
    const next = laid.first + (way === 1 ? line.end : line.start - 1);
    return this.#inLine(next, box);
  }

  /** A page further, as far as there is one; at least one line. */
  #page(index: number, top: number, way: 1 | -1): number | undefined {
    const box = this.box(index);
    if (box === undefined) return undefined;
    const found = this.#inLine(this.indexAt(top) ?? (way === 1 ? this.#last : 0), box);
    const isFurther = found !== undefined && (found - index) * way > 0 && this.box(found)?.top !== box.top;
    return isFurther ? found : (this.#nearest(index, way) ?? (way === 1 ? this.#last : 0));
  }

  /** Of the line that a picture is in, the one that lies under the middle of a box. */
  #inLine(index: number, { left, width }: Box): number | undefined {
    const laid = this.#monthOf(index);
    const line = laid && lineOf(laid, index);
    if (line === undefined) return undefined;
    const middle = left + width / 2 - this.#room.left;
    const at = line.edges.findLastIndex((edge) => edge <= middle);
    return laid!.first + Math.min(line.start + Math.max(0, at), line.end - 1);
  }

  get #last(): number {
    const laid = this.months.at(-1);
    return laid === undefined ? -1 : laid.first + laid.month.rows.length - 1;
  }

  #monthOf(index: number): LaidMonth | undefined {
    return this.months.find(({ first, month }) => index >= first && index < first + month.rows.length);
  }
}

function lineOf({ first, lines }: LaidMonth, index: number): LaidLine | undefined {
  return lines.find(({ start, end }) => index - first >= start && index - first < end);
}

function boxIn({ top, height, edges, start }: LaidLine, index: number, left: number): Box {
  const [from = 0, to = 0] = [edges[index - start], edges[index - start + 1]];
  return { top, left: left + from, width: to - from - GAP, height };
}

/** Whole pixels, so that edges are sharp; they add up to the width where the line is full. */
function laidOut(ratios: readonly number[], measure: Measure, isLast: boolean): Pick<LaidLine, 'height' | 'edges'> {
  const sum = ratios.reduce((all, one) => all + one, 0);
  const full = heightOf(sum, ratios.length, measure);
  const most = isLast ? measure.height : MAX_STRETCH * measure.height;
  const exact = Math.min(full, most);
  const edges = [0];
  let edge = 0;
  for (const ratio of ratios) {
    edge += ratio * exact + measure.gap;
    edges.push(Math.round(edge));
  }
  return { height: Math.round(exact), edges };
}
