import { type MouseEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../data/queries.ts';
import { ContextMenu } from '../../parts/menu.tsx';
import { shortcuts } from './platform-words.ts';
import { type RowActs, rowMenu } from './row-menu.ts';
import { rowName } from './row-words.ts';
import type { Row } from './rows.ts';
import { rowsMeant, type Selected } from './selection.ts';

export interface RowMenuOf {
  rows: readonly Row[];
  selected: Selected;
  onSelect: (selected: Selected) => void;
  isTrash: boolean;
  acts: RowActs;
}

/** The menu of the rows that are meant, at the pointer or, from the keyboard, under the row's name. */
export function useRowMenu({ rows, selected, onSelect, isTrash, acts }: RowMenuOf) {
  const { t } = useTranslation('files');
  const keys = shortcuts(useAppState().data?.platform);
  const [about, setAbout] = useState<{ row: Row; rows: readonly Row[]; point: { x: number; y: number } }>();
  const [isOpen, setOpen] = useState(false);
  const open = (event: MouseEvent, row: Row | undefined) => {
    if (row === undefined || !(event.target instanceof Element)) return;
    event.preventDefault();
    const meant = rowsMeant(rows, selected, row);
    if (meant.length === 1) onSelect(new Set([row.id]));
    const box = event.target.closest('[data-row]')?.getBoundingClientRect();
    const isAtPoint = event.clientX !== 0 || event.clientY !== 0;
    const point = isAtPoint || !box ? { x: event.clientX, y: event.clientY } : { x: box.left + 54, y: box.bottom };
    setAbout({ row, rows: meant, point });
    setOpen(true);
  };
  const menu = (
    <ContextMenu
      label={t('menu.label', { name: about === undefined ? '' : rowName(t, about.row) })}
      entries={rowMenu(t, about?.rows ?? [], { isTrash, keys }, acts)}
      point={isOpen ? (about?.point ?? null) : null}
      onClose={() => setOpen(false)}
    />
  );
  return { open, menu };
}
