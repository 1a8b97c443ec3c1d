import type { DragEvent } from 'react';
import { useServices } from '../../data/services.tsx';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { localPath } from '../files/downloads.ts';

/** Lets a row whose file was saved be dragged out of the window. The desktop takes only what was downloaded since Latchkey was opened. */
export function useDragOut({ state, kind, place, name, totalFiles }: LiveTransfer) {
  const { desktop } = useServices().host;
  if (desktop === undefined || state !== 'done' || kind !== 'download' || place === '' || totalFiles !== 1) return {};
  const onDragStart = (event: DragEvent) => {
    // The desktop drags the file itself.
    event.preventDefault();
    void desktop.dragOut(localPath(place, name)).catch(() => undefined);
  };
  return { draggable: true, onDragStart };
}
