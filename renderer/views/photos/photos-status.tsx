import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { StatusLine } from '../../parts/status-line.tsx';
import { WindowSlotsContext } from '../../parts/window-slots.ts';
import { sizeOf } from '../../words/measure.ts';
import type { Row } from '../files/rows.ts';
import { bytesOf } from '../files/selection.ts';

export interface PhotosStatusProps {
  chosen: readonly Row[];
  /** What was found, where something is searched. */
  found: number | undefined;
}

export function PhotosStatus({ chosen, found }: PhotosStatusProps) {
  const { t } = useTranslation('photos');
  const { statusEnd } = useContext(WindowSlotsContext);
  const [row] = chosen;
  const size = sizeOf(bytesOf(chosen));
  return (
    <StatusLine end={statusEnd ?? t('status.memory')}>
      <span role="status">{row === undefined ? '' : t('status.selected', { count: chosen.length })}</span>
      {row === undefined ? null : <span>{chosen.length === 1 ? t('status.one', { name: row.name, size }) : size}</span>}
      {row !== undefined || found === undefined ? null : <span>{t('status.found', { count: found })}</span>}
    </StatusLine>
  );
}
