import { useMemo } from 'react';
import { classList } from './class-list.ts';
import styles from './drawn-key.module.css';
import { GROOVE, HOLE, keyOutline } from './key-outline.ts';

/** What is drawn of the box: the key without the air around it, so that it lines up with the text above and below. */
const VIEW = { x: 2, y: 4, width: 93.5, height: 26.4 };

/** Under this many px the notches drown in their own outline: look.md draws a silhouette. */
const OUTLINE_FROM = 80;

export interface DrawnKeyProps {
  /** `4F2A-91CC` */
  fingerprint: string;
  /** Width in px; the height is 0.28 of it. */
  width: number;
  /** "Key Family photos, 4F2A-91CC". Left out where name and digits beside it already say so. */
  label?: string | undefined;
}

/** A key is never shown without its name and digits beside it. */
export function DrawnKey({ fingerprint, width, label }: DrawnKeyProps) {
  const outline = useMemo(() => keyOutline(fingerprint), [fingerprint]);
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  const isOutlined = width >= OUTLINE_FROM;
  const { x, y, r } = HOLE;
  const hole = `M ${x - r} ${y} a ${r} ${r} 0 1 0 ${2 * r} 0 a ${r} ${r} 0 1 0 ${-2 * r} 0 Z`;
  return (
    <svg
      {...named}
      className={classList(styles, 'key', isOutlined ? 'outlined' : 'silhouette')}
      width={width}
      height={(width * VIEW.height) / VIEW.width}
      viewBox={`${VIEW.x} ${VIEW.y} ${VIEW.width} ${VIEW.height}`}
    >
      <path fillRule="evenodd" d={`${outline} ${hole}`} />
      {isOutlined ? (
        <path className={classList(styles, 'groove')} d={`M ${GROOVE.from} ${GROOVE.y} H ${GROOVE.to}`} />
      ) : null}
    </svg>
  );
}
