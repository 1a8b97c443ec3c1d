import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { CutWords } from '../../parts/cut-words.tsx';
import { Mark, ProgressMark } from '../../parts/mark.tsx';
import { FilePicture } from './file-picture.tsx';
import { NameField } from './name-field.tsx';
import { useRowSurroundings } from './row-surroundings.tsx';
import styles from './row-name.module.css';
import { damageCode, markWords, NAME_ENDING, personWords, rowName } from './row-words.ts';
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
  const { marks, people } = useRowSurroundings();
  const mark = marks.get(row.path);
  const who = personWords(t, row, people);
  return (
    <>
      <CutWords words={rowName(t, row)} ending={NAME_ENDING} />
      {row.count === undefined ? null : <Quiet>{t('row.items', { count: row.count })}</Quiet>}
      {row.place === undefined ? null : (
        <Quiet>{t('row.in', { folder: row.place === '' ? t('title') : row.place })}</Quiet>
      )}
      {row.damage === undefined ? null : (
        <Mark icon="error-circle" tone="bad">
          {t(`mark.${damageCode(row.damage.code)}`)}
        </Mark>
      )}
      {who === undefined ? null : <Mark icon="people">{who}</Mark>}
      {mark?.state === 'running' ? <ProgressMark percent={mark.percent}>{markWords(t, mark)}</ProgressMark> : null}
      {mark?.state === 'waiting' ? <Mark icon="pause">{markWords(t, mark)}</Mark> : null}
    </>
  );
}

function Quiet({ children }: { children: string }) {
  return <span className={classList(styles, 'quiet')}>{children}</span>;
}
