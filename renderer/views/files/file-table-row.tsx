import type { HTMLAttributes } from 'react';
import { Cell, Row as AriaRow } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import styles from './file-table.module.css';
import { formatSize } from './formats.ts';
import { RowName } from './row-name.tsx';
import { useRowSurroundings } from './row-surroundings.tsx';
import { changedWords, keyWords, rowLabel } from './row-words.ts';
import type { Row } from './rows.ts';

/** Cells say only which row is theirs: what they show is worked out when they come into sight. */
export function FileTableRow({ row, hasKey }: { row: Row; hasKey: boolean }) {
  return (
    <AriaRow
      id={row.id}
      textValue={row.name}
      className={classList(styles, 'row')}
      render={(props) => <LabelledRow {...(props as HTMLAttributes<HTMLElement>)} row={row} />}
    >
      <Cell className={classList(styles, 'cell', 'name')}>
        <RowName row={row} />
      </Cell>
      <Cell className={classList(styles, 'cell')}>
        <Changed row={row} />
      </Cell>
      <Cell className={classList(styles, 'cell', 'end', !hasKey && 'last')}>
        <Size row={row} />
      </Cell>
      {hasKey ? (
        <Cell className={classList(styles, 'cell', 'key')}>
          <KeyName row={row} />
        </Cell>
      ) : null}
    </AriaRow>
  );
}

function LabelledRow({ row, ...rest }: HTMLAttributes<HTMLElement> & { row: Row }) {
  const { t } = useTranslation('files');
  const label = rowLabel(t, row, useRowSurroundings());
  return (
    <div
      {...rest}
      aria-label={label}
      aria-labelledby={undefined}
      data-row={row.id}
      data-folder={row.kind === 'folder' ? row.path : undefined}
    />
  );
}

function Changed({ row }: { row: Row }) {
  const { t } = useTranslation('files');
  return changedWords(t, row, useRowSurroundings());
}

function Size({ row }: { row: Row }) {
  const { t } = useTranslation('files');
  return row.size === undefined ? null : formatSize(t, row.size);
}

function KeyName({ row }: { row: Row }) {
  const { t } = useTranslation('files');
  return <span className={classList(styles, 'cut')}>{keyWords(t, row, useRowSurroundings().keys)}</span>;
}
