import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { sentencesOf } from '../../words/sentence.ts';

export interface PassphraseDialogProps {
  fileName: string;
  /** The one that was typed before did not fit. */
  isWrong: boolean;
  onSend: (passphrase: string) => void;
  onClose: () => void;
}

/** Asks for the passphrase of a key file that is protected. */
export function PassphraseDialog({ fileName, isWrong, onSend, onClose }: PassphraseDialogProps) {
  const { t } = useTranslation('keys');
  const { t: common } = useTranslation();
  const [passphrase, setPassphrase] = useState('');
  const [isTold, setTold] = useState(false);
  const send = () => {
    setTold(true);
    if (passphrase !== '') onSend(passphrase);
  };
  const wrong = isWrong ? sentencesOf('wrong-password', { name: fileName, about: 'key' }).title : undefined;
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('checking.passphraseTitle', { file: fileName })}
      lead={t('checking.passphraseLead')}
      focus="body"
      plain={{ label: t('cancel'), onPress: onClose }}
      filled={{ label: t('checking.open'), onPress: send }}
    >
      <PasswordField
        label={t('checking.passphrase')}
        showLabel={common('showPassword')}
        hideLabel={common('hidePassword')}
        autoComplete="current-password"
        autoFocus
        value={passphrase}
        onChange={setPassphrase}
        error={isTold && passphrase === '' ? t('protect.currentEmpty') : wrong}
      />
    </Dialog>
  );
}
