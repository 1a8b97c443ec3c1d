import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { Mark, ProgressMark } from '../../parts/mark.tsx';
import { FilePicture } from './file-picture.tsx';
import { NameField } from './name-field.tsx';
import { useRowSurroundings } from './row-surroundings.tsx';
import styles from './row-name.module.css';
import { damageCode, markWords, rowName } from './row-words.ts';
import type { Row } from './rows.ts';

/** So much of a name's end stays when it is cut: what tells files of a series apart, and the kind. */
const ENDING = 9;

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

/** A name that keeps its ending when there is no room for all of it. */
export function CutName({ name }: { name: string }) {
  const cut = name.length <= ENDING * 2 ? name.length : name.length - ENDING;
  return (
    <span className={classList(styles, 'name')} title={cut === name.length ? undefined : name}>
      <span className={classList(styles, 'stem')}>{name.slice(0, cut)}</span>
      <span>{name.slice(cut)}</span>
    </span>
  );
}
