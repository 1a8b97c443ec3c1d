import { type HTMLAttributes, useMemo } from 'react';
import { type DragAndDropHooks, GridLayout, GridList, GridListItem, Size, Virtualizer } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { Icon } from '../../parts/icon.tsx';
import styles from './file-grid.module.css';
import { FilePicture } from './file-picture.tsx';
import { NameField } from './name-field.tsx';
import { CutName } from './row-name.tsx';
import { useRowSurroundings } from './row-surroundings.tsx';
import { damageCode, markWords, rowLabel, rowName } from './row-words.ts';
import type { Row } from './rows.ts';
import type { Selected } from './selection.ts';

const LAYOUT = {
  minItemSize: new Size(152, 148),
  maxItemSize: new Size(Infinity, 148),
  minSpace: new Size(20, 16),
  preserveAspectRatio: false,
};

export interface FileGridProps {
  label: string;
  rows: readonly Row[];
  selected: Selected;
  onSelect: (selected: Selected) => void;
  onOpen: (row: Row) => void;
  dragAndDropHooks: DragAndDropHooks<Row> | undefined;
}

/** Tiles of one size with the name below; pictures fill them. */
export function FileGrid({ label, rows, selected, onSelect, onOpen, dragAndDropHooks }: FileGridProps) {
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const tile = (row: Row) => (
    <GridListItem
      id={row.id}
      textValue={row.name}
      className={classList(styles, 'tile')}
      render={(props) => <LabelledTile {...(props as HTMLAttributes<HTMLElement>)} row={row} />}
    >
      <Tile row={row} />
    </GridListItem>
  );
  return (
    <Virtualizer layout={GridLayout} layoutOptions={LAYOUT}>
      <GridList
        aria-label={label}
        layout="grid"
        items={rows}
        selectionMode="multiple"
        selectionBehavior="replace"
        selectedKeys={selected}
        onSelectionChange={onSelect}
        onAction={(id) => {
          const row = byId.get(String(id));
          if (row !== undefined) onOpen(row);
        }}
        {...(dragAndDropHooks && { dragAndDropHooks })}
        className={classList(styles, 'grid')}
      >
        {tile}
      </GridList>
    </Virtualizer>
  );
}

function LabelledTile({ row, ...rest }: HTMLAttributes<HTMLElement> & { row: Row }) {
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

function Tile({ row }: { row: Row }) {
  const { t } = useTranslation('files');
  const { renaming, marks } = useRowSurroundings();
  const mark = marks.get(row.path);
  const words = row.damage ? t(`mark.${damageCode(row.damage.code)}`) : mark && markWords(t, mark);
  return (
    <>
      <span className={classList(styles, 'picture')}>
        <FilePicture row={row} form="tile" />
        <span className={classList(styles, 'tick')}>
          <Icon name="check" size={16} />
        </span>
        {words === undefined ? null : <span className={classList(styles, 'mark')}>{words}</span>}
      </span>
      <span className={classList(styles, 'name')}>
        {renaming === row.id ? <NameField row={row} /> : <CutName name={rowName(t, row)} />}
      </span>
    </>
  );
}
