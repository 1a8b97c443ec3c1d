import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import styles from './row-moving.module.css';
import { rowName } from './row-words.ts';
import type { Row } from './rows.ts';
import { mayMove } from './selection.ts';

/** Names in what other programs are handed: more is nothing to paste. */
const MAX_NAMES = 1000;

export interface RowMoving {
  /** Id of the folder that the dragged rows hang over and may be put into. */
  readonly target: string | undefined;
  /** Has to stand in the page for the browser to draw it beside the pointer. */
  readonly preview: ReactNode;
  readonly start: (event: DragEvent, rows: readonly Row[]) => void;
  readonly over: (event: DragEvent, row: Row | undefined) => void;
  readonly drop: (event: DragEvent, row: Row | undefined) => void;
  readonly end: () => void;
}

/** Rows are moved by dragging them onto a folder; the menu does the same without a pointer. */
export function useRowMoving(onMove: (rows: readonly Row[], folder: string) => void): RowMoving {
  const { t } = useTranslation('files');
  const [target, setTarget] = useState<string>();
  const [words, setWords] = useState('');
  const preview = useRef<HTMLDivElement>(null);
  // With what each folder says to them: it is asked at every step of the pointer, and there may be very many.
  const dragged = useRef<{ rows: readonly Row[]; takers: Map<string, boolean> }>(undefined);

  const takes = (row: Row | undefined): row is Row => {
    if (dragged.current === undefined || row?.kind !== 'folder') return false;
    const { rows, takers } = dragged.current;
    const known = takers.get(row.path) ?? mayMove(rows, row.path);
    takers.set(row.path, known);
    return known;
  };
  const end = () => {
    dragged.current = undefined;
    setTarget(undefined);
  };

  return {
    target,
    preview: (
      <div ref={preview} aria-hidden="true" className={classList(styles, 'preview')}>
        {words}
      </div>
    ),
    start({ dataTransfer }, rows) {
      const [row] = rows;
      if (row === undefined) return;
      dragged.current = { rows, takers: new Map() };
      flushSync(() => setWords(rows.length === 1 ? rowName(t, row) : t('row.items', { count: rows.length })));
      dataTransfer.effectAllowed = 'move';
      dataTransfer.setData(
        'text/plain',
        rows
          .slice(0, MAX_NAMES)
          .map(({ name }) => name)
          .join('\n'),
      );
      if (preview.current !== null) dataTransfer.setDragImage(preview.current, 0, 0);
    },
    over(event, row) {
      const isTaken = takes(row);
      setTarget(isTaken ? row.id : undefined);
      if (!isTaken) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
    },
    drop(event, row) {
      if (dragged.current === undefined || !takes(row)) return;
      event.preventDefault();
      const { rows } = dragged.current;
      end();
      onMove(rows, row.path);
    },
    end,
  };
}
