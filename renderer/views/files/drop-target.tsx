import { useEffect, useEffectEvent, useState } from 'react';
import { createPortal } from 'react-dom';
import { Trans, useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { useServices } from '../../data/services.tsx';
import type { HostItem } from '../../host.ts';
import { classList } from '../../parts/class-list.ts';
import { DropZoneOverlay } from '../../parts/drop-zone-overlay.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import { Icon } from '../../parts/icon.tsx';
import styles from './drop-target.module.css';
import { baseName } from './paths.ts';

export interface Drop {
  readonly items: readonly HostItem[];
  readonly folder: string;
  /** Alt was held: another key shall seal. */
  readonly isAsking: boolean;
}

export interface DropTargetProps {
  folder: string;
  bucket: string;
  sealing: KnownKey | undefined;
  isDisabled: boolean;
  onDrop: (drop: Drop) => void;
}

interface Hover {
  readonly count: number;
  readonly isAsking: boolean;
  /** The folder row under the pointer, and where it is. */
  readonly row?: { readonly folder: string; readonly box: DOMRect };
}

/** Takes files dropped anywhere in the window. */
export function DropTarget({ folder, bucket, sealing, isDisabled, onDrop }: DropTargetProps) {
  const { t } = useTranslation('files');
  const { host } = useServices();
  const [hover, setHover] = useState<Hover>();
  const isOver = useEffectEvent((event: DragEvent) => {
    if (isDisabled || !holdsFiles(event)) return;
    stop(event);
    setHover(hoverOf(event));
  });
  const isLeft = useEffectEvent((event: DragEvent) => {
    if (holdsFiles(event) && event.relatedTarget === null) setHover(undefined);
  });
  const isDropped = useEffectEvent((event: DragEvent) => {
    if (!holdsFiles(event)) return;
    stop(event);
    setHover(undefined);
    if (isDisabled || event.dataTransfer === null) return;
    const { isAsking, row } = hoverOf(event);
    void host
      .droppedItems(event.dataTransfer)
      .then((items) => onDrop({ items, folder: row?.folder ?? folder, isAsking }));
  });
  useEffect(() => {
    const over = (event: DragEvent) => isOver(event);
    const leave = (event: DragEvent) => isLeft(event);
    const drop = (event: DragEvent) => isDropped(event);
    // Captured before the list sees them: it takes what is moved inside of it.
    const capture = { capture: true } as const;
    addEventListener('dragenter', over, capture);
    addEventListener('dragover', over, capture);
    addEventListener('dragleave', leave, capture);
    addEventListener('drop', drop, capture);
    return () => {
      removeEventListener('dragenter', over, capture);
      removeEventListener('dragover', over, capture);
      removeEventListener('dragleave', leave, capture);
      removeEventListener('drop', drop, capture);
    };
  }, []);
  if (hover === undefined) return null;
  const target = hover.row?.folder ?? folder;
  const isAsked = hover.isAsking || sealing === undefined;
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
      {hover.row === undefined ? null : <RowFrame {...hover.row} />}
    </>,
    document.body,
  );
}

function RowFrame({ folder, box }: NonNullable<Hover['row']>) {
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

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

function stop(event: DragEvent): void {
  event.preventDefault();
  event.stopPropagation();
  if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
}

function hoverOf(event: DragEvent): Hover {
  const count = Math.max(1, [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file').length);
  const under = document.elementsFromPoint(event.clientX, event.clientY);
  const row = under.map((element) => element.closest<HTMLElement>('[data-folder]')).find((found) => found !== null);
  const folder = row?.dataset['folder'];
  const at = row && folder !== undefined ? { row: { folder, box: row.getBoundingClientRect() } } : {};
  return { count, isAsking: event.altKey, ...at };
}
