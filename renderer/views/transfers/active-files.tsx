import { useTranslation } from 'react-i18next';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { classList } from '../../parts/class-list.ts';
import { Progress } from '../../parts/progress.tsx';
import { percentOf, shareOf } from '../../words/measure.ts';
import { lastPart } from './transfer-words.ts';
import styles from './transfers-view.module.css';

/** Files of a folder that are on their way just now, each with how far it is. */
export function ActiveFiles({ transfer, title }: { transfer: LiveTransfer; title: string }) {
  const { t } = useTranslation('transfers');
  return (
    <ul aria-label={t('row.activeLabel', { name: title })} className={classList(styles, 'active')}>
      {transfer.active.map(({ path, bytes, size }) => {
        const name = lastPart(path);
        const share = shareOf(bytes, size);
        return (
          <li key={path} className={classList(styles, 'file')}>
            <span className={classList(styles, 'sentence')} title={path}>
              {[name, share].join(t('row.comma'))}
            </span>
            <Progress label={name} percent={size === 0 ? 0 : percentOf(bytes, size)} valueLabel={share} width={132} />
          </li>
        );
      })}
    </ul>
  );
}
