import { useLayoutEffect, useRef, useState } from 'react';
import { classList } from './class-list.ts';
import styles from './cut-words.module.css';
import { lettersOf } from './letters.ts';

export interface CutWordsProps {
  words: string;
  /** So many letters at the end always stay. */
  ending: number;
}

/** One line: of a long one the middle goes, so that the end of a name, or what happened to it, stays. All of it is read and pointed at. */
export function CutWords({ words, ending }: CutWordsProps) {
  const ref = useRef<HTMLSpanElement>(null);
  const [cut, setCut] = useState<{ readonly of: string; readonly letters: number }>();
  const kept = cut?.of === words ? cut.letters : undefined;
  // Also when nothing of it changed: there may be more or less room now. What fits is what fitted before, so it ends.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useLayoutEffect(() => {
    if (ref.current === null) return;
    const letters = fitting(ref.current, words, ending, kept !== undefined);
    if (letters !== kept) setCut(letters === undefined ? undefined : { of: words, letters });
  });
  if (kept === undefined) {
    return (
      <span ref={ref} className={classList(styles, 'words')}>
        {words}
      </span>
    );
  }
  const letters = lettersOf(words);
  return (
    <span ref={ref} title={words} className={classList(styles, 'words')}>
      <span className={classList(styles, 'start')}>{letters.slice(0, kept).join('')}</span>
      <span className={classList(styles, 'gone')}>{letters.slice(kept, -ending).join('')}</span>
      <span>{letters.slice(-ending).join('')}</span>
    </span>
  );
}

/**
 * How many letters fit before the ending; undefined where all of them do. Measured, because an ellipsis of CSS leaves a gap before an ending
 * that follows it.
 */
function fitting(element: HTMLElement, words: string, ending: number, isCut: boolean): number | undefined {
  if (!isCut && element.scrollWidth <= element.clientWidth) return undefined;
  const letters = lettersOf(words);
  const end = letters.slice(-ending).join('');
  const width = textWidth(getComputedStyle(element).font);
  const room = element.clientWidth - 1;
  if (letters.length <= ending || width(words) <= room) return undefined;
  let [fits, tooMany] = [0, letters.length - ending];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (width(`${letters.slice(0, middle).join('')}…${end}`) <= room) fits = middle;
    else tooMany = middle;
  }
  return fits;
}

/** Widths of text without laying anything out, CSS px. */
function textWidth(font: string): (text: string) => number {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (context !== null) context.font = font;
  return (text) => context?.measureText(text).width ?? 0;
}
