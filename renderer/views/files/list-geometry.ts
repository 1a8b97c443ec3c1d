import type { FilesForm } from './files-toolbar.tsx';
import { stepOf } from './list-steps.ts';

/** Where something lies on the canvas of the list, CSS px. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** Where the focus is in a list, and how much of the list is seen. */
export interface Standing {
  readonly index: number;
  readonly count: number;
  /** CSS px. */
  readonly height: number;
}

/** How a list lies on its canvas, as far as the keyboard goes about in it. */
export interface WalkedGeometry {
  /** Where a key leads; undefined where it leads nowhere, or is none that leads. */
  step(key: string, from: Standing): number | undefined;
  /** Where to scroll so that one is seen whole, from where the list is scrolled to now. */
  scrollTo(index: number, top: number, height: number): number;
}

const ROW = 32;
const TILE = { minWidth: 152, height: 148, gap: 20, lineGap: 16 };

/** Where rows or tiles lie, worked out from their number alone: nothing has to be built to know it. */
export class Geometry implements WalkedGeometry {
  readonly columns: number;
  readonly #width: number;
  readonly #isGrid: boolean;

  /** @param width of the list, CSS px */
  constructor(form: FilesForm, width: number) {
    this.#isGrid = form === 'grid';
    this.#width = width;
    const fitting = Math.floor((width - TILE.gap) / (TILE.minWidth + TILE.gap));
    this.columns = this.#isGrid ? Math.max(1, fitting) : 1;
  }

  /** From one line to the next. */
  get lineHeight(): number {
    return this.#isGrid ? TILE.height + TILE.lineGap : ROW;
  }

  heightOf(count: number): number {
    return Math.ceil(count / this.columns) * this.lineHeight + (this.#isGrid ? TILE.lineGap : 0);
  }

  box(index: number): Box {
    const top = Math.floor(index / this.columns) * this.lineHeight;
    if (!this.#isGrid) return { top, left: 0, width: this.#width, height: ROW };
    const width = (this.#width - TILE.gap * (this.columns + 1)) / this.columns;
    const left = TILE.gap + (index % this.columns) * (width + TILE.gap);
    return { top: top + TILE.lineGap, left, width, height: TILE.height };
  }

  /** The first and one past the last of those that touch a stretch of the canvas, and some lines beyond it on either side. */
  within(count: number, top: number, height: number, beyond: number): [first: number, end: number] {
    const first = Math.floor(top / this.lineHeight) - beyond;
    const end = Math.ceil((top + height) / this.lineHeight) + beyond;
    return [Math.max(0, first) * this.columns, Math.min(count, Math.max(0, end) * this.columns)];
  }

  step(key: string, { index, count, height }: Standing): number | undefined {
    return stepOf(key, { index, count, columns: this.columns, lines: Math.floor(height / this.lineHeight) });
  }

  scrollTo(index: number, top: number, height: number): number {
    const line = Math.floor(index / this.columns) * this.lineHeight;
    const lineEnd = line + this.lineHeight + (this.#isGrid ? TILE.lineGap : 0);
    if (line < top) return line;
    return lineEnd > top + height ? lineEnd - height : top;
  }
}
