import { NARROW_BELOW, RAIL_BELOW, useNarrowerThan } from '../../parts/window-width.ts';
import type { Words } from './row-words.ts';
import type { SortColumn } from './rows.ts';

export interface Columns {
  readonly ids: readonly SortColumn[];
  /** For `grid-template-columns`; the name takes the rest. */
  readonly template: string;
}

/** The air between text and the edge of the pane, CSS px. */
const EDGE = 20;
const WIDTHS = { wide: { changed: 152, size: 80, key: 128 }, narrow: { changed: 120, size: 80, key: 120 } };

/** Columns of the list as the window has room for them. */
export function useColumns(): Columns {
  const { changed, size, key } = useNarrowerThan(RAIL_BELOW) ? WIDTHS.narrow : WIDTHS.wide;
  const hasKey = !useNarrowerThan(NARROW_BELOW);
  const widths = hasKey ? [changed, size, key + EDGE] : [changed, size + EDGE];
  return {
    ids: hasKey ? ['name', 'changed', 'size', 'key'] : ['name', 'changed', 'size'],
    template: `minmax(${200 + EDGE}px, 1fr) ${widths.map((width) => `${width}px`).join(' ')}`,
  };
}

export function columnTitle(t: Words, id: SortColumn): string {
  return t(`column.${id}`);
}
