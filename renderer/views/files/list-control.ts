import { type FocusEvent, type KeyboardEvent, type MouseEvent, type RefObject, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { WalkedGeometry } from './list-geometry.ts';
import { lettersOf } from '../../parts/letters.ts';
import { rowElement, type ListFocus } from './list-focus.ts';
import type { Row } from './rows.ts';
import { isSelected, type Selected, stretched, toggled } from './selection.ts';
import { TypeToFind } from './type-to-find.ts';

export interface ControlledList {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly geometry: WalkedGeometry;
  readonly rows: readonly Row[];
  readonly selected: Selected;
  readonly onSelect: (selected: Selected) => void;
  readonly onOpen: (row: Row) => void;
  readonly focus: ListFocus;
}

type Modifiers = Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>;

/** The row that an event is about. */
export function rowAt(target: EventTarget, { places }: ListFocus): { index: number; element: HTMLElement } | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  const index = places.get(element?.dataset['row'] ?? '');
  return element === null || index === undefined ? undefined : { index, element };
}

/** Choosing rows by pointer and keyboard, as lists of files everywhere do. Works by number: no row has to be built for it. */
export function useListControl({ scroller, geometry, rows, selected, onSelect, onOpen, focus }: ControlledList) {
  // Where a stretch begins, by id: rows may change their places meanwhile.
  const anchor = useRef<string>(undefined);
  // A press on what is selected may begin a drag of all of it; only a click tells that this row alone is meant.
  const isUndecided = useRef(false);
  const [finder] = useState(() => new TypeToFind());

  const choose = (index: number, keys: Modifiers) => {
    const id = rows[index]?.id ?? '';
    const hasCommand = keys.ctrlKey || keys.metaKey;
    if (keys.shiftKey) {
      const from = focus.places.get(anchor.current ?? '') ?? focus.stop;
      anchor.current = rows[from]?.id;
      return onSelect(stretched(rows, from, index, hasCommand ? selected : undefined));
    }
    anchor.current = id;
    onSelect(hasCommand ? toggled(rows, selected, id) : new Set([id]));
  };

  const show = (index: number, act?: () => void) => {
    const element = scroller.current;
    flushSync(() => {
      focus.note(index);
      act?.();
    });
    if (element === null) return;
    element.scrollTo({ top: geometry.scrollTo(index, element.scrollTop, element.clientHeight) });
    rowElement(scroller, rows[index]?.id)?.focus({ preventScroll: true });
  };

  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (rows.length === 0 || event.altKey) return false;
    const hasCommand = event.ctrlKey || event.metaKey;
    const height = scroller.current?.clientHeight ?? 0;
    const to = geometry.step(event.key, { index: focus.stop, count: rows.length, height });
    if (to !== undefined || event.key === 'Enter' || event.key === 'Escape') finder.end();
    if (to !== undefined) {
      // Ctrl moves the focus alone, as it does in other lists, so that Space may choose rows that lie apart.
      show(
        to,
        hasCommand && !event.shiftKey
          ? undefined
          : () => choose(to, { shiftKey: event.shiftKey, ctrlKey: hasCommand && event.shiftKey, metaKey: false }),
      );
      return true;
    }
    const row = rows[focus.stop];
    if (event.key === 'Enter' && row !== undefined) return (onOpen(row), true);
    if (event.key === ' ' && (hasCommand || event.shiftKey)) return (choose(focus.stop, event), true);
    if (event.key.toLowerCase() === 'a' && hasCommand && !event.shiftKey) return (onSelect('all'), true);
    if (hasCommand || lettersOf(event.key).length !== 1 || (event.key === ' ' && !isTyping())) return false;
    const found = finder.add(event.key, rows, focus.stop, event.timeStamp);
    if (found !== undefined) show(found, () => choose(found, { shiftKey: false, ctrlKey: false, metaKey: false }));
    return true;
  };

  const isTyping = () => finder.isTyping(performance.now());

  return {
    isTyping,
    /** @returns whether the key did anything */
    onKeyDown,
    onMouseDown: (event: MouseEvent) => {
      isUndecided.current = false;
      const at = rowAt(event.target, focus);
      if (at === undefined || event.button !== 0) return;
      const id = rows[at.index]?.id ?? '';
      if (isSelected(selected, id) && !event.shiftKey && !event.ctrlKey && !event.metaKey) isUndecided.current = true;
      else choose(at.index, event);
    },
    onClick: (event: MouseEvent) => {
      const at = rowAt(event.target, focus);
      // A screen reader clicks without pressing before.
      if (at === undefined || (!isUndecided.current && event.detail !== 0)) return;
      isUndecided.current = false;
      choose(at.index, event);
      if (event.detail === 0) at.element.focus();
    },
    onDoubleClick: (event: MouseEvent) => {
      const at = rowAt(event.target, focus);
      const row = at && rows[at.index];
      if (row !== undefined) onOpen(row);
    },
    onFocus: (event: FocusEvent) => {
      const at = rowAt(event.target, focus);
      if (at !== undefined) focus.note(at.index);
    },
  };
}
