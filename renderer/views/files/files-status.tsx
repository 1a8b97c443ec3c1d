import { useTranslation } from 'react-i18next';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { classList } from '../../parts/class-list.ts';
import { Progress } from '../../parts/progress.tsx';
import { StatusLine } from '../../parts/status-line.tsx';
import { RAIL_BELOW, useNarrowerThan } from '../../parts/window-width.ts';
import styles from './files-status.module.css';
import { formatCount, formatSize } from './formats.ts';
import type { Row } from './rows.ts';
import { sizeOf } from './selection.ts';

export interface FilesStatusProps {
  rows: readonly Row[];
  selected: number;
  isSearch: boolean;
  transfers: readonly LiveTransfer[];
}

export function FilesStatus({ rows, selected, isSearch, transfers }: FilesStatusProps) {
  const { t } = useTranslation('files');
  const isNarrow = useNarrowerThan(RAIL_BELOW);
  const items = t('row.items', { count: rows.length });
  const sum = isSearch
    ? t('status.found', { count: rows.length })
    : t('status.sum', { items, size: formatSize(t, sizeOf(rows)) });
  const running = transfers.filter(({ kind, state }) => kind === 'upload' && isUnderWay(state));
  return (
    <StatusLine
      end={
        <span className={classList(styles, 'end')}>
          {isNarrow && running.length > 0 ? <Sent running={running} /> : null}
        </span>
      }
    >
      <span>{sum}</span>
      {selected === 0 ? null : <span>{t('status.selected', { count: selected })}</span>}
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
  const files = formatCount(sum((one) => one.files));
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
