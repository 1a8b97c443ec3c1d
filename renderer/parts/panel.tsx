import { type ReactNode, useCallback } from 'react';
import { classList } from './class-list.ts';
import styles from './panel.module.css';

export interface PanelProps {
  /** "Details" */
  label: string;
  /** Esc while the panel floats over the list. */
  onClose: () => void;
  children: ReactNode;
}

/** 304 px at the right: beside the list from 1100 px up, over it below. */
export function Panel({ label, onClose, children }: PanelProps) {
  const panel = useCallback(
    (element: HTMLElement) => {
      const close = (event: KeyboardEvent) => {
        if (event.key === 'Escape') onClose();
      };
      element.addEventListener('keydown', close);
      return () => element.removeEventListener('keydown', close);
    },
    [onClose],
  );
  return (
    <aside ref={panel} aria-label={label} className={classList(styles, 'panel')}>
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
