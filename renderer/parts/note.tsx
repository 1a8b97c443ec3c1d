import type { ReactNode } from 'react';
import { classList } from './class-list.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './note.module.css';

export type Tone = 'warn' | 'bad' | 'info';

export const TONE_ICONS = { warn: 'warning', bad: 'error-circle', info: 'info' } as const satisfies Record<
  Tone,
  IconName
>;

export interface NoteProps {
  tone: Tone;
  /** The one bold sentence. */
  title: ReactNode;
  /** The one plain sentence. */
  children?: ReactNode;
  icon?: IconName;
  /** Up to two buttons, 28 px high; with them the title has a line of its own. */
  actions?: ReactNode;
  /** `status` or `alert` when it appears while somebody looks on. */
  role?: 'note' | 'status' | 'alert';
}

export function Note({ tone, title, children, icon, actions, role = 'note' }: NoteProps) {
  const isTall = actions !== undefined;
  return (
    <div role={role} className={classList(styles, 'note', tone, isTall && 'tall')}>
      <Icon name={icon ?? TONE_ICONS[tone]} {...(tone === 'info' ? { tone: 'quiet' } : { tone })} />
      <div className={classList(styles, 'words')}>
        <p>
          <strong className={classList(styles, 'title')}>{title}</strong>
          {isTall || children === undefined ? null : <> {children}</>}
        </p>
        {isTall && children !== undefined ? <p className={classList(styles, 'text')}>{children}</p> : null}
        {isTall ? <div className={classList(styles, 'actions')}>{actions}</div> : null}
      </div>
    </div>
  );
}
