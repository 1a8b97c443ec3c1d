import { type ReactNode, use } from 'react';
import { classList } from './class-list.ts';
import styles from './status-line.module.css';
import { WindowSlotsContext } from './window-slots.ts';

export interface StatusLineProps {
  /** One or more pieces, 16 px apart: "14 items, 3.2 GB", "1 selected". */
  children: ReactNode;
  /** At the right; the window puts the transfer state there below 960 px. */
  end?: ReactNode;
}

export function StatusLine({ children, end }: StatusLineProps) {
  const { statusEnd } = use(WindowSlotsContext);
  const last = end ?? statusEnd;
  return (
    <div className={classList(styles, 'line')}>
      <div className={classList(styles, 'pieces')}>{children}</div>
      {last === undefined ? null : <div className={classList(styles, 'end')}>{last}</div>}
    </div>
  );
}
