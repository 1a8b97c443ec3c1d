import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { RadioList } from '../../parts/radio-list.tsx';
import { useToasts } from '../../shell/toasts.ts';
import { sentencesOf } from '../../words/sentence.ts';
import { SecretPair } from '../start/secret-pair.tsx';
import { nameOf } from './key-health.ts';
import styles from './keys-view.module.css';
import { pathWords } from './place-words.ts';

export interface ProtectDialogProps {
  known: KnownKey;
  places: readonly PlaceView[];
  onClose: () => void;
}

/** Sets, changes or takes off the passphrase of a key file. */
export function ProtectDialog({ known, places, onClose }: ProtectDialogProps) {
  const { t } = useTranslation('keys');
  const { t: common } = useTranslation();
  const toasts = useToasts();
  const isSet = known.form === 'protected';
  const [way, setWay] = useState<'set' | 'change' | 'remove'>(isSet ? 'change' : 'set');
  const [current, setCurrent] = useState('');
  const [secret, setSecret] = useState({ first: '', second: '' });
  const [isTold, setTold] = useState(false);
  const protect = useChange(
    (passphrase: string | null) => api.protectKey(known.id, passphrase, isSet ? current : undefined),
    [QUERY.keys],
  );
  const name = nameOf(known);
  const isSame = secret.first === secret.second;
  const act = () => {
    setTold(true);
    if (protect.isPending || (isSet && current === '')) return;
    if (way !== 'remove' && (secret.first === '' || !isSame)) return;
    const done = () => {
      toasts.show({ words: t(`protect.${way}Done`, { name }) });
      onClose();
    };
    protect.mutate(way === 'remove' ? null : secret.first, { onSuccess: done });
  };
  const problem = protect.error === null ? undefined : sentencesOf(protect.error, { name, about: 'key' });
  const pair = (
    <SecretPair
      label={t(isSet ? 'protect.new' : 'make.passphrase')}
      againLabel={t('protect.again')}
      value={secret}
      onChange={setSecret}
      hasFocus={!isSet}
      firstError={isTold && secret.first === '' ? t('protect.empty') : undefined}
      secondError={isTold && secret.first !== '' && !isSame ? t('protect.differs') : undefined}
    />
  );
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t(isSet ? 'protect.changeTitle' : 'protect.setTitle', { name })}
      lead={t('protect.lead', { path: pathWords(known.path ?? '', places) })}
      focus="body"
      plain={{ label: t('cancel'), onPress: onClose }}
      filled={{ label: t(`protect.${way}Act`), onPress: act }}
    >
      <div className={classList(styles, 'form')}>
        {isSet ? (
          <>
            <PasswordField
              label={t('protect.current')}
              showLabel={common('showPassword')}
              hideLabel={common('hidePassword')}
              autoComplete="current-password"
              autoFocus
              value={current}
              onChange={setCurrent}
              error={isTold && current === '' ? t('protect.currentEmpty') : undefined}
            />
            <RadioList
              label={t('protect.how')}
              form="list"
              choices={[
                { id: 'change', label: t('protect.change'), content: pair },
                { id: 'remove', label: t('protect.remove'), detail: t('protect.removeDetail') },
              ]}
              value={way}
              onChange={setWay}
            />
          </>
        ) : (
          pair
        )}
        {problem !== undefined ? (
          <Note tone="bad" role="alert" title={problem.happened}>
            {problem.safe} {problem.todo}
          </Note>
        ) : way === 'remove' ? null : (
          <Note tone="warn" title={t('protect.note')}>
            {t('protect.noteWords')}
          </Note>
        )}
      </div>
    </Dialog>
  );
}
