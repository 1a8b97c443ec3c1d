import { useEffect, useEffectEvent, useState } from 'react';
import { useServices } from '../data/services.tsx';
import type { HostItem } from '../host.ts';

/** What is known while something hangs over the window: how many items, and whether Alt is held. */
export interface Drag {
  readonly count: number;
  readonly isAlt: boolean;
  /** The row of a folder under the pointer, an element with `data-folder`, and where it is. */
  readonly row?: { readonly folder: string; readonly box: DOMRect };
}

/**
 * Makes the whole window a drop target, except while a dialog stands open: what it asks comes first. Answers what hangs over the window,
 * undefined while nothing does: the view then shows its `DropZoneOverlay`.
 * @param take gets all that was dropped, folders walked, and what was known when it was let go
 */
export function useWindowDrop(take: (items: readonly HostItem[], drag: Drag) => void): Drag | undefined {
  const { host } = useServices();
  const [drag, setDrag] = useState<Drag>();

  const over = useEffectEvent((event: DragEvent) => {
    if (!holdsFiles(event)) return;
    const isTaken = !isAsked();
    stop(event, isTaken ? 'copy' : 'none');
    setDrag(isTaken ? dragOf(event) : undefined);
  });
  const leave = useEffectEvent((event: DragEvent) => {
    // From one element to the next there is always a next.
    if (holdsFiles(event) && event.relatedTarget === null) setDrag(undefined);
  });
  const takeAll = async (dropped: Promise<readonly HostItem[]>, dragged: Drag) => {
    const items = await dropped;
    if (items.length > 0) take(items, dragged);
  };
  const drop = useEffectEvent((event: DragEvent) => {
    if (!holdsFiles(event)) return;
    stop(event, 'copy');
    setDrag(undefined);
    if (isAsked() || event.dataTransfer === null) return;
    void takeAll(host.droppedItems(event.dataTransfer), dragOf(event));
  });

  useEffect(() => {
    const ended = new AbortController();
    // Captured before a list sees them: it takes what is moved inside of it.
    const options = { capture: true, signal: ended.signal };
    window.addEventListener('dragenter', (event) => over(event), options);
    window.addEventListener('dragover', (event) => over(event), options);
    window.addEventListener('dragleave', (event) => leave(event), options);
    window.addEventListener('drop', (event) => drop(event), options);
    return () => ended.abort();
  }, []);
  return drag;
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

function isAsked(): boolean {
  return document.querySelector('[data-asks]') !== null;
}

function stop(event: DragEvent, effect: 'copy' | 'none'): void {
  event.preventDefault();
  event.stopPropagation();
  if (event.dataTransfer !== null) event.dataTransfer.dropEffect = effect;
}

function dragOf(event: DragEvent): Drag {
  const count = Math.max(1, [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file').length);
  const under = document.elementsFromPoint(event.clientX, event.clientY);
  const row = under.map((element) => element.closest<HTMLElement>('[data-folder]')).find((found) => found !== null);
  const folder = row?.dataset['folder'];
  const at = row && folder !== undefined ? { row: { folder, box: row.getBoundingClientRect() } } : {};
  return { count, isAlt: event.altKey, ...at };
}
