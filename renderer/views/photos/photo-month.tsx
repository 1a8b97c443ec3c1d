import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { longMonthOf } from '../../words/measure.ts';
import { isSelected, type Selected } from '../files/selection.ts';
import type { LaidMonth, PhotoLayout } from './photo-layout.ts';
import type { LaidLine } from './photo-lines.ts';
import { PhotoFold } from './photo-fold.tsx';
import type { Fold } from './photo-months.ts';
import styles from './photo-month.module.css';
import { PhotoTile, type PhotoTileProps } from './photo-tile.tsx';

export interface PhotoMonthProps {
  layout: PhotoLayout;
  laid: LaidMonth;
  /** Those that are built. */
  lines: readonly LaidLine[];
  selected: Selected;
  /** Number of the picture that Tab reaches. */
  stop: number;
  onShape: PhotoTileProps['onShape'];
  onFocusLost: () => void;
  onChooseKey: (fold: Fold) => void;
}

/** One month: its head, which stays at the top while the month is in sight, its pictures, and a line for each key that is not open. */
export function PhotoMonthPart(props: PhotoMonthProps) {
  const { layout, laid, lines, selected, stop, onShape, onFocusLost, onChooseKey } = props;
  const { t } = useTranslation('photos');
  const id = useId();
  const { month, first, rowIndex } = laid;
  const { photos, videos } = month;
  const [photoWords, videoWords] = [t('month.photos', { count: photos }), t('month.videos', { count: videos })];
  const counts = videos === 0 ? photoWords : photos === 0 ? videoWords : t('month.both', { photoWords, videoWords });
  return (
    <div
      role="rowgroup"
      aria-labelledby={id}
      className={classList(styles, 'month')}
      style={{ top: laid.top, height: laid.height }}
    >
      <div role="row" aria-rowindex={rowIndex} className={classList(styles, 'head')}>
        <div id={id} role="rowheader" aria-colindex={1} className={classList(styles, 'words')}>
          <h2 className={classList(styles, 'name')}>{longMonthOf(month.day)}</h2>{' '}
          <span className={classList(styles, 'counts')}>{counts}</span>
        </div>
      </div>
      {lines.flatMap((line) =>
        month.rows.slice(line.start, line.end).map((row, at) => {
          const index = line.start + at;
          return (
            <PhotoTile
              key={row.id}
              row={row}
              {...layout.boxIn(line, index)}
              rowIndex={rowIndex + 1 + index}
              isSelected={isSelected(selected, row.id)}
              isStop={first + index === stop}
              isSettled={line.isSettled}
              onShape={onShape}
              onFocusLost={onFocusLost}
            />
          );
        }),
      )}
      {month.folds.map((fold, at) => (
        <PhotoFold
          key={fold.keyId}
          fold={fold}
          rowIndex={rowIndex + 1 + month.rows.length + at}
          {...layout.foldBox(laid, at)}
          onChooseKey={() => onChooseKey(fold)}
        />
      ))}
    </div>
  );
}
