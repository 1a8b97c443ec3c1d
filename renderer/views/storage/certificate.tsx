import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import styles from './storage.module.css';

/** SHA-256 of a certificate, `AB:CD:…`, in two lines of 16 pairs, so that it can be compared line by line. */
export function Certificate({ value }: { value: string }) {
  const half = Math.ceil(value.length / 2);
  return (
    <span className={classList(styles, 'certificate')}>
      <span>{value.slice(0, half)}</span>
      <span>{value.slice(half)}</span>
    </span>
  );
}

/** One that is trusted here from now on. */
export function TrustedCertificate({ value }: { value: string }) {
  const { t } = useTranslation('storage');
  return (
    <p className={classList(styles, 'trusted')}>
      {t('trusted')}
      <Certificate value={value} />
    </p>
  );
}
