import { useEffect, useEffectEvent, useState } from 'react';
import { useServices } from '../data/services.tsx';
import type { HostItem } from '../host.ts';

/** What is known while something hangs over the window: how many items, and whether Alt is held. */
export interface Drag {
  readonly count: number;
  readonly isAlt: boolean;
}

/**
 * Makes the whole window a drop target. Answers what hangs over it, undefined while nothing does: the view then shows its `DropZoneOverlay`.
 * @param take gets all that was dropped, folders walked
 * @param isEnabled false where a drop would mean nothing: then the pointer says so
 */
export function useWindowDrop(
  take: (items: readonly HostItem[], isAlt: boolean) => void,
  isEnabled = true,
): Drag | undefined {
  const { host } = useServices();
  const [drag, setDrag] = useState<Drag>();

  const over = useEffectEvent((event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    const { dataTransfer, altKey: isAlt } = event;
    if (dataTransfer !== null) dataTransfer.dropEffect = isEnabled ? 'copy' : 'none';
    const count = countOf(dataTransfer);
    if (isEnabled && (drag?.count !== count || drag.isAlt !== isAlt)) setDrag({ count, isAlt });
  });
  const leave = useEffectEvent((event: DragEvent) => {
    // From one element to the next there is always a next.
    if (event.relatedTarget === null) setDrag(undefined);
  });
  const takeAll = async (dropped: Promise<readonly HostItem[]>, isAlt: boolean) => {
    const items = await dropped;
    if (items.length > 0) take(items, isAlt);
  };
  const drop = useEffectEvent((event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    setDrag(undefined);
    if (!isEnabled || event.dataTransfer === null) return;
    const { altKey: isAlt } = event;
    void takeAll(host.droppedItems(event.dataTransfer), isAlt);
  });

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener('dragenter', (event) => over(event), { signal });
    window.addEventListener('dragover', (event) => over(event), { signal });
    window.addEventListener('dragleave', (event) => leave(event), { signal });
    window.addEventListener('drop', (event) => drop(event), { signal });
    return () => stop.abort();
  }, []);
  return drag;
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

function countOf(transfer: DataTransfer | null): number {
  return [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file').length;
}
