import { type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { Icon } from '../../parts/icon.tsx';
import { columnTitle } from './list-columns.ts';
import styles from './list-cells.module.css';
import type { Sort, SortColumn } from './rows.ts';

export interface ColumnHeadsProps {
  columns: readonly SortColumn[];
  /** Of the rows below, CSS px: a scroll bar takes room from them alone. */
  width: number;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

/** Titles of the columns, which sort: one stop for Tab, arrows between them. */
export function ColumnHeads({ columns, width, sort, onSort }: ColumnHeadsProps) {
  return (
    <div role="rowgroup" className={classList(styles, 'header')}>
      <div role="row" aria-rowindex={1} className={classList(styles, 'heads')} style={{ width }}>
        {columns.map((id, index) => (
          <ColumnHead
            key={id}
            {...{ id, index, onSort }}
            direction={id === sort.column ? sort.direction : undefined}
            isLast={index === columns.length - 1}
          />
        ))}
      </div>
    </div>
  );
}

interface ColumnHeadProps {
  id: SortColumn;
  index: number;
  /** Undefined where another column is what counts. */
  direction: Sort['direction'] | undefined;
  isLast: boolean;
  onSort: (sort: Sort) => void;
}

function ColumnHead({ id, index, direction, isLast, onSort }: ColumnHeadProps) {
  const { t } = useTranslation('files');
  const isEnd = id === 'size';
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={direction ?? 'none'}
      className={classList(styles, 'head', id, isEnd && 'end', isLast && 'last')}
    >
      <button
        type="button"
        tabIndex={direction === undefined ? -1 : 0}
        className={classList(styles, 'sort', direction !== undefined && 'sorted')}
        onClick={() => onSort({ column: id, direction: direction === 'ascending' ? 'descending' : 'ascending' })}
        onKeyDown={stepAside}
      >
        <span>{columnTitle(t, id)}</span>
        {direction === undefined ? null : (
          <Icon name={direction === 'ascending' ? 'chevron-up' : 'chevron-down'} size={12} />
        )}
      </button>
    </div>
  );
}

function stepAside(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by === undefined) return;
  const heads = [...(event.currentTarget.closest('[role=row]')?.querySelectorAll('button') ?? [])];
  const next = heads[heads.findIndex((head) => head === event.currentTarget) + by];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
