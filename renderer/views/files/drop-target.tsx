import { createPortal } from 'react-dom';
import { Trans, useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { HostItem } from '../../host.ts';
import { classList } from '../../parts/class-list.ts';
import { DropZoneOverlay } from '../../parts/drop-zone-overlay.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import { Icon } from '../../parts/icon.tsx';
import { type Drag, useWindowDrop } from '../../shell/window-drop.ts';
import styles from './drop-target.module.css';
import { baseName } from './paths.ts';

export interface Drop {
  readonly items: readonly HostItem[];
  readonly folder: string;
  /** Alt was held: another key shall seal. */
  readonly isAsking: boolean;
}

export interface DropTargetProps {
  /** The folder that is shown, whose rows of folders take a drop themselves; undefined where none is: then all goes to the top. */
  folder: string | undefined;
  bucket: string;
  sealing: KnownKey | undefined;
  /** It takes what no room takes itself. */
  isBehind?: boolean;
  onDrop: (drop: Drop) => void;
}

/** Takes files dropped anywhere in the window. */
export function DropTarget({ folder, bucket, sealing, isBehind, onDrop }: DropTargetProps) {
  const { t } = useTranslation('files');
  const rowOf = (drag: Drag) => (folder === undefined ? undefined : drag.row);
  const targetOf = (drag: Drag) => rowOf(drag)?.folder ?? folder ?? '';
  const take = (items: readonly HostItem[], drag: Drag) =>
    onDrop({ items, folder: targetOf(drag), isAsking: drag.isAlt });
  const hover = useWindowDrop(take, isBehind);
  if (hover === undefined) return null;
  const row = rowOf(hover);
  const target = targetOf(hover);
  const isAsked = hover.isAlt || sealing === undefined;
  return createPortal(
    <>
      <DropZoneOverlay
        title={t('drop.into', { count: hover.count, folder: target === '' ? t('title') : baseName(target) })}
        fingerprint={sealing?.fingerprint ?? '0000-0000'}
        hint={isAsked ? t('drop.hintAlt') : t('drop.hint')}
      >
        {isAsked ? (
          t('drop.asked', { bucket })
        ) : (
          <Trans
            t={t}
            i18nKey="drop.sealed"
            values={{ key: sealing.name ?? sealing.fingerprint, bucket }}
            components={{ strong: <strong />, digits: <Fingerprint value={sealing.fingerprint} /> }}
          />
        )}
        <br />
        {t('drop.unsealed')}
      </DropZoneOverlay>
      {row === undefined ? null : <RowFrame {...row} />}
    </>,
    document.body,
  );
}

function RowFrame({ folder, box }: NonNullable<Drag['row']>) {
  const { left, top, width, height } = box;
  return (
    <div
      aria-hidden="true"
      className={classList(styles, 'row')}
      style={{ left: left + 8, top, width: width - 16, height }}
    >
      <Icon name="folder" tone="accent" />
      {baseName(folder)}
    </div>
  );
}
