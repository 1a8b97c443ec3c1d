import type { ReactNode } from 'react';
import { classList } from './class-list.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './mark.module.css';

export interface MarkProps {
  icon?: IconName;
  tone?: 'quiet' | 'warn' | 'bad';
  children: ReactNode;
}

/** What differs from a normal file, after its name: an icon and a word. */
export function Mark({ icon, tone = 'quiet', children }: MarkProps) {
  return (
    <span className={classList(styles, 'mark', tone)}>
      {icon === undefined ? null : <Icon name={icon} size={16} />}
      <span className={classList(styles, 'words')}>{children}</span>
    </span>
  );
}

export interface ProgressMarkProps {
  /** 0 to 100. */
  percent: number;
  /** "62 %" in the language of the window. */
  children: ReactNode;
}

/** The share of a file that has been sent so far; the words beside it say it aloud. */
export function ProgressMark({ percent, children }: ProgressMarkProps) {
  return (
    <span className={classList(styles, 'mark', 'accent')}>
      <span className={classList(styles, 'track')}>
        <span className={classList(styles, 'fill')} style={{ width: `${Math.min(100, Math.max(0, percent))}%` }} />
      </span>
      <span className={classList(styles, 'words')}>{children}</span>
    </span>
  );
}
