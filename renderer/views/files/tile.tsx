import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { CutWords } from '../../parts/cut-words.tsx';
import { TileMarks } from '../../parts/tile-marks.tsx';
import { FilePicture } from './file-picture.tsx';
import { NameField } from './name-field.tsx';
import { useRowSurroundings } from './row-surroundings.tsx';
import { damageCode, markWords, NAME_ENDING, rowName } from './row-words.ts';
import type { Row } from './rows.ts';
import styles from './tile.module.css';

/** A picture with its name below. */
export function Tile({ row }: { row: Row }) {
  const { t } = useTranslation('files');
  const { renaming, marks } = useRowSurroundings();
  const mark = marks.get(row.path);
  const word = row.damage ? t(`mark.${damageCode(row.damage.code)}`) : mark && markWords(t, mark);
  return (
    <div role="gridcell" aria-colindex={1} className={classList(styles, 'cell')}>
      <span className={classList(styles, 'picture')}>
        <FilePicture row={row} form="tile" />
        <TileMarks word={word} />
      </span>
      <span className={classList(styles, 'name')}>
        {renaming === row.id ? <NameField row={row} /> : <CutWords words={rowName(t, row)} ending={NAME_ENDING} />}
      </span>
    </div>
  );
}
