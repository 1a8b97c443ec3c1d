import type { Shape } from '../files/file-picture.tsx';

/** More than anybody looks through at a time; some 100 bytes each. */
const MAX_SHAPES = 50_000;

/** Until a picture is seen it counts as one of a telephone held across; so does what has no picture. */
const USUAL = 4 / 3;

/** Beyond these a picture would be a line: it is shown in part. */
const [NARROWEST, WIDEST] = [1 / 3, 5];

/** How wide pictures are for their height, by file id, as far as they were seen. Those not seen for longest are forgotten. */
export class PhotoShapes {
  readonly #ratios = new Map<string, number>();

  /** @param shape undefined where there is no picture @returns whether it was not known before */
  note(id: string, shape: Shape | undefined): boolean {
    const isSize = shape !== undefined && shape.width > 0 && shape.height > 0;
    const ratio = isSize ? Math.min(WIDEST, Math.max(NARROWEST, shape.width / shape.height)) : USUAL;
    const before = this.#ratios.get(id);
    this.#ratios.delete(id);
    this.#ratios.set(id, ratio);
    if (this.#ratios.size > MAX_SHAPES) this.#ratios.delete(this.#ratios.keys().next().value ?? '');
    return before !== ratio;
  }

  isKnown(id: string): boolean {
    return this.#ratios.has(id);
  }

  /** Width by height. */
  ratioOf(id: string): number {
    return this.#ratios.get(id) ?? USUAL;
  }
}
