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

/** Who takes drops: the last one. */
const targets: object[] = [];

/**
 * Makes the whole window a drop target, except while a dialog stands open: what it asks comes first.
 * Answers what hangs over the window, undefined while nothing does: the view then shows its `DropZoneOverlay`.
 * @param take gets all that was dropped, folders walked, and what was known when it was let go
 * @param isBehind it takes what no other does, whichever of them came first
 */
export function useWindowDrop(
  take: (items: readonly HostItem[], drag: Drag) => void,
  isBehind = false,
): Drag | undefined {
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
    if (isBehind) targets.unshift(ended);
    else targets.push(ended);
    const hear = (name: 'dragenter' | 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) => {
      const isMine = () => targets.at(-1) === ended;
      // Captured before a list sees them: it takes what is moved inside of it.
      // Who took it over may have come while something hung over the window.
      const listen = (event: DragEvent) => (isMine() ? act(event) : setDrag(undefined));
      window.addEventListener(name, listen, { capture: true, signal: ended.signal });
    };
    hear('dragenter', (event) => over(event));
    hear('dragover', (event) => over(event));
    hear('dragleave', (event) => leave(event));
    hear('drop', (event) => drop(event));
    return () => {
      ended.abort();
      targets.splice(targets.indexOf(ended), 1);
    };
  }, [isBehind]);
  return drag;
}

/** Where nothing takes drops they do nothing: a browser would leave the window and show the file. */
export function useNoDrop(): void {
  useEffect(() => {
    const ended = new AbortController();
    const refuse = (event: DragEvent) => {
      if (holdsFiles(event) && targets.length === 0) stop(event, 'none');
    };
    for (const name of ['dragenter', 'dragover', 'drop'] as const) {
      window.addEventListener(name, refuse, { capture: true, signal: ended.signal });
    }
    return () => ended.abort();
  }, []);
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
