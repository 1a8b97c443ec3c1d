import { type ReactNode, use } from 'react';
import { classList } from './class-list.ts';
import styles from './frame.module.css';
import { WindowSlotsContext } from './window-slots.ts';

/** What the platform draws into the window: lights on the left, buttons on the right, or nothing in a browser. */
export type WindowButtons = 'left' | 'right' | 'none';

export interface FrameProps {
  sidebar: ReactNode;
  children: ReactNode;
  windowButtons?: WindowButtons;
}

/** The window: sidebar beside one view. A container named `window` for the breakpoints 1100, 960 and 720. */
export function Frame({ sidebar, children, windowButtons = 'none' }: FrameProps) {
  return (
    <div className={classList(styles, 'frame')} data-window-buttons={windowButtons}>
      {sidebar}
      <main className={classList(styles, 'main')}>{children}</main>
    </div>
  );
}

export interface ViewProps {
  toolbar: ReactNode;
  strip?: ReactNode;
  /** Beside the content from 1100 px up, over it below. */
  panel?: ReactNode;
  statusLine?: ReactNode;
  children: ReactNode;
}

/** One view: toolbar, strip, content with its status line, panel at the right. */
export function View({ toolbar, strip, panel, statusLine, children }: ViewProps) {
  const slots = use(WindowSlotsContext);
  return (
    <div className={classList(styles, 'view')}>
      {toolbar}
      {slots.strip}
      {strip}
      <div className={classList(styles, 'panes')}>
        <div className={classList(styles, 'pane')}>
          <div className={classList(styles, 'content')}>{children}</div>
          {statusLine}
        </div>
        {panel}
      </div>
    </div>
  );
}
