import type { ReactNode } from 'react';
import { classList } from './class-list.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './sidebar-state.module.css';

export interface TransferStateProps {
  /** "3 of 41 files sent" */
  words: string;
  /** "4 min" */
  time?: string | undefined;
  /** A `Progress` without words. */
  children: ReactNode;
}

/** The transfers at the foot of the sidebar. */
export function TransferState({ words, time, children }: TransferStateProps) {
  return (
    <div className={classList(styles, 'transfers')}>
      <div className={classList(styles, 'line')}>
        <span className={classList(styles, 'words')}>{words}</span>
        <span>{time}</span>
      </div>
      {children}
    </div>
  );
}

export interface BucketStateProps {
  icon: IconName;
  tone?: 'quiet' | 'warn' | 'bad';
  /** "holm-archive, connected" */
  children: ReactNode;
}

/** One line with an icon at the foot of the sidebar. */
export function BucketState({ icon, tone = 'quiet', children }: BucketStateProps) {
  return (
    <div className={classList(styles, 'bucket', tone)}>
      <Icon name={icon} size={16} />
      <span>{children}</span>
    </div>
  );
}
