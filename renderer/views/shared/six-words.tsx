import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { QrCode } from '../../parts/qr-code.tsx';
import styles from './shared.module.css';

export interface SixWordsProps {
  words: string;
  /** Who they belong to: a camera reads it with them. */
  name: string;
  label: string;
  qrLabel: string;
}

/** The words of an account to be read aloud, and the same for a camera. */
export function SixWords({ words, name, label, qrLabel }: SixWordsProps) {
  return (
    <div className={classList(styles, 'comparison')}>
      <div className={classList(styles, 'side')}>
        <p className={classList(styles, 'label')}>{label}</p>
        <ol className={classList(styles, 'sixWords')}>
          {words.split(' ').map((word, place) => (
            // A word may come twice.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={place}>{word}</li>
          ))}
        </ol>
      </div>
      <QrCode text={`Latchkey, ${name}: ${words}`} label={qrLabel} />
    </div>
  );
}

/** Names somebody of whom no name is known. */
export function useNameOf(): (username: string | null) => string {
  const { t } = useTranslation('shared');
  return useCallback((username) => username ?? t('row.someone'), [t]);
}
