import { useTranslation } from 'react-i18next';
import type { ReceivedShares, ReceivedShareView, RefusedShareView } from '../../../backend/contract/shares.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import { momentOf, sizeOf } from '../../words/measure.ts';
import { iconOf, kindOf } from '../files/file-kind.ts';
import { baseName } from '../files/paths.ts';
import { ShareRow } from './share-row.tsx';
import styles from './shared.module.css';
import { useNameOf } from './six-words.tsx';

export interface ReceivedListProps {
  list: ReceivedShares;
  onDownload: (share: ReceivedShareView) => void;
  onDrop: (share: ReceivedShareView) => void;
  onRemove: (share: RefusedShareView) => void;
  onCompare: (sender: { id: string; username: string | null }) => void;
}

/** What others share, newest first; what cannot be trusted stands above. */
export function ReceivedList({ list, onDownload, onDrop, onRemove, onCompare }: ReceivedListProps) {
  const { t } = useTranslation('shared');
  const now = useServices().now();
  const nameOf = useNameOf();
  return (
    <ul aria-label={t('with')} className={classList(styles, 'list')}>
      {list.refused.map((share) => {
        const sender = nameOf(share.sender.username);
        const when = momentOf(new Date(share.shared), now);
        const isChanged = share.code === 'changed-fingerprint';
        const words = isChanged
          ? t('row.changedWords')
          : share.code === 'no-account'
            ? t('row.gone')
            : t('row.refusedWords', { sender, when });
        return (
          <ShareRow
            key={share.id}
            icon={isChanged ? 'warning' : 'error-circle'}
            tone={isChanged ? 'warn' : 'bad'}
            name={isChanged ? t('row.changed', { sender }) : t('row.refused')}
            second={words}
            isWhole
          >
            {isChanged ? (
              <Button size={28} aria-label={t('row.compareNamed', { sender })} onPress={() => onCompare(share.sender)}>
                {t('row.compare')}
              </Button>
            ) : null}
            <Button
              size={28}
              kind="plain"
              aria-label={t('row.removeNamed', { sender })}
              onPress={() => onRemove(share)}
            >
              {t('row.remove')}
            </Button>
          </ShareRow>
        );
      })}
      {list.shares.toReversed().map((share) => {
        const name = baseName(share.path);
        const sender = nameOf(share.sender.username);
        const sum = {
          who: t('row.from', { sender }),
          size: sizeOf(share.size),
          when: momentOf(new Date(share.shared), now),
        };
        return (
          <ShareRow
            key={share.id}
            icon={share.sender.known ? iconOf(kindOf(name, share.mediaType)) : 'people'}
            name={share.path}
            second={share.sender.known ? t('row.sum', sum) : t('row.new', { sender })}
          >
            {share.sender.known ? (
              <Button size={28} aria-label={t('row.downloadNamed', { name })} onPress={() => onDownload(share)}>
                {t('row.download')}
              </Button>
            ) : (
              <Button size={28} aria-label={t('row.compareNamed', { sender })} onPress={() => onCompare(share.sender)}>
                {t('row.compare')}
              </Button>
            )}
            <IconButton icon="close" label={t('row.dropNamed', { name })} onPress={() => onDrop(share)} />
          </ShareRow>
        );
      })}
      {list.more ? <li className={classList(styles, 'more')}>{t('more')}</li> : null}
    </ul>
  );
}
