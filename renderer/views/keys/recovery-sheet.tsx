import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { KeySheet } from '../../../backend/contract/keys.ts';
import { Brand } from '../../parts/brand.tsx';
import { classList } from '../../parts/class-list.ts';
import { DefinitionList } from '../../parts/definition-list.tsx';
import { DrawnKey } from '../../parts/drawn-key.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import { QrCode } from '../../parts/qr-code.tsx';
import { longDayOf } from '../../words/measure.ts';
import styles from './recovery-sheet.module.css';

/** One page of paper that holds a key file. It is not seen in the window: only what is printed while it is there shows it. */
export function RecoverySheet({ sheet: { key, text, code }, now }: { sheet: KeySheet; now: Date }) {
  const { t } = useTranslation('keys');
  const { name, fingerprint, created, form } = key;
  const made = created === '' ? t('facts.madeUnknown') : longDayOf(new Date(created));
  return createPortal(
    <article aria-label={t('sheet.page.title')} data-theme="light" className={classList(styles, 'sheet')}>
      <header className={classList(styles, 'head')}>
        <Brand size={24} />
        <span>{t('sheet.page.title')}</span>
      </header>
      <div className={classList(styles, 'key')}>
        <DrawnKey fingerprint={fingerprint} width={204} label={t('keyName', { name, fingerprint })} />
        <div>
          <h1>{name}</h1>
          <Fingerprint value={fingerprint} size="large" />
        </div>
      </div>
      <p className={classList(styles, 'why')}>{t('sheet.page.why')}</p>
      <div className={classList(styles, 'middle')}>
        <div className={classList(styles, 'code')}>
          <QrCode text={code} label={t('sheet.page.qr', { name })} />
        </div>
        <div className={classList(styles, 'beside')}>
          <DefinitionList
            labelWidth={116}
            rows={[
              { id: 'made', label: t('sheet.page.made'), value: made },
              { id: 'printed', label: t('sheet.page.printed'), value: longDayOf(now) },
              {
                id: 'passphrase',
                label: t('sheet.page.passphrase'),
                value: t(form === 'protected' ? 'sheet.page.asked' : 'sheet.page.none'),
              },
            ]}
          />
          <h2>{t('sheet.page.how')}</h2>
          <ol>
            <li>{t('sheet.page.open')}</li>
            <li>{t('sheet.page.read')}</li>
            <li>{t('sheet.page.check')}</li>
          </ol>
        </div>
      </div>
      <h2>{t('sheet.page.text')}</h2>
      <pre className={classList(styles, 'text')}>{text.trim()}</pre>
      <p className={classList(styles, 'why')}>{t('sheet.page.without')}</p>
    </article>,
    document.body,
  );
}
