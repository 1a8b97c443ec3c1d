import { type KeyboardEvent, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import { KeyBadge } from '../../parts/key-badge.tsx';
import { longMomentOf } from '../../words/measure.ts';
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
  onShow: (row: Row) => void;
  onClose: () => void;
  onDownload: (row: Row) => void;
}

/** One picture on dark ground; it is opened in memory and never written to disk. */
export function PictureViewer({ rows, row, folderName, onShow, onClose, onDownload }: PictureViewerProps) {
  const { t } = useTranslation('files');
  const { keys } = useRowSurroundings();
  const index = rows.findIndex(({ id }) => id === row.id);
  const [before, after] = [rows[index - 1], rows[index + 1]];
  const key = keys.get(row.file?.key ?? '');
  const fingerprint = key?.fingerprint ?? fingerprintOf(row.file?.key ?? '');
  const name = key?.name ?? t('key.unnamed');
  const turn = (event: KeyboardEvent) => {
    const next = { ArrowLeft: before, ArrowRight: after, Home: rows[0], End: rows.at(-1) }[event.key];
    if (next !== undefined) onShow(next);
  };
  return (
    <ModalOverlay isOpen onOpenChange={onClose} className={classList(styles, 'overlay')} data-theme="dark">
      <Modal className={classList(styles, 'modal')}>
        <Dialog aria-label={t('viewer.label', { name: row.name })} className={classList(styles, 'viewer')}>
          <div role="presentation" className={classList(styles, 'inner')} onKeyDown={turn}>
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
                <IconButton icon="download" label={t('viewer.download')} onPress={() => onDownload(row)} />
              </span>
            </div>
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
          </div>
        </Dialog>
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
  const [state, setState] = useState<'opening' | 'shown' | 'failed'>('opening');
  return (
    <>
      {state === 'failed' ? null : (
        <img
          src={api.contentAddress(row.file?.id ?? '')}
          alt={row.name}
          className={classList(styles, 'picture')}
          onLoad={() => setState('shown')}
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
