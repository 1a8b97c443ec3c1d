import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import type { FilesForm } from './files-toolbar.tsx';
import cells from './list-cells.module.css';
import { ListCells } from './list-cells.tsx';
import { useFocusLoss } from './list-focus.ts';
import type { Box } from './list-geometry.ts';
import { useRowSurroundings } from './row-surroundings.tsx';
import { rowLabel } from './row-words.ts';
import type { Row, SortColumn } from './rows.ts';
import tiles from './tile.module.css';
import { Tile } from './tile.tsx';

export interface ListRowProps extends Box {
  form: FilesForm;
  row: Row;
  /** From 1, the head of the list counted. */
  rowIndex: number;
  columns: readonly SortColumn[];
  isSelected: boolean;
  /** The one that Tab reaches. */
  isStop: boolean;
  /** Dragged rows hang over it and may be put into it. */
  isTarget: boolean;
  /** May be dragged. */
  isMovable: boolean;
  onFocusLost: () => void;
}

/** One row of the list, or one tile: what is the same of both. Its list hears what happens to it. */
export const ListRow = memo(function ListRow(props: ListRowProps) {
  const { form, row, rowIndex, columns, isSelected, isStop, isTarget, isMovable, onFocusLost } = props;
  const { top, left, width, height } = props;
  const { t } = useTranslation('files');
  const around = useRowSurroundings();
  const ref = useFocusLoss(onFocusLost);
  return (
    <div
      ref={ref}
      role="row"
      aria-rowindex={rowIndex}
      aria-label={rowLabel(t, row, around)}
      aria-selected={isSelected}
      tabIndex={isStop ? 0 : -1}
      draggable={isMovable && around.renaming !== row.id}
      data-row={row.id}
      data-folder={row.kind === 'folder' ? row.path : undefined}
      data-target={isTarget ? '' : undefined}
      className={form === 'grid' ? classList(tiles, 'tile') : classList(cells, 'row')}
      style={{ top, left, width, height }}
    >
      {form === 'grid' ? <Tile row={row} /> : <ListCells row={row} columns={columns} />}
    </div>
  );
});
