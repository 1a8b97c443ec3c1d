import type { ReactNode } from 'react';
import { classList } from '../../parts/class-list.ts';
import { CutWords } from '../../parts/cut-words.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { NAME_ENDING } from '../files/row-words.ts';
import styles from './shared.module.css';

export interface ShareRowProps {
  icon: IconName;
  tone?: 'quiet' | 'bad' | 'warn';
  name: string;
  second: string;
  /** The second line is shown to its end. */
  isWhole?: boolean;
  /** Buttons. */
  children?: ReactNode;
}

/** 52 px: a file, who it is shared with, and what can be done about it. */
export function ShareRow({ icon, tone = 'quiet', name, second, isWhole = false, children }: ShareRowProps) {
  return (
    <li className={classList(styles, 'row')}>
      <span className={classList(styles, 'picture')}>
        <Icon name={icon} tone={tone} />
      </span>
      <span className={classList(styles, 'words')}>
        <p className={classList(styles, 'name')}>
          <CutWords words={name} ending={NAME_ENDING} />
        </p>
        <p className={classList(styles, 'second', isWhole && 'whole')} title={isWhole ? undefined : second}>
          {second}
        </p>
      </span>
      <span className={classList(styles, 'tools')}>{children}</span>
    </li>
  );
}
