import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { TileMarks } from '../../parts/tile-marks.tsx';
import { FilePicture, type FilePictureProps } from '../files/file-picture.tsx';
import { useFocusLoss } from '../files/list-focus.ts';
import type { Box } from '../files/list-geometry.ts';
import { useRowSurroundings } from '../files/row-surroundings.tsx';
import { damageCode, rowLabel } from '../files/row-words.ts';
import type { Row } from '../files/rows.ts';
import styles from './photo-tile.module.css';

export interface PhotoTileProps extends Box {
  row: Row;
  rowIndex: number;
  isSelected: boolean;
  /** The one that Tab reaches. */
  isStop: boolean;
  /** Its line stays as it is: before that the picture would jump. */
  isSettled: boolean;
  onShape: NonNullable<FilePictureProps['onShape']>;
  onFocusLost: () => void;
}

/** One picture in the shape that it has. */
export const PhotoTile = memo(function PhotoTile(props: PhotoTileProps) {
  const { row, rowIndex, isSelected, isStop, isSettled, onShape, onFocusLost } = props;
  const { top, left, width, height } = props;
  const { t } = useTranslation('files');
  const ref = useFocusLoss(onFocusLost);
  return (
    <div
      ref={ref}
      role="row"
      aria-rowindex={rowIndex}
      aria-label={rowLabel(t, row, useRowSurroundings())}
      aria-selected={isSelected}
      tabIndex={isStop ? 0 : -1}
      data-row={row.id}
      data-pending={isSettled ? undefined : ''}
      title={row.name}
      className={classList(styles, 'tile')}
      style={{ top, left, width, height }}
    >
      <div role="gridcell" aria-colindex={1} className={classList(styles, 'cell')}>
        <FilePicture row={row} form="photo" onShape={onShape} />
        <TileMarks word={row.damage && t(`mark.${damageCode(row.damage.code)}`)} />
      </div>
    </div>
  );
});
