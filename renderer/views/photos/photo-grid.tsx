import { type KeyboardEvent, useLayoutEffect, useMemo, useRef } from 'react';
import { classList } from '../../parts/class-list.ts';
import { RAIL_BELOW, useNarrowerThan } from '../../parts/window-width.ts';
import { rowAt, useListControl } from '../files/list-control.ts';
import { useListFocus } from '../files/list-focus.ts';
import { actOnKey } from '../files/list-keys.ts';
import { useRowMenu } from '../files/row-context-menu.tsx';
import type { RowActs } from '../files/row-menu.ts';
import { useSight } from '../files/row-window.ts';
import type { Row } from '../files/rows.ts';
import { NOTHING, rowsMeant, type Selected } from '../files/selection.ts';
import { useMonthInSight } from './month-in-sight.ts';
import { MonthRail } from './month-rail.tsx';
import styles from './photo-grid.module.css';
import { PhotoMonthPart } from './photo-month.tsx';
import type { Fold, PhotoMonth } from './photo-months.ts';
import type { PhotoShapes } from './photo-shapes.ts';
import { usePhotoLayout } from './use-photo-layout.ts';

/** CSS px built beyond what is seen: so that a turn of the wheel meets no empty place, and shapes are known before they are seen. */
const BEYOND = 800;
/** Scrolling by less builds nothing anew, CSS px. */
const STEP = 144;
/** From the pane's edge to the pictures, CSS px. */
const EDGE = 20;

export interface PhotoGridProps {
  label: string;
  months: readonly PhotoMonth[];
  /** The pictures of all months that can be looked at, in their order. */
  rows: readonly Row[];
  /** When this changes other pictures are shown, from their beginning. */
  subject: string;
  shapes: PhotoShapes;
  /** Height of a line, CSS px. */
  size: number;
  selected: Selected;
  onSelect: (selected: Selected) => void;
  acts: RowActs;
  onChooseKey: (fold: Fold) => void;
}

/** All pictures by month. Only what is seen is built, however many there are. */
export function PhotoGrid(props: PhotoGridProps) {
  const { label, months, rows, subject, shapes, size, selected, onSelect, acts, onChooseKey } = props;
  const hasRail = !useNarrowerThan(RAIL_BELOW);
  const scroller = useRef<HTMLDivElement>(null);
  const sight = useSight(scroller, STEP);
  const width = Math.max(1, sight.width - EDGE - (hasRail ? 0 : EDGE));
  const room = useMemo(() => ({ left: EDGE, width, height: size }), [width, size]);
  const { layout, note } = usePhotoLayout({ scroller, months, shapes, room, sight });
  const focus = useListFocus(scroller, rows, selected);
  const control = useListControl({ scroller, geometry: layout, rows, selected, onSelect, onOpen: acts.open, focus });
  const menu = useRowMenu({ rows, selected, onSelect, isTrash: false, acts });
  const shown = useRef(subject);
  useLayoutEffect(() => {
    if (shown.current === subject) return;
    shown.current = subject;
    scroller.current?.scrollTo({ top: 0 });
  }, [subject]);

  const rowOf = (target: EventTarget) => rows[rowAt(target, focus)?.index ?? -1];
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rowOf(event.target);
    if (row === undefined) return;
    const isLetter = event.key === ' ' && control.isTyping();
    const meant = rowsMeant(rows, selected, row);
    const isDone = (!isLetter && actOnKey(event, row, meant, { isTrash: false, acts })) || control.onKeyDown(event);
    if (!isDone) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const inSight = useMonthInSight(scroller, layout);
  const built =
    sight.height === 0 ? [] : layout.within(sight.top - BEYOND, sight.top + sight.height + BEYOND, focus.stop);
  return (
    <div className={classList(styles, 'photos')}>
      <div
        ref={scroller}
        role="grid"
        aria-label={label}
        aria-multiselectable="true"
        aria-rowcount={layout.rowCount}
        aria-colcount={1}
        tabIndex={-1}
        className={classList(styles, 'grid')}
      >
        <div
          role="presentation"
          onKeyDown={onKeyDown}
          onFocus={control.onFocus}
          onMouseDown={(event) => {
            if (rowOf(event.target) === undefined) onSelect(NOTHING);
            control.onMouseDown(event);
          }}
          onClick={control.onClick}
          onDoubleClick={control.onDoubleClick}
          onContextMenu={(event) => menu.open(event, rowOf(event.target))}
          className={classList(styles, 'canvas')}
          style={{ height: layout.height }}
        >
          {built.map(({ laid, lines }) => (
            <PhotoMonthPart
              key={laid.month.id}
              {...{ layout, laid, lines, selected, onChooseKey }}
              stop={focus.stop}
              onShape={note}
              onFocusLost={focus.lose}
            />
          ))}
        </div>
      </div>
      {hasRail && months.length > 0 ? (
        <MonthRail months={months} current={inSight.month} height={sight.height} onJump={inSight.jump} />
      ) : null}
      {menu.menu}
    </div>
  );
}
