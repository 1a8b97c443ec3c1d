import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { classList } from '../../parts/class-list.ts';
import { PasswordField } from '../../parts/password-field.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { isCode } from '../../words/sentence.ts';
import { useAct } from './act.ts';
import { ErrorNote } from './error-note.tsx';
import styles from './form.module.css';
import { StartPage } from './start-page.tsx';

export interface JoinStepProps {
  /** What the folder might be; shown as an example where `place` is empty. */
  example: string;
  place: string;
  onBack: () => void;
  onJoined: () => void;
}

/** Another computer, or another vault: its folder, and the name and password chosen there. */
export function JoinStep({ example, place: first, onBack, onJoined }: JoinStepProps) {
  const { t } = useTranslation('start');
  const { t: common } = useTranslation();
  const folder = useRef<HTMLInputElement>(null);
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [place, setPlace] = useState(first);
  const [username, setUsername] = useState('');
  const [secret, setSecret] = useState('');
  const [isTold, setTold] = useState(false);
  const { act, isBusy, error } = useAct(
    () => api.makeVault({ place: place.trim(), join: true, username: username.trim(), password: secret }),
    onJoined,
  );
  const submit = () => {
    setTold(true);
    if (place.trim() === '') folder.current?.focus();
    else if (username.trim() === '') name.current?.focus();
    else if (secret === '') password.current?.focus();
    else act();
  };
  const missing = (value: string, words: string) => (isTold && value.trim() === '' ? words : undefined);
  return (
    <StartPage
      title={t('join.title')}
      lead={t('join.lead')}
      onBack={onBack}
      action={t('join.open')}
      busy={t('join.busy')}
      isBusy={isBusy}
      onSubmit={submit}
    >
      <div className={classList(styles, 'secrets')}>
        <TextField
          label={t('join.folder')}
          icon="folder"
          inputRef={folder}
          autoFocus={first === ''}
          spellCheck="false"
          value={place}
          onChange={setPlace}
          hint={t('join.folderHint', { example })}
          error={missing(place, t('join.folderEmpty', { example }))}
        />
        <div className={classList(styles, 'fields')}>
          <TextField
            label={t('join.name')}
            inputRef={name}
            autoFocus={first !== ''}
            autoComplete="username"
            spellCheck="false"
            value={username}
            onChange={setUsername}
            hint={t('join.nameHint')}
            error={missing(username, t('join.nameEmpty'))}
          />
          <PasswordField
            label={t('join.password')}
            inputRef={password}
            autoComplete="current-password"
            showLabel={common('showPassword')}
            hideLabel={common('hidePassword')}
            value={secret}
            onChange={setSecret}
            error={secret === '' && isTold ? t('join.passwordEmpty') : undefined}
          />
        </div>
      </div>
      {error === undefined ? null : (
        <div className={classList(styles, 'note')}>
          <ErrorNote error={error} context={{ place: place.trim() }} words={wordsOf(error)} />
        </div>
      )}
    </StartPage>
  );

  function wordsOf(error: unknown) {
    if (isCode(error, 'unauthorized', 'wrong-password')) {
      return { title: t('join.wrong', { name: username.trim() }), text: t('join.wrongWords') };
    }
    if (!isCode(error, 'no-vault', 'not-found', 'unreachable')) return undefined;
    return { title: t('join.none', { place: place.trim() }), text: t('join.noneWords') };
  }
}
