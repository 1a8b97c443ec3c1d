import { useTranslation } from 'react-i18next';
import type { StateView } from '../../backend/contract/state.ts';
import { Button } from '../parts/button.tsx';
import { Strip } from '../parts/strip.tsx';
import { clockOf } from '../words/measure.ts';

export interface ConnectionStripProps {
  vault: NonNullable<StateView['vault']>;
  /** Whether Latchkey itself answers on this computer. */
  isAnswered: boolean;
  onTry: () => void;
}

/** Under the toolbar of every view while the vault cannot be reached; nothing otherwise. */
export function ConnectionStrip({ vault, isAnswered, onTry }: ConnectionStripProps) {
  const { t } = useTranslation();
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
  const { name, place, since } = vault;
  const title =
    since === null
      ? t('strip.lostSince', { vault: name })
      : t('strip.lost', { vault: name, since: clockOf(new Date(since)) });
  return (
    <Strip icon="cloud-off" title={title} action={action}>
      {t('strip.lostWords', { place })}
    </Strip>
  );
}
