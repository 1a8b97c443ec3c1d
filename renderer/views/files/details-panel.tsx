import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import { type MenuEntries, MenuButton } from '../../parts/menu.tsx';
import { Panel } from '../../parts/panel.tsx';
import { sizeOf } from '../../words/measure.ts';
import type { ContentActions } from './content-actions.ts';
import styles from './details-panel.module.css';
import { FileDetails, FileSum } from './file-details.tsx';
import { FilePicture } from './file-picture.tsx';
import { kindWords, rowName, type Words } from './row-words.ts';
import type { Row } from './rows.ts';
import { bytesOf } from './selection.ts';

export interface DetailsPanelProps {
  rows: readonly Row[];
  bucket: string;
  isTrash: boolean;
  content: ContentActions;
  more: MenuEntries;
  onShare: (rows: readonly Row[]) => void;
  onRestore: (rows: readonly Row[]) => void;
}

/** What is selected, more closely. */
export function DetailsPanel(props: DetailsPanelProps) {
  const { rows, isTrash, content, more, onShare, onRestore } = props;
  const { t } = useTranslation('files');
  const [row] = rows;
  return (
    <Panel label={t('details.label')}>
      {row === undefined ? (
        <p className={classList(styles, 'none')}>{t('details.none')}</p>
      ) : (
        <>
          {rows.length === 1 ? <FilePicture key={row.id} row={row} form="panel" /> : null}
          <h2 className={classList(styles, 'name')}>
            {rows.length === 1 ? rowName(t, row) : t('details.selected', { count: rows.length })}
          </h2>
          <p className={classList(styles, 'kind')}>
            {rows.length === 1 && row.kind === 'file' ? <FileSum row={row} /> : summary(t, rows, row)}
          </p>
          <div className={classList(styles, 'buttons')}>
            {isTrash ? (
              <Button size={28} icon="restore" onPress={() => onRestore(rows)}>
                {t('menu.restore')}
              </Button>
            ) : (
              <>
                <Button size={28} icon="download" onPress={() => void content.download(rows)}>
                  {t('details.download')}
                </Button>
                <Button size={28} icon="share" onPress={() => onShare(rows)}>
                  {t('menu.share')}
                </Button>
              </>
            )}
            <MenuButton label={t('menu.more')} entries={more}>
              <IconButton icon="dots" label={t('menu.more')} />
            </MenuButton>
          </div>
          {rows.length === 1 && row.file !== undefined && !isTrash ? (
            <FileDetails key={row.file.id} {...props} row={row} file={row.file} />
          ) : null}
        </>
      )}
    </Panel>
  );
}

function summary(t: Words, rows: readonly Row[], row: Row): string {
  const size = sizeOf(bytesOf(rows));
  if (rows.length > 1) return size;
  return row.count === undefined
    ? kindWords(t, row)
    : t('details.folder', { items: t('row.items', { count: row.count }), size });
}
