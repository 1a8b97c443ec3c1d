import { type ReactNode, useEffect, useRef } from 'react';
import { classList } from './class-list.ts';
import styles from './gallery.module.css';

/** Shows its first control as if hovered, pressed or focused by keyboard. */
export function Forced({ state, selector, children }: { state: string; selector: string; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parts = state.split(' ');
    for (const part of parts) place.current?.querySelector(selector)?.setAttribute(`data-${part}`, 'true');
  }, [state, selector]);
  return (
    <div ref={place} className={classList(styles, 'forced')}>
      {children}
    </div>
  );
}
