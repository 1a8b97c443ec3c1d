import { useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { usePicture } from '../../data/picture.ts';
import { QUERY } from '../../data/queries.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { IconButton, IconToggle } from '../../parts/icon-button.tsx';
import { KeyBadge } from '../../parts/key-badge.tsx';
import { type MenuEntries, MenuButton } from '../../parts/menu.tsx';
import { Panel } from '../../parts/panel.tsx';
import { longMomentOf } from '../../words/measure.ts';
import type { ContentActions } from './content-actions.ts';
import { FileDetails, FileSum } from './file-details.tsx';
import { fingerprintOf } from './key-choice.ts';
import { PictureStrip } from './picture-strip.tsx';
import styles from './picture-viewer.module.css';
import { useRowSurroundings } from './row-surroundings.tsx';
import type { Row } from './rows.ts';

export interface PictureViewerProps {
  /** Pictures of the folder whose key is open, in the order of the list. */
  rows: readonly Row[];
  row: Row;
  folderName: string;
  bucket: string;
  content: ContentActions;
  /** What else can be done with the picture. */
  more: MenuEntries;
  onShow: (row: Row) => void;
  onClose: () => void;
  onDownload: () => void;
  onShare: () => void;
}

/** One picture on dark ground; it is opened in memory and never written to disk. */
export function PictureViewer(props: PictureViewerProps) {
  const { rows, row, folderName, bucket, content, more, onShow, onClose, onDownload, onShare } = props;
  const { t } = useTranslation('files');
  const { keys } = useRowSurroundings();
  const [hasDetails, setDetails] = useState(false);
  const index = rows.findIndex(({ id }) => id === row.id);
  const [before, after] = [rows[index - 1], rows[index + 1]];
  const key = keys.get(row.file?.key ?? '');
  const fingerprint = key?.fingerprint ?? fingerprintOf(row.file?.key ?? '');
  const name = key?.name ?? t('key.unnamed');
  const turn = (event: KeyboardEvent) => {
    const next = { ArrowLeft: before, ArrowRight: after, Home: rows[0], End: rows.at(-1) }[event.key];
    if (next !== undefined) onShow(next);
  };
  // Esc goes one step out.
  const stepOut = () => (hasDetails ? setDetails(false) : onClose());
  return (
    <ModalOverlay isOpen onOpenChange={stepOut} className={classList(styles, 'overlay')} data-theme="dark">
      <Modal className={classList(styles, 'modal')}>
        {/* Around the dialog: it has the focus itself until something in it is chosen. */}
        <div role="presentation" className={classList(styles, 'keys')} onKeyDown={turn}>
          <Dialog aria-label={t('viewer.label', { name: row.name })} className={classList(styles, 'viewer')}>
            <div className={classList(styles, 'bar')}>
              <span>
                <Button kind="plain" size={28} icon="chevron-left" iconSize={20} onPress={onClose}>
                  {folderName}
                </Button>
              </span>
              <div className={classList(styles, 'title')}>
                <Heading slot="title" className={classList(styles, 'name')}>
                  {row.name}
                </Heading>
                <span className={classList(styles, 'date')}>
                  {row.changed === undefined ? '' : longMomentOf(new Date(row.changed))}
                </span>
              </div>
              <span className={classList(styles, 'tools')}>
                <IconButton icon="download" label={t('viewer.download')} onPress={onDownload} />
                <IconButton icon="share" label={t('viewer.share')} onPress={onShare} />
                <IconToggle icon="info" label={t('viewer.details')} isSelected={hasDetails} onChange={setDetails} />
                <MenuButton label={t('viewer.more')} entries={more}>
                  <IconButton icon="dots" label={t('viewer.more')} />
                </MenuButton>
              </span>
            </div>
            <div className={classList(styles, 'panes')}>
              <div className={classList(styles, 'stage')}>
                <Picture key={row.id} row={row} />
                <span className={classList(styles, 'arrow', 'left')}>
                  {before === undefined ? null : (
                    <Arrow to={before} label={t('viewer.previous')} isBack onShow={onShow} />
                  )}
                </span>
                <span className={classList(styles, 'arrow', 'right')}>
                  {after === undefined ? null : <Arrow to={after} label={t('viewer.next')} onShow={onShow} />}
                </span>
              </div>
              {hasDetails && row.file !== undefined ? (
                <Panel label={t('viewer.details')}>
                  <p className={classList(styles, 'sum')}>
                    <FileSum row={row} />
                  </p>
                  <FileDetails key={row.file.id} {...{ row, bucket, content }} file={row.file} />
                </Panel>
              ) : null}
            </div>
            <div className={classList(styles, 'strip')}>
              <span className={classList(styles, 'position')}>
                {t('viewer.position', { index: index + 1, count: rows.length })}
              </span>
              <PictureStrip rows={rows} row={row} onShow={onShow} />
              <span className={classList(styles, 'key')}>
                <KeyBadge
                  form="inline"
                  name={name}
                  fingerprint={fingerprint}
                  label={t('key.label', { name, fingerprint })}
                />
              </span>
            </div>
          </Dialog>
        </div>
      </Modal>
    </ModalOverlay>
  );
}

interface ArrowProps {
  to: Row;
  label: string;
  isBack?: boolean;
  onShow: (row: Row) => void;
}

function Arrow({ to, label, isBack = false, onShow }: ArrowProps) {
  const icon = isBack ? 'chevron-left' : 'chevron-right';
  return <IconButton icon={icon} label={label} size={40} isRound onPress={() => onShow(to)} />;
}

/** The words come only where the picture takes its time. */
function Picture({ row }: { row: Row }) {
  const { t } = useTranslation('files');
  const client = useQueryClient();
  const [state, setState] = useState<'opening' | 'shown' | 'failed'>('opening');
  const id = row.file?.id ?? '';
  const address = usePicture('content', row.file, () => setState('failed'));
  const show = ({ naturalWidth: width, naturalHeight: height }: HTMLImageElement) => {
    setState('shown');
    // It is in memory now: whoever wants to know how large it is need not ask for it.
    client.setQueryData(QUERY.pictureSize(id), { width, height });
  };
  return (
    <>
      {state === 'failed' || address === undefined ? null : (
        <img
          src={address}
          alt={row.name}
          className={classList(styles, 'picture')}
          onLoad={({ currentTarget }) => show(currentTarget)}
          onError={() => setState('failed')}
        />
      )}
      {state === 'shown' ? null : (
        <p role="status" className={classList(styles, 'words', state)}>
          {state === 'failed' ? t('viewer.unopened', { name: row.name }) : t('viewer.opening', { name: row.name })}
        </p>
      )}
    </>
  );
}
