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
  onRemove: (shares: readonly RefusedShareView[]) => void;
  onCompare: (sender: { id: string; username: string | null }) => void;
}

/** What others share, newest first; what cannot be trusted stands above. */
export function ReceivedList({ list, onDownload, onDrop, onRemove, onCompare }: ReceivedListProps) {
  const { t } = useTranslation('shared');
  const now = useServices().now();
  const nameOf = useNameOf();
  return (
    <ul aria-label={t('with')} className={classList(styles, 'list')}>
      {strangersOf(list.refused).map((shares) => (
        <ChangedRow key={shares[0].sender.id} shares={shares} onCompare={onCompare} onRemove={onRemove} />
      ))}
      {list.refused
        .filter((share) => !isChanged(share))
        .map((share) => (
          <RefusedRow key={share.id} share={share} onRemove={onRemove} />
        ))}
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

type Some<T> = readonly [T, ...T[]];

/** One row for each sender whose keys have changed, however much they share. */
function ChangedRow({
  shares,
  onCompare,
  onRemove,
}: Pick<ReceivedListProps, 'onCompare' | 'onRemove'> & { shares: Some<RefusedShareView> }) {
  const { t } = useTranslation('shared');
  const [{ sender: who }] = shares;
  const sender = useNameOf()(who.username);
  return (
    <ShareRow icon="warning" tone="warn" name={t('row.changed', { sender })} second={t('row.changedWords')} isWhole>
      <Button size={28} aria-label={t('row.compareNamed', { sender })} onPress={() => onCompare(who)}>
        {t('row.compare')}
      </Button>
      <RemoveButton shares={shares} onRemove={onRemove} />
    </ShareRow>
  );
}

function RefusedRow({ share, onRemove }: Pick<ReceivedListProps, 'onRemove'> & { share: RefusedShareView }) {
  const { t } = useTranslation('shared');
  const now = useServices().now();
  const sender = useNameOf()(share.sender.username);
  const when = momentOf(new Date(share.shared), now);
  const words = share.code === 'no-account' ? t('row.gone') : t('row.refusedWords', { sender, when });
  return (
    <ShareRow icon="error-circle" tone="bad" name={t('row.refused')} second={words} isWhole>
      <RemoveButton shares={[share]} onRemove={onRemove} />
    </ShareRow>
  );
}

function RemoveButton({ shares, onRemove }: Pick<ReceivedListProps, 'onRemove'> & { shares: Some<RefusedShareView> }) {
  const { t } = useTranslation('shared');
  const sender = useNameOf()(shares[0].sender.username);
  return (
    <Button size={28} kind="plain" aria-label={t('row.removeNamed', { sender })} onPress={() => onRemove(shares)}>
      {t('row.remove')}
    </Button>
  );
}

function isChanged({ code }: RefusedShareView): boolean {
  return code === 'changed-fingerprint';
}

function strangersOf(refused: readonly RefusedShareView[]): Some<RefusedShareView>[] {
  return [
    ...Map.groupBy(refused.filter(isChanged), ({ sender }) => sender.id).values(),
  ] as unknown as Some<RefusedShareView>[];
}
