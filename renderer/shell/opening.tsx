import { useTranslation } from 'react-i18next';
import { classList } from '../parts/class-list.ts';
import { useSlow } from '../views/start/slow.ts';
import styles from './closed-view.module.css';

/** Before the first answer: nothing for a moment, then words. */
export function Opening() {
  const { t } = useTranslation();
  const isSlow = useSlow(true);
  return (
    <main className={classList(styles, 'opening')}>
      <p role="status">{isSlow ? t('opening') : ''}</p>
    </main>
  );
}
