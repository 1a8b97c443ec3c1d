import type { ReactNode } from 'react';
import { classList } from './class-list.ts';
import { Icon, type IconName } from './icon.tsx';
import { type Tone, TONE_ICONS } from './note.tsx';
import styles from './strip.module.css';

export interface StripProps {
  tone?: Tone;
  icon?: IconName;
  /** The bold sentence: "No connection to holm-archive since 14:32." */
  title: string;
  children?: ReactNode;
  /** One button, 28 px high. */
  action?: ReactNode;
}

/** Full width under the toolbar; stays until it is over. */
export function Strip({ tone = 'warn', icon, title, children, action }: StripProps) {
  return (
    <div role="status" className={classList(styles, 'strip', tone)}>
      <Icon name={icon ?? TONE_ICONS[tone]} {...(tone === 'info' ? { tone: 'quiet' } : { tone })} />
      <p className={classList(styles, 'words')}>
        <strong className={classList(styles, 'title')}>{title}</strong>
        {children === undefined ? null : <> {children}</>}
      </p>
      {action}
    </div>
  );
}
