import { useTranslation } from 'react-i18next';
import type { StateView } from '../../backend/contract/state.ts';
import { Button } from '../parts/button.tsx';
import { Strip } from '../parts/strip.tsx';
import { clockOf, countOf } from '../words/measure.ts';
import { CURABLE, faultWords } from '../views/storage/fault-words.ts';

export interface ConnectionStripProps {
  vault: NonNullable<StateView['vault']>;
  /** Whether Latchkey itself answers on this computer. */
  isAnswered: boolean;
  /** Files that go on by themselves when it can be reached again. */
  waiting: number;
  onTry: () => void;
  /** Opens what can be set right about the vault's bucket. */
  onStorage: () => void;
}

/** Under the toolbar of every view while the vault cannot be reached; nothing otherwise. */
export function ConnectionStrip({ vault, isAnswered, waiting, onTry, onStorage }: ConnectionStripProps) {
  const { t } = useTranslation();
  const { t: storage } = useTranslation('storage');
  if (isAnswered && vault.reachable) return null;
  const action = (
    <Button size={28} onPress={onTry}>
      {t('tryNow')}
    </Button>
  );
  if (!isAnswered) {
    return (
      <Strip icon="cloud-off" title={t('strip.silent')} action={action}>
        {t('strip.silentWords')}
      </Strip>
    );
  }
  const { name, place, since, fault } = vault;
  const words = faultWords(fault);
  if (words !== undefined) {
    return (
      <Strip
        icon="cloud-off"
        title={storage(`fault.${words}.title`, { vault: name })}
        action={
          CURABLE.includes(words) ? (
            <Button size={28} onPress={onStorage}>
              {storage('open')}
            </Button>
          ) : (
            action
          )
        }
      >
        {storage(`fault.${words}.words`, { vault: name })}
      </Strip>
    );
  }
  const title =
    since === null
      ? t('strip.lostSince', { vault: name })
      : t('strip.lost', { vault: name, since: clockOf(new Date(since)) });
  const looking =
    waiting === 0 ? t('strip.lostBucket') : t('strip.lostBucketWaits', { count: waiting, written: countOf(waiting) });
  return (
    <Strip icon="cloud-off" title={title} action={action}>
      {vault.storage === 'bucket' ? looking : t('strip.lostWords', { place })}
    </Strip>
  );
}
