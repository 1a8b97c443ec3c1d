import { useId, useState } from 'react';
import { GridList } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { classList } from '../../parts/class-list.ts';
import { IconToggle } from '../../parts/icon-button.tsx';
import { countOf, sizeOf } from '../../words/measure.ts';
import { TransferRow, type TransferRowProps } from './transfer-row.tsx';
import styles from './transfers-view.module.css';

interface SectionProps extends Omit<TransferRowProps, 'transfer'> {
  transfers: readonly LiveTransfer[];
}

export function TransferSection({ title, transfers, ...row }: SectionProps & { title: string }) {
  const heading = useId();
  if (transfers.length === 0) return null;
  return (
    <section className={classList(styles, 'section')}>
      <h2 id={heading} className={classList(styles, 'heading')}>
        {title}
      </h2>
      <Rows label={title} transfers={transfers} {...row} />
    </section>
  );
}

/** What has not begun is a sum; its rows are there for whoever wants to take one out. */
export function WaitingSection({ transfers, ...row }: SectionProps) {
  const { t } = useTranslation('transfers');
  const [isOpen, setOpen] = useState(false);
  if (transfers.length === 0) return null;
  const files = transfers.reduce((sum, { totalFiles }) => sum + totalFiles, 0);
  const bytes = transfers.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
  return (
    <section className={classList(styles, 'section')}>
      <div className={classList(styles, 'waiting')}>
        <h2 className={classList(styles, 'heading')}>{t('section.waiting')}</h2>
        <span className={classList(styles, 'sum')}>
          {t('section.waitingSum', { files: countOf(files), count: files, size: sizeOf(bytes) })}
        </span>
        <span className={classList(styles, 'fold')}>
          <IconToggle
            icon={isOpen ? 'chevron-up' : 'chevron-down'}
            iconSize={16}
            label={t(isOpen ? 'section.fold' : 'section.unfold')}
            isSelected={isOpen}
            onChange={setOpen}
          />
        </span>
      </div>
      {isOpen ? <Rows label={t('section.waiting')} transfers={transfers} {...row} /> : null}
    </section>
  );
}

function Rows({ label, transfers, ...row }: SectionProps & { label: string }) {
  return (
    <GridList
      aria-label={label}
      className={classList(styles, 'rows')}
      items={transfers}
      dependencies={[row.vault, row.keyName]}
    >
      {(transfer) => <TransferRow transfer={transfer} {...row} />}
    </GridList>
  );
}
