import { createContext, type ReactNode } from 'react';

/** What the window adds to every view: a strip under its toolbar, and the end of its status line. */
export interface WindowSlots {
  readonly strip?: ReactNode;
  readonly statusEnd?: ReactNode;
}

export const WindowSlotsContext = createContext<WindowSlots>({});
