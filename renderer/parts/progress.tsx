import type { ReactNode } from 'react';
import { ProgressBar } from 'react-aria-components';
import { classList } from './class-list.ts';
import { Icon } from './icon.tsx';
import styles from './progress.module.css';

export type ProgressState = 'running' | 'paused' | 'failed';

export interface ProgressProps {
  /** What moves: "drone-beach.mp4". */
  label: string;
  /** 0 to 100. */
  percent: number;
  /** How much and how long, as read aloud: "62 %, 16 seconds left". */
  valueLabel?: string;
  state?: ProgressState;
  /** 8 for the total. */
  height?: 4 | 8;
  /** Width of the bar in px; all there is when left out. */
  width?: number;
  /** Words at the right of the bar, with the icon of a paused or failed state. Leave out where the row says them. */
  children?: ReactNode;
}

export function Progress(props: ProgressProps) {
  const { label, percent, valueLabel, state = 'running', height = 4, width, children } = props;
  const share = Math.min(100, Math.max(0, percent));
  return (
    <ProgressBar
      aria-label={label}
      value={share}
      valueLabel={valueLabel ?? `${Math.round(share)} %`}
      className={classList(styles, 'progress', state)}
    >
      <span
        className={classList(styles, 'track', `height${height}`)}
        style={width === undefined ? undefined : { flex: 'none', width }}
      >
        <span className={classList(styles, 'fill')} style={{ width: `${share}%` }} />
      </span>
      {children === undefined ? null : (
        <span className={classList(styles, 'words')}>
          {state === 'paused' ? <Icon name="pause" size={16} /> : null}
          {state === 'failed' ? <Icon name="error-circle" size={16} /> : null}
          <span>{children}</span>
        </span>
      )}
    </ProgressBar>
  );
}
