import { classList } from './class-list.ts';
import { Icon } from './icon.tsx';
import styles from './tile-marks.module.css';

/** What lies over the picture of a tile: a tick while its row is selected, and a word about it. */
export function TileMarks({ word }: { word: string | undefined }) {
  return (
    <>
      <span className={classList(styles, 'tick')}>
        <Icon name="check" size={16} />
      </span>
      {word === undefined ? null : <span className={classList(styles, 'word')}>{word}</span>}
    </>
  );
}
