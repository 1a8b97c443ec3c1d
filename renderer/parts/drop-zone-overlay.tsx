import type { ReactNode } from 'react';
import { classList } from './class-list.ts';
import { DrawnKey } from './drawn-key.tsx';
import styles from './drop-zone-overlay.module.css';

export interface DropZoneOverlayProps {
  /** "Drop 23 items into Lofoten 2026": how many and where to; more is not known while dragging. */
  title: string;
  /** `4F2A-91CC` of the key that will seal. */
  fingerprint: string;
  /** Names the key and where the files go. */
  children: ReactNode;
  /** What Alt and Esc do. */
  hint: ReactNode;
}

/** Over the whole window while files are dragged in. Takes no pointer: the window below gets the drop. */
export function DropZoneOverlay({ title, fingerprint, children, hint }: DropZoneOverlayProps) {
  return (
    <div role="status" className={classList(styles, 'overlay')}>
      <div className={classList(styles, 'middle')}>
        <DrawnKey fingerprint={fingerprint} width={216} />
        <p className={classList(styles, 'title')}>{title}</p>
        <p className={classList(styles, 'words')}>{children}</p>
      </div>
      <p className={classList(styles, 'hint')}>{hint}</p>
    </div>
  );
}
