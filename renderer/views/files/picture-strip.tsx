import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { FilePicture } from './file-picture.tsx';
import styles from './picture-viewer.module.css';
import type { Row } from './rows.ts';

/** So many stand on either side of the one shown. */
const REACH = 7;

export interface PictureStripProps {
  rows: readonly Row[];
  row: Row;
  onShow: (row: Row) => void;
}

/** The neighbours of a picture. */
export function PictureStrip({ rows, row, onShow }: PictureStripProps) {
  const { t } = useTranslation('files');
  const at = rows.findIndex(({ id }) => id === row.id);
  const near = rows.slice(Math.max(0, at - REACH), at + REACH + 1);
  return (
    <div role="group" aria-label={t('viewer.pictures')} className={classList(styles, 'pictures')}>
      {near.map((one) => (
        <Button
          key={one.id}
          ref={one.id === row.id ? showInside : null}
          aria-label={one.name}
          {...(one.id === row.id ? { 'aria-current': 'true' } : {})}
          className={classList(styles, 'small', one.id === row.id && 'current')}
          onPress={() => onShow(one)}
        >
          <FilePicture row={one} form={one.id === row.id ? 'shown' : 'strip'} />
        </Button>
      ))}
    </div>
  );
}

function showInside(element: HTMLElement | null): void {
  element?.scrollIntoView({ inline: 'center', block: 'nearest' });
}
