import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { classList } from '../../parts/class-list.ts';
import { Note } from '../../parts/note.tsx';
import { TextField } from '../../parts/text-field.tsx';
import type { BucketPlace } from '../storage/bucket-form.ts';
import { shownPlace } from '../storage/storage-choice.ts';
import { useAct } from './act.ts';
import { ErrorNote } from './error-note.tsx';
import styles from './form.module.css';
import { SecretPair } from './secret-pair.tsx';
import { StartPage } from './start-page.tsx';

export interface NewAccountStepProps {
  /** The vault that stands there already. */
  place: BucketPlace;
  /** A name that the vault does not know. */
  username: string;
  onBack: () => void;
  onMade: () => void;
}

/** A name that is new to a vault gets an account there: asked for plainly, and its password twice. */
export function NewAccountStep({ place, username, onBack, onMade }: NewAccountStepProps) {
  const { t } = useTranslation('start');
  const [secret, setSecret] = useState({ first: '', second: '' });
  const [isTold, setTold] = useState(false);
  const { act, isBusy, error } = useAct(
    () => api.makeVault({ ...place, join: true, newName: true, username, password: secret.first }),
    onMade,
  );
  const isSame = secret.first === secret.second;
  const submit = () => {
    setTold(true);
    if (secret.first !== '' && isSame) act();
  };
  return (
    <StartPage
      title={t('newAccount.title', { name: username })}
      lead={t('newAccount.lead', { place: shownPlace(place) })}
      onBack={onBack}
      action={t('newAccount.make')}
      busy={t('newAccount.busy')}
      isBusy={isBusy}
      onSubmit={submit}
    >
      <div className={classList(styles, 'fields')}>
        <TextField label={t('account.name')} autoComplete="username" isReadOnly value={username} />
        <SecretPair
          label={t('account.password')}
          againLabel={t('account.again')}
          value={secret}
          onChange={setSecret}
          name={username}
          hasFocus
          firstError={isTold && secret.first === '' ? t('account.passwordEmpty') : undefined}
          secondError={isTold && secret.first !== '' && !isSame ? t('account.differs') : undefined}
        />
      </div>
      <div className={classList(styles, 'note')}>
        {error === undefined ? (
          <Note tone="info" title={t('account.note')}>
            {t('account.noteWords')}
          </Note>
        ) : (
          <ErrorNote error={error} context={{ place: shownPlace(place), name: username }} />
        )}
      </div>
    </StartPage>
  );
}
