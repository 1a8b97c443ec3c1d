import { type KeyboardEvent, useLayoutEffect, useMemo, useRef } from 'react';
import { classList } from '../../parts/class-list.ts';
import { ColumnHeads } from './column-heads.tsx';
import styles from './file-list.module.css';
import type { FilesForm } from './files-toolbar.tsx';
import { useColumns } from './list-columns.ts';
import { rowAt, useListControl } from './list-control.ts';
import { useListFocus } from './list-focus.ts';
import { Geometry } from './list-geometry.ts';
import { actOnKey } from './list-keys.ts';
import { ListRow } from './list-row.tsx';
import { useRowMenu } from './row-context-menu.tsx';
import type { RowActs } from './row-menu.ts';
import { useRowMoving } from './row-moving.tsx';
import { useSight } from './row-window.ts';
import type { Row, Sort } from './rows.ts';
import { isSelected, NOTHING, rowsMeant, type Selected } from './selection.ts';
import { useWindowBehind } from './window-behind.ts';

/** Lines built beyond what is seen: so that a turn of the wheel meets no empty place. */
const BEYOND = 4;

export interface FileListProps {
  label: string;
  form: FilesForm;
  isTrash: boolean;
  rows: readonly Row[];
  /** When this changes other rows are shown, from their beginning. */
  subject: string;
  sort: Sort;
  onSort: (sort: Sort) => void;
  selected: Selected;
  onSelect: (selected: Selected) => void;
  acts: RowActs;
  onMoveTo: (rows: readonly Row[], folder: string) => void;
}

/** The rows as a list or as tiles. Only what is seen is built, however many there are. */
export function FileList(props: FileListProps) {
  const { label, form, isTrash, rows, subject, sort, onSort, selected, onSelect, acts, onMoveTo } = props;
  const isBehind = useWindowBehind();
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useColumns();
  const sight = useSight(scroller, new Geometry(form, 0).lineHeight);
  const geometry = useMemo(() => new Geometry(form, sight.width), [form, sight.width]);
  const focus = useListFocus(scroller, rows, selected);
  const control = useListControl({ scroller, geometry, rows, selected, onSelect, onOpen: acts.open, focus });
  const moving = useRowMoving(onMoveTo);
  const menu = useRowMenu(props);
  const order = `${subject} ${sort.column} ${sort.direction}`;
  const shown = useRef(order);
  useLayoutEffect(() => {
    if (shown.current === order) return;
    shown.current = order;
    scroller.current?.scrollTo({ top: 0 });
  }, [order]);

  const [first, end] = geometry.within(rows.length, sight.top, sight.height, BEYOND);
  const seen = sight.height === 0 ? [] : Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
  // The row that has the focus stays, wherever the list is scrolled to.
  const built = seen.includes(focus.stop) ? seen : [...seen, focus.stop].sort((a, b) => a - b);
  const hasHeads = form === 'list';
  const rowOf = (target: EventTarget) => rows[rowAt(target, focus)?.index ?? -1];

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rowOf(event.target);
    if (row === undefined || event.target instanceof HTMLInputElement) return;
    const isLetter = event.key === ' ' && control.isTyping();
    const meant = rowsMeant(rows, selected, row);
    const isDone = (!isLetter && actOnKey(event, row, meant, { isTrash, acts })) || control.onKeyDown(event);
    if (!isDone) return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div
        role="grid"
        aria-label={label}
        aria-multiselectable="true"
        aria-rowcount={rows.length + (hasHeads ? 1 : 0)}
        aria-colcount={hasHeads ? columns.ids.length : 1}
        data-behind={isBehind ? '' : undefined}
        className={classList(styles, 'list')}
        style={{ '--columns': columns.template } as object}
      >
        {hasHeads ? <ColumnHeads columns={columns.ids} width={sight.width} sort={sort} onSort={onSort} /> : null}
        <div ref={scroller} role="rowgroup" tabIndex={-1} className={classList(styles, 'scroller')}>
          <div
            role="presentation"
            onKeyDown={onKeyDown}
            onFocus={control.onFocus}
            onMouseDown={(event) => {
              if (event.target === event.currentTarget) onSelect(NOTHING);
              control.onMouseDown(event);
            }}
            onClick={control.onClick}
            onDoubleClick={control.onDoubleClick}
            onContextMenu={(event) => menu.open(event, rowOf(event.target))}
            onDragStart={(event) => {
              const row = rowOf(event.target);
              if (row !== undefined) moving.start(event, rowsMeant(rows, selected, row));
            }}
            onDragOver={(event) => moving.over(event, rowOf(event.target))}
            onDragLeave={(event) => moving.over(event, undefined)}
            onDrop={(event) => moving.drop(event, rowOf(event.target))}
            onDragEnd={moving.end}
            className={classList(styles, 'canvas')}
            style={{ height: geometry.heightOf(rows.length) }}
          >
            {built.map((index) => {
              const row = rows[index];
              if (row === undefined) return null;
              return (
                <ListRow
                  key={row.id}
                  {...{ form, row }}
                  {...geometry.box(index)}
                  rowIndex={index + (hasHeads ? 2 : 1)}
                  columns={columns.ids}
                  isSelected={isSelected(selected, row.id)}
                  isStop={index === focus.stop}
                  isTarget={moving.target === row.id}
                  isMovable={!isTrash}
                  onFocusLost={focus.lose}
                />
              );
            })}
          </div>
        </div>
      </div>
      {moving.preview}
      {menu.menu}
    </>
  );
}
