import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { sizeOf } from '../../words/measure.ts';
import styles from './list-cells.module.css';
import { RowName } from './row-name.tsx';
import { useRowSurroundings } from './row-surroundings.tsx';
import { changedWords, keyWords } from './row-words.ts';
import type { Row, SortColumn } from './rows.ts';

/** A row of the list, column by column. */
export function ListCells({ row, columns }: { row: Row; columns: readonly SortColumn[] }) {
  return columns.map((id, index) => (
    <div
      key={id}
      role="gridcell"
      aria-colindex={index + 1}
      className={classList(styles, 'cell', id, id === 'size' && 'end', index === columns.length - 1 && 'last')}
    >
      <Cell id={id} row={row} />
    </div>
  ));
}

function Cell({ id, row }: { id: SortColumn; row: Row }) {
  const { t } = useTranslation('files');
  const around = useRowSurroundings();
  if (id === 'name') return <RowName row={row} />;
  if (id === 'changed') return changedWords(row, around);
  if (id === 'size') return row.size === undefined ? null : sizeOf(row.size);
  return <span className={classList(styles, 'cut')}>{keyWords(t, row, around.keys)}</span>;
}
