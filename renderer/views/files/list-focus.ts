import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Row } from './rows.ts';
import type { Selected } from './selection.ts';

export interface ListFocus {
  /** Where each row stands, by id. */
  readonly places: ReadonlyMap<string, number>;
  /** Index of the one row that Tab reaches: the one that had the focus last, or what stands for it. */
  readonly stop: number;
  readonly note: (index: number) => void;
  /** A row went away while it had the focus. */
  readonly lose: () => void;
}

export function rowElement(list: RefObject<HTMLElement | null>, id: string | undefined): HTMLElement | null {
  return id === undefined ? null : (list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) ?? null);
}

/** Tells when an element goes away while the focus is in it. */
export function useFocusLoss(onFocusLost: () => void): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    return () => {
      if (element?.contains(document.activeElement)) onFocusLost();
    };
  }, [onFocusLost]);
  return ref;
}

/** One stop for Tab in all the list; focus that would fall out of the window goes to the row that takes the place. */
export function useListFocus(list: RefObject<HTMLElement | null>, rows: readonly Row[], selected: Selected): ListFocus {
  const [last, setLast] = useState({ id: '', index: 0 });
  const isLost = useRef(false);
  const places = useMemo(() => new Map(rows.map(({ id }, index) => [id, index])), [rows]);
  const [first] = selected === 'all' ? [] : selected;
  const stop = places.get(last.id) ?? places.get(first ?? '') ?? Math.max(0, Math.min(last.index, rows.length - 1));
  const stopId = rows[stop]?.id;
  useLayoutEffect(() => {
    if (!isLost.current) return;
    isLost.current = false;
    if (document.activeElement === document.body) rowElement(list, stopId)?.focus({ preventScroll: true });
  }, [list, stopId]);
  return {
    places,
    stop,
    note: (index) => setLast({ id: rows[index]?.id ?? '', index }),
    lose: () => (isLost.current = true),
  };
}
