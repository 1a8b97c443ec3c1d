import type { ReactNode } from 'react';
import { Group } from 'react-aria-components';
import { classList } from './class-list.ts';
import styles from './toolbar.module.css';

export interface ToolbarProps {
  /** A view title (`ToolbarTitle`) or a `Breadcrumb`. */
  title: ReactNode;
  /** Beside the title: a `Segmented`. */
  beside?: ReactNode;
  /** "Tools of this view", the name of the group of buttons. */
  label: string;
  /** Buttons and fields 28 px high. */
  children?: ReactNode;
}

/** 52 px; its empty parts drag the window. */
export function Toolbar({ title, beside, label, children }: ToolbarProps) {
  return (
    <div className={classList(styles, 'toolbar')}>
      <div className={classList(styles, 'title')}>{title}</div>
      {beside === undefined ? null : <div className={classList(styles, 'beside')}>{beside}</div>}
      {children === undefined ? null : (
        <Group aria-label={label} className={classList(styles, 'tools')}>
          {children}
        </Group>
      )}
    </div>
  );
}

export function ToolbarTitle({ children }: { children: ReactNode }) {
  return <h1 className={classList(styles, 'heading')}>{children}</h1>;
}
