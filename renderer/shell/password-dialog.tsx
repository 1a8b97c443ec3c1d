import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api.ts';
import { useChange } from '../data/queries.ts';
import { Checkbox } from '../parts/checkbox.tsx';
import { classList } from '../parts/class-list.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Note } from '../parts/note.tsx';
import { PasswordField } from '../parts/password-field.tsx';
import styles from '../views/shared/shared.module.css';
import { SecretPair } from '../views/start/secret-pair.tsx';
import { isCode, sentencesOf } from '../words/sentence.ts';
import { useToasts } from './toasts.ts';

/** Changes the password of the account that is open. */
export function PasswordDialog({ account, onClose }: { account: string; onClose: () => void }) {
  const { t } = useTranslation('shared');
  const { t: common } = useTranslation();
  const toasts = useToasts();
  const [current, setCurrent] = useState('');
  const [secret, setSecret] = useState({ first: '', second: '' });
  const [isTold, setTold] = useState(false);
  const [rotateNames, setRotate] = useState(false);
  const change = useChange((next: string) => api.changePassword({ current, next, rotateNames }), []);
  const isSame = secret.first === secret.second;
  const isWrong = isCode(change.error, 'wrong-password');
  const act = () => {
    setTold(true);
    if (change.isPending || current === '' || secret.first === '' || !isSame) return;
    const done = () => {
      toasts.show({ words: t('password.done') });
      onClose();
    };
    change.mutate(secret.first, { onSuccess: done });
  };
  const problem = change.error === null || isWrong ? undefined : sentencesOf(change.error);
  const wrong = isWrong ? t('password.wrong') : undefined;
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('password.title', { name: account })}
      lead={t('password.lead')}
      focus="body"
      plain={{ label: t('password.cancel'), onPress: onClose }}
      filled={{ label: t('password.act'), onPress: act }}
    >
      <div className={classList(styles, 'form')}>
        <PasswordField
          label={t('password.current')}
          showLabel={common('showPassword')}
          hideLabel={common('hidePassword')}
          autoComplete="current-password"
          autoFocus
          value={current}
          onChange={(text) => (setCurrent(text), change.reset())}
          error={isTold && current === '' ? t('password.currentEmpty') : wrong}
        />
        <SecretPair
          label={t('password.next')}
          againLabel={t('password.again')}
          name={account}
          value={secret}
          onChange={setSecret}
          firstError={isTold && secret.first === '' ? t('password.empty') : undefined}
          secondError={isTold && secret.first !== '' && !isSame ? t('password.differs') : undefined}
        />
        <div>
          <Checkbox isSelected={rotateNames} onChange={setRotate}>
            {t('password.rotate')}
          </Checkbox>
          <div className={classList(styles, 'second', 'whole')}>{t('password.rotateHint')}</div>
        </div>
        {problem === undefined ? (
          <Note tone="warn" title={t('password.note')}>
            {t('password.noteWords')}
          </Note>
        ) : (
          <Note tone="bad" role="alert" title={problem.happened}>
            {problem.safe} {problem.todo}
          </Note>
        )}
      </div>
    </Dialog>
  );
}
