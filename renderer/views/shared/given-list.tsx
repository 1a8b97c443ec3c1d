import { useTranslation } from 'react-i18next';
import type { GivenShares, GivenShareView } from '../../../backend/contract/shares.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { momentOf } from '../../words/measure.ts';
import { iconOf, kindOf } from '../files/file-kind.ts';
import { baseName } from '../files/paths.ts';
import { ShareRow } from './share-row.tsx';
import styles from './shared.module.css';
import { useNameOf } from './six-words.tsx';

/** What this account shares, newest first. */
export function GivenList({ list, onWithdraw }: { list: GivenShares; onWithdraw: (share: GivenShareView) => void }) {
  const { t } = useTranslation('shared');
  const now = useServices().now();
  const nameOf = useNameOf();
  return (
    <ul aria-label={t('by')} className={classList(styles, 'list')}>
      {list.shares.toReversed().map((share) => {
        const recipient = nameOf(share.recipient.username);
        const name = share.path === null ? t('row.deleted') : baseName(share.path);
        const sum = { who: t('row.to', { recipient }), when: momentOf(new Date(share.shared), now) };
        return (
          <ShareRow
            key={`${share.file} ${share.recipient.id}`}
            icon={iconOf(kindOf(name))}
            name={share.path ?? name}
            second={t('row.given', sum)}
          >
            <Button
              size={28}
              aria-label={t('row.withdrawNamed', { name, recipient })}
              onPress={() => onWithdraw(share)}
            >
              {t('row.withdraw')}
            </Button>
          </ShareRow>
        );
      })}
      {list.more ? <li className={classList(styles, 'more')}>{t('more')}</li> : null}
    </ul>
  );
}
