import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import type { KeyQuestionProps } from './key-question.ts';

/** The passphrase of a protected key file; it goes to the server on this computer and is kept nowhere. */
export function PassphraseDialog({ question, answer }: Omit<KeyQuestionProps<'passphrase'>, 'keys'>) {
  const { t } = useTranslation('files');
  const [passphrase, setPassphrase] = useState('');
  return (
    <Dialog
      isOpen
      focus="body"
      onCancel={() => answer(undefined)}
      title={t('passphrase.title', { name: question.name })}
      lead={
        <>
          <Fingerprint value={question.fingerprint} tone="quiet" />. {t('passphrase.lead')}
        </>
      }
      plain={{ label: t('cancel'), onPress: () => answer(undefined) }}
      filled={{
        label: t('passphrase.open'),
        isDisabled: passphrase === '',
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
        error={question.problem === true && passphrase === '' ? t('passphrase.wrong') : undefined}
      />
    </Dialog>
  );
}
