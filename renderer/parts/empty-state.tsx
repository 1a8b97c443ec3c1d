import type { ReactNode } from 'react';
import { classList } from './class-list.ts';
import { Drawing, type DrawingName } from './drawings.tsx';
import styles from './empty-state.module.css';

export interface EmptyStateProps {
  /** `slot`: files that fall in. `pictures`: photos. `envelope`: shares. `ticket`: links. `page`: anything else. */
  drawing?: DrawingName;
  /** One sentence. */
  title: string;
  /** 1 where it is the whole page and nothing else names that. */
  level?: 1 | 2;
  /** One or two lines. */
  children?: ReactNode;
  /** Up to two buttons. */
  actions?: ReactNode;
}

export function EmptyState({ drawing = 'page', title, level = 2, children, actions }: EmptyStateProps) {
  const classNames = {
    body: classList(styles, 'body'),
    paper: classList(styles, 'paper'),
    ink: classList(styles, 'ink'),
    line: classList(styles, 'line'),
    hole: classList(styles, 'hole'),
  };
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className={classList(styles, 'state')}>
      <Drawing name={drawing} classNames={classNames} />
      <Heading className={classList(styles, 'title')}>{title}</Heading>
      {children === undefined ? null : <div className={classList(styles, 'words')}>{children}</div>}
      {actions === undefined ? null : <div className={classList(styles, 'actions')}>{actions}</div>}
    </div>
  );
}
