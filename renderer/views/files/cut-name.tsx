import { useLayoutEffect, useRef } from 'react';
import { classList } from '../../parts/class-list.ts';
import { lettersOf } from './letters.ts';
import styles from './row-name.module.css';

/** So many letters of a name's end stay when it is cut: what tells files of a series apart, and the kind. */
const ENDING = 9;

/** A name that keeps its ending when there is no room for all of it. */
export function CutName({ name }: { name: string }) {
  const ref = useRef<HTMLSpanElement>(null);
  // Also when nothing of it changed: there may be more or less room now.
  useLayoutEffect(() => {
    if (ref.current !== null) fit(ref.current, name);
  });
  return (
    <span ref={ref} className={classList(styles, 'name')}>
      {name}
    </span>
  );
}

/** Takes out of the middle what has no room. An ellipsis of CSS leaves a gap before an ending that follows it. */
function fit(element: HTMLElement, name: string): void {
  if (element.textContent !== name) element.textContent = name;
  element.removeAttribute('title');
  if (element.scrollWidth <= element.clientWidth) return;
  element.title = name;
  const letters = lettersOf(name);
  const end = letters.slice(-ENDING).join('');
  const width = textWidth(getComputedStyle(element).font);
  const room = element.clientWidth - 1;
  let [fitting, tooMany] = [0, letters.length - ENDING];
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >> 1;
    if (width(`${letters.slice(0, middle).join('')}…${end}`) <= room) fitting = middle;
    else tooMany = middle;
  }
  element.textContent = `${letters.slice(0, fitting).join('')}…${end}`;
}

/** Widths of text without laying anything out, CSS px. */
function textWidth(font: string): (text: string) => number {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (context !== null) context.font = font;
  return (text) => context?.measureText(text).width ?? 0;
}
