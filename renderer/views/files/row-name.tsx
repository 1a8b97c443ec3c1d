import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { Mark, ProgressMark } from '../../parts/mark.tsx';
import { CutName } from './cut-name.tsx';
import { FilePicture } from './file-picture.tsx';
import { NameField } from './name-field.tsx';
import { useRowSurroundings } from './row-surroundings.tsx';
import styles from './row-name.module.css';
import { damageCode, markWords, rowName } from './row-words.ts';
import type { Row } from './rows.ts';

/** The first cell: picture, name, and what differs from a normal file. */
export function RowName({ row }: { row: Row }) {
  const { renaming } = useRowSurroundings();
  return (
    <span className={classList(styles, 'cell')}>
      <FilePicture row={row} form="row" />
      {renaming === row.id ? <NameField row={row} /> : <PlainName row={row} />}
    </span>
  );
}

function PlainName({ row }: { row: Row }) {
  const { t } = useTranslation('files');
  const { marks } = useRowSurroundings();
  const mark = marks.get(row.path);
  return (
    <>
      <CutName name={rowName(t, row)} />
      {row.count === undefined ? null : <Quiet>{t('row.items', { count: row.count })}</Quiet>}
      {row.place === undefined ? null : (
        <Quiet>{t('row.in', { folder: row.place === '' ? t('title') : row.place })}</Quiet>
      )}
      {row.damage === undefined ? null : (
        <Mark icon="error-circle" tone="bad">
          {t(`mark.${damageCode(row.damage.code)}`)}
        </Mark>
      )}
      {mark?.state === 'running' ? <ProgressMark percent={mark.percent}>{markWords(t, mark)}</ProgressMark> : null}
      {mark?.state === 'waiting' ? <Mark icon="pause">{markWords(t, mark)}</Mark> : null}
    </>
  );
}

function Quiet({ children }: { children: string }) {
  return <span className={classList(styles, 'quiet')}>{children}</span>;
}
