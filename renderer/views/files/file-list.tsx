import { type KeyboardEvent, type MouseEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../data/queries.ts';
import { classList } from '../../parts/class-list.ts';
import { ContextMenu } from '../../parts/menu.tsx';
import { FileGrid } from './file-grid.tsx';
import styles from './file-list.module.css';
import { FileTable } from './file-table.tsx';
import type { FilesForm } from './files-toolbar.tsx';
import { actOnKey } from './list-keys.ts';
import { shortcuts } from './platform-words.ts';
import { type RowActs, rowMenu } from './row-menu.ts';
import { useRowMoving } from './row-moving.tsx';
import { rowName } from './row-words.ts';
import type { Row, Sort } from './rows.ts';
import { rowsMeant, type Selected } from './selection.ts';
import { useWindowBehind } from './window-behind.ts';

export interface FileListProps {
  label: string;
  form: FilesForm;
  isTrash: boolean;
  rows: readonly Row[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  selected: Selected;
  onSelect: (selected: Selected) => void;
  acts: RowActs;
  onMoveTo: (rows: readonly Row[], folder: string) => void;
}

/** Table or grid, with what keys, the menu and dragging do to its rows. */
export function FileList(props: FileListProps) {
  const { form, isTrash, rows, selected, onSelect, acts, onMoveTo } = props;
  const { t } = useTranslation('files');
  const keys = shortcuts(useAppState().data?.platform);
  const isBehind = useWindowBehind();
  const [menu, setMenu] = useState<{ row: Row; rows: readonly Row[]; point: { x: number; y: number } }>();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const hooks = useRowMoving(rows, isTrash, onMoveTo);

  const rowOf = (target: EventTarget): { row: Row; element: HTMLElement } | undefined => {
    const element = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
    const row = element && rows.find(({ id }) => id === element.dataset['row']);
    return element && row ? { row, element } : undefined;
  };

  const onKey = (event: KeyboardEvent) => {
    const at = rowOf(event.target);
    if (at === undefined || event.target instanceof HTMLInputElement) return;
    const meant = rowsMeant(rows, selected, at.row);
    if (!actOnKey(event, at.row, meant, { isTrash, acts })) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const onMenu = (event: MouseEvent) => {
    const at = rowOf(event.target);
    if (at === undefined) return;
    event.preventDefault();
    const meant = rowsMeant(rows, selected, at.row);
    if (meant.length === 1) onSelect(new Set([at.row.id]));
    // From the keyboard there is no point: then the menu opens under the row's name.
    const box = at.element.getBoundingClientRect();
    const isAtPoint = event.clientX !== 0 || event.clientY !== 0;
    const point = isAtPoint ? { x: event.clientX, y: event.clientY } : { x: box.left + 54, y: box.bottom };
    setMenu({ row: at.row, rows: meant, point });
    setMenuOpen(true);
  };

  const list = { ...props, onOpen: acts.open, dragAndDropHooks: hooks };
  return (
    <div
      role="presentation"
      className={classList(styles, 'list')}
      data-behind={isBehind ? '' : undefined}
      onKeyDownCapture={onKey}
      onContextMenu={onMenu}
    >
      {form === 'grid' ? <FileGrid {...list} /> : <FileTable {...list} />}
      <ContextMenu
        label={t('menu.label', { name: menu === undefined ? '' : rowName(t, menu.row) })}
        entries={rowMenu(t, menu?.rows ?? [], { isTrash, keys }, acts)}
        point={isMenuOpen ? (menu?.point ?? null) : null}
        onClose={() => setMenuOpen(false)}
      />
    </div>
  );
}
