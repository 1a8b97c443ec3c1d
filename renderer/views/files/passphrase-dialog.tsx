import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import type { KeyQuestionProps } from './key-question.ts';

/** The passphrase of a protected key file; it does not leave this computer, and is kept nowhere. */
export function PassphraseDialog({ question, answer }: Omit<KeyQuestionProps<'passphrase'>, 'keys'>) {
  const { t } = useTranslation('files');
  const { name, fingerprint, tries, isBusy = false } = question;
  const [passphrase, setPassphrase] = useState('');
  return (
    <Dialog
      isOpen
      focus="body"
      onCancel={() => answer(undefined)}
      title={t('passphrase.title', { name })}
      lead={
        <>
          <Fingerprint value={fingerprint} tone="quiet" />. {t('passphrase.lead')}
        </>
      }
      plain={{ label: t('cancel'), onPress: () => answer(undefined) }}
      filled={{
        label: t(isBusy ? 'passphrase.opening' : 'passphrase.open'),
        isDisabled: passphrase === '' || isBusy,
        onPress: () => answer({ passphrase }),
      }}
    >
      <PasswordField
        autoFocus
        label={t('passphrase.label')}
        showLabel={t('passphrase.show')}
        hideLabel={t('passphrase.hide')}
        autoComplete="off"
        value={passphrase}
        onChange={setPassphrase}
        error={tries > 0 && passphrase === '' ? t('passphrase.wrong') : undefined}
      />
    </Dialog>
  );
}
