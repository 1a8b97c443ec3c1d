import type { ReactNode } from 'react';
import { classList } from './class-list.ts';
import styles from './panel.module.css';

export interface PanelProps {
  /** "Details" */
  label: string;
  children: ReactNode;
}

/** 304 px at the right: beside the list from 1100 px up, over it below. */
export function Panel({ label, children }: PanelProps) {
  return (
    <aside aria-label={label} className={classList(styles, 'panel')}>
      {children}
    </aside>
  );
}

export interface PanelSectionProps {
  title: string;
  /** At the right of the title: a link button. */
  action?: ReactNode;
  children: ReactNode;
}

export function PanelSection({ title, action, children }: PanelSectionProps) {
  return (
    <section className={classList(styles, 'section')}>
      <div className={classList(styles, 'head')}>
        <h3 className={classList(styles, 'title')}>{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}
