import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { Note } from '../../parts/note.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { isCode } from '../../words/sentence.ts';
import type { BucketPlace } from '../storage/bucket-form.ts';
import { shownPlace } from '../storage/storage-choice.ts';
import { useAct } from './act.ts';
import { ErrorNote } from './error-note.tsx';
import styles from './form.module.css';
import { SecretPair } from './secret-pair.tsx';
import { StartPage } from './start-page.tsx';

export interface AccountStepProps {
  place: BucketPlace;
  onBack: () => void;
  onJoin: () => void;
  /** The vault is made and open. */
  onMade: () => void;
}

/** Step 2: the name and the password of the account; then the vault is made. */
export function AccountStep({ place, onBack, onJoin, onMade }: AccountStepProps) {
  const { t } = useTranslation('start');
  const name = useRef<HTMLInputElement>(null);
  const [username, setUsername] = useState('');
  const [secret, setSecret] = useState({ first: '', second: '' });
  const [isTold, setTold] = useState(false);
  const { act, isBusy, error } = useAct(
    () => api.makeVault({ ...place, join: false, username: username.trim(), password: secret.first }),
    onMade,
  );
  const isNamed = username.trim() !== '';
  const isSame = secret.first === secret.second;
  const submit = () => {
    setTold(true);
    if (!isNamed) name.current?.focus();
    else if (secret.first !== '' && isSame) act();
  };
  return (
    <StartPage
      title={t('account.title')}
      lead={t('account.lead')}
      step={2}
      onBack={onBack}
      action={t('continue')}
      busy={t('account.busy')}
      isBusy={isBusy}
      onSubmit={submit}
    >
      <div className={classList(styles, 'fields')}>
        <TextField
          label={t('account.name')}
          inputRef={name}
          autoFocus
          autoComplete="username"
          spellCheck="false"
          value={username}
          onChange={setUsername}
          error={isTold && !isNamed ? t('account.nameEmpty') : undefined}
        />
        <SecretPair
          label={t('account.password')}
          againLabel={t('account.again')}
          value={secret}
          onChange={setSecret}
          name={username.trim()}
          firstError={isTold && isNamed && secret.first === '' ? t('account.passwordEmpty') : undefined}
          secondError={isTold && secret.first !== '' && !isSame ? t('account.differs') : undefined}
        />
      </div>
      <div className={classList(styles, 'note')}>
        {error === undefined ? (
          <Note tone="info" title={t('account.note')}>
            {t('account.noteWords')}
          </Note>
        ) : isCode(error, 'exists') ? (
          <ErrorNote
            error={error}
            words={{ title: t('account.taken', { place: shownPlace(place) }), text: t('account.takenWords') }}
            actions={
              <Button size={28} onPress={onJoin}>
                {t('account.takenJoin')}
              </Button>
            }
          />
        ) : (
          <ErrorNote error={error} context={{ place: shownPlace(place) }} />
        )}
      </div>
    </StartPage>
  );
}
