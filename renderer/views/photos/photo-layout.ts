import type { Box, Standing, WalkedGeometry } from '../files/list-geometry.ts';
import type { Line } from './justified.ts';
import { boxIn, GAP, HEAD, type LaidLine, laidLines } from './photo-lines.ts';
import type { PhotoMonth } from './photo-months.ts';
import type { PhotoShapes } from './photo-shapes.ts';

/** CSS px. */
const FOLD = 56;

/** Where the canvas's pictures begin, and how wide they reach together. */
export interface Room {
  readonly left: number;
  readonly width: number;
  /** Of a line, as it was chosen. */
  readonly height: number;
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
      const lines = laidLines(month, shapes, { ...room, gap: GAP }, kept.get(month) ?? []);
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
