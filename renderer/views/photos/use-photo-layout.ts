import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Shape } from '../files/file-picture.tsx';
import type { Sight } from '../files/row-window.ts';
import { PhotoLayout, type Room } from './photo-layout.ts';
import { HEAD } from './photo-lines.ts';
import type { PhotoMonth } from './photo-months.ts';
import type { PhotoShapes } from './photo-shapes.ts';

/** Shapes that come within this time are taken up together: otherwise lines would be made anew for each of them. */
const GATHER_MS = 100;

export interface LaidOutOf {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly months: readonly PhotoMonth[];
  readonly shapes: PhotoShapes;
  readonly room: Room;
  readonly sight: Sight;
}

/** The layout of the pictures as their shapes become known. What is looked at stays where it is. */
export function usePhotoLayout({ scroller, months, shapes, room, sight }: LaidOutOf) {
  const [known, setKnown] = useState(0);
  const [laid, setLaid] = useState(() => ({ months, room, known, layout: new PhotoLayout(months, shapes, room) }));
  let { layout } = laid;
  if (laid.months !== months || laid.room !== room || laid.known !== known) {
    const isSame = laid.months === months && laid.room === room;
    const kept = isSame ? laid.layout.settled(sight.top, sight.top + sight.height) : undefined;
    layout = new PhotoLayout(months, shapes, room, kept);
    setLaid({ months, room, known, layout });
  }
  useStill(scroller, layout);

  const timer = useRef<number>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const note = useCallback(
    (id: string, shape: Shape | undefined) => {
      if (!shapes.note(id, shape) || timer.current !== undefined) return;
      timer.current = window.setTimeout(() => {
        timer.current = undefined;
        setKnown((count) => count + 1);
      }, GATHER_MS);
    },
    [shapes],
  );
  return { layout, note };
}

/** Scrolls along when what lies above grows or shrinks. */
function useStill(scroller: RefObject<HTMLElement | null>, layout: PhotoLayout): void {
  const before = useRef(layout);
  useLayoutEffect(() => {
    const [old, element] = [before.current, scroller.current];
    before.current = layout;
    // At the top new pictures are to come into sight.
    if (old === layout || element === null || element.scrollTop === 0) return;
    const moved = movement(old, layout, element.scrollTop);
    if (moved !== 0) element.scrollTop += moved;
  }, [scroller, layout]);
}

/** How far what is at the top of the sight went: a picture of the month that is there, else the head of that month. */
function movement(old: PhotoLayout, layout: PhotoLayout, top: number): number {
  const from = old.monthAt(top + HEAD);
  const to = layout.months.find(({ month }) => month.id === from?.month.id);
  if (from === undefined || to === undefined) return 0;
  const index = old.indexAt(top + HEAD);
  const row = index === undefined ? undefined : from.month.rows[index - from.first];
  const found = row === undefined ? -1 : to.month.rows.findIndex(({ id }) => id === row.id);
  const [was, is] = [old.box(index ?? -1), layout.box(to.first + found)];
  return found < 0 || was === undefined || is === undefined ? to.top - from.top : is.top - was.top;
}
