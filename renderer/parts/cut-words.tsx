import { classList } from './class-list.ts';
import styles from './cut-words.module.css';

export interface CutWordsProps {
  words: string;
  /** So many signs at the end always stay. */
  ending: number;
}

/** One line: of a long one the middle goes, so that the end of a name, or what happened to it, stays. All of it is read and pointed at. */
export function CutWords({ words, ending }: CutWordsProps) {
  if (words.length <= ending * 2) return words;
  const cut = words.length - ending;
  return (
    <span title={words} className={classList(styles, 'words')}>
      <span className={classList(styles, 'start')}>{words.slice(0, cut)}</span>
      <span>{words.slice(cut)}</span>
    </span>
  );
}
