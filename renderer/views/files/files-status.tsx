import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { classList } from '../../parts/class-list.ts';
import { Progress } from '../../parts/progress.tsx';
import { StatusLine } from '../../parts/status-line.tsx';
import { RAIL_BELOW, useNarrowerThan } from '../../parts/window-width.ts';
import { countOf, sizeOf } from '../../words/measure.ts';
import styles from './files-status.module.css';
import type { Listing } from './listing.ts';
import { bytesOf } from './selection.ts';

export interface FilesStatusProps {
  listing: Pick<Listing, 'rows' | 'isSearch' | 'isPending' | 'error'>;
  selected: number;
  transfers: readonly LiveTransfer[];
}

export function FilesStatus({ listing, selected, transfers }: FilesStatusProps) {
  const { rows, isSearch, isPending, error } = listing;
  const { t } = useTranslation('files');
  const isNarrow = useNarrowerThan(RAIL_BELOW);
  const sum = useMemo(() => {
    // Nothing is said of what is not known yet.
    if (isPending || (error !== null && rows.length === 0)) return '';
    if (isSearch) return t('status.found', { count: rows.length });
    return t('status.sum', { items: t('row.items', { count: rows.length }), size: sizeOf(bytesOf(rows)) });
  }, [t, rows, isSearch, isPending, error]);
  const running = transfers.filter(({ kind, state }) => kind === 'upload' && isUnderWay(state));
  return (
    <StatusLine
      end={
        <span className={classList(styles, 'end')}>
          {isNarrow && running.length > 0 ? <Sent running={running} /> : null}
        </span>
      }
    >
      <span data-sum="">{sum}</span>
      <span role="status">{selected === 0 ? '' : t('status.selected', { count: selected })}</span>
    </StatusLine>
  );
}

function isUnderWay(state: LiveTransfer['state']): boolean {
  return state === 'running' || state === 'waiting';
}

/** The transfers, where the sidebar has no room for them. */
function Sent({ running }: { running: readonly LiveTransfer[] }) {
  const { t } = useTranslation('files');
  const sum = (take: (transfer: LiveTransfer) => number) => running.reduce((all, one) => all + take(one), 0);
  const total = sum(({ totalBytes }) => totalBytes);
  const bytes = sum((one) => one.bytes);
  const speed = sum((one) => one.speed);
  const files = countOf(sum((one) => one.files));
  const sent = t('status.sent', { files, count: sum(({ totalFiles }) => totalFiles) });
  const minutes = speed === 0 ? undefined : Math.max(1, Math.round((total - bytes) / speed / 60));
  const words = minutes === undefined ? sent : t('status.sentLeft', { sent, minutes });
  const percent = total === 0 ? 0 : (bytes * 100) / total;
  return (
    <Progress label={t('status.transfers')} percent={percent} valueLabel={words} width={72}>
      {words}
    </Progress>
  );
}
