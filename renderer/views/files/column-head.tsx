import { Column } from 'react-aria-components';
import { classList } from '../../parts/class-list.ts';
import { Icon } from '../../parts/icon.tsx';
import styles from './file-table.module.css';
import type { SortColumn } from './rows.ts';

export interface ColumnHeadProps {
  id: SortColumn;
  /** Takes the rest where it is left out. */
  width?: number;
  minWidth?: number;
  isFirst?: boolean;
  /** Set at the right of its column, as numbers are. */
  isEnd?: boolean;
  children: string;
}

export function ColumnHead({ id, width, minWidth, isFirst = false, isEnd = false, children }: ColumnHeadProps) {
  return (
    <Column
      id={id}
      allowsSorting
      isRowHeader={isFirst}
      textValue={children}
      width={width ?? '1fr'}
      {...(minWidth === undefined ? { minWidth: width ?? 0 } : { minWidth })}
      className={classList(styles, 'head', id, isEnd && 'end')}
    >
      {({ sortDirection }) => (
        <span className={classList(styles, 'sort', sortDirection !== undefined && 'sorted')}>
          <span>{children}</span>
          {sortDirection === undefined ? null : (
            <Icon name={sortDirection === 'ascending' ? 'chevron-up' : 'chevron-down'} size={16} />
          )}
        </span>
      )}
    </Column>
  );
}
