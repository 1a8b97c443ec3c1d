import { useMemo } from 'react';
import { type DragAndDropHooks, Table, TableBody, TableHeader, TableLayout, Virtualizer } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { NARROW_BELOW, RAIL_BELOW, useNarrowerThan } from '../../parts/window-width.ts';
import { ColumnHead } from './column-head.tsx';
import { FileTableRow } from './file-table-row.tsx';
import styles from './file-table.module.css';
import type { Row, Sort, SortColumn } from './rows.ts';
import type { Selected } from './selection.ts';

const LAYOUT = { rowHeight: 32, headingHeight: 32 };
/** The air between text and the edge of the pane. */
const EDGE = 20;
const WIDTHS = { wide: { changed: 152, size: 80, key: 128 }, narrow: { changed: 120, size: 80, key: 120 } };

export interface FileTableProps {
  label: string;
  rows: readonly Row[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  selected: Selected;
  onSelect: (selected: Selected) => void;
  onOpen: (row: Row) => void;
  dragAndDropHooks: DragAndDropHooks<Row> | undefined;
}

export function FileTable(props: FileTableProps) {
  const { label, rows, sort, onSort, selected, onSelect, onOpen, dragAndDropHooks } = props;
  const { t } = useTranslation('files');
  const widths = useNarrowerThan(RAIL_BELOW) ? WIDTHS.narrow : WIDTHS.wide;
  const hasKey = !useNarrowerThan(NARROW_BELOW);
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  // Neither head nor body is made anew for a click: the list would be copied, all 100,000 rows of it.
  const header = useMemo(
    () => (
      <TableHeader className={classList(styles, 'header')}>
        <ColumnHead id="name" isFirst minWidth={200 + EDGE}>
          {t('column.name')}
        </ColumnHead>
        <ColumnHead id="changed" width={widths.changed}>
          {t('column.changed')}
        </ColumnHead>
        <ColumnHead id="size" width={widths.size + (hasKey ? 0 : EDGE)} isEnd>
          {t('column.size')}
        </ColumnHead>
        {hasKey ? (
          <ColumnHead id="key" width={widths.key + EDGE}>
            {t('column.key')}
          </ColumnHead>
        ) : null}
      </TableHeader>
    ),
    [t, widths, hasKey],
  );
  const body = useMemo(
    () => (
      <TableBody items={rows} dependencies={[hasKey]}>
        {(row) => <FileTableRow row={row} hasKey={hasKey} />}
      </TableBody>
    ),
    [rows, hasKey],
  );
  const order = `${sort.column} ${sort.direction}`;
  return (
    <Virtualizer layout={TableLayout} layoutOptions={LAYOUT}>
      <Table
        // Moving 100,000 rows about costs more than making them.
        key={`${order} ${hasKey} ${dragAndDropHooks === undefined}`}
        aria-label={label}
        selectionMode="multiple"
        selectionBehavior="replace"
        selectedKeys={selected}
        onSelectionChange={onSelect}
        onRowAction={(id) => {
          const row = byId.get(String(id));
          if (row !== undefined) onOpen(row);
        }}
        sortDescriptor={sort}
        onSortChange={({ column, direction }) => onSort({ column: column as SortColumn, direction })}
        {...(dragAndDropHooks && { dragAndDropHooks })}
        className={classList(styles, 'table')}
      >
        {header}
        {body}
      </Table>
    </Virtualizer>
  );
}
