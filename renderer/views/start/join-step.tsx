import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { PasswordField } from '../../parts/password-field.tsx';
import { RadioList } from '../../parts/radio-list.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { isCode } from '../../words/sentence.ts';
import { BucketFields } from '../storage/bucket-fields.tsx';
import { shownPlace, type StorageChoice } from '../storage/storage-choice.ts';
import { useAct } from './act.ts';
import { ErrorNote } from './error-note.tsx';
import styles from './form.module.css';
import { NewAccountStep } from './new-account-step.tsx';
import { StartPage } from './start-page.tsx';

export interface JoinStepProps {
  /** What the folder might be; shown as an example where `place` is empty. */
  example: string;
  place: string;
  storage: StorageChoice;
  onBack: () => void;
  onJoined: () => void;
}

/** Another computer, or another vault: where it is, and the name and password chosen there. */
export function JoinStep({ example, place: first, storage, onBack, onJoined }: JoinStepProps) {
  const { t } = useTranslation('start');
  const { t: common } = useTranslation();
  const folder = useRef<HTMLInputElement>(null);
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const { kind, choose, form } = storage;
  const [path, setPath] = useState(first);
  const place = kind === 'bucket' ? form.place : { place: path.trim() };
  const shown = shownPlace(place);
  const [username, setUsername] = useState('');
  const [secret, setSecret] = useState('');
  const [isTold, setTold] = useState(false);
  const { act, isBusy, error } = useAct(
    () => api.makeVault({ ...place, join: true, username: username.trim(), password: secret }),
    onJoined,
  );
  const [isNew, setNew] = useState(false);
  if (isNew) {
    const back = () => setNew(false);
    return <NewAccountStep place={place} username={username.trim()} onBack={back} onMade={onJoined} />;
  }
  const submit = () => {
    setTold(true);
    if (place.place === '') folder.current?.focus();
    else if (username.trim() === '') name.current?.focus();
    else if (secret === '') password.current?.focus();
    else if (kind === 'bucket') void form.test().then((holds) => holds && act());
    else act();
  };
  const missing = (value: string, words: string) => (isTold && value.trim() === '' ? words : undefined);
  const folderField = (
    <TextField
      label={t('join.folder')}
      icon="folder"
      inputRef={folder}
      autoFocus={first === ''}
      spellCheck="false"
      value={path}
      onChange={setPath}
      hint={t('join.folderHint', { example })}
      error={missing(path, t('join.folderEmpty', { example }))}
    />
  );
  return (
    <StartPage
      title={t('join.title')}
      lead={t('join.lead')}
      onBack={onBack}
      action={t('join.open')}
      busy={t('join.busy')}
      isBusy={isBusy || form.isTesting}
      onSubmit={submit}
    >
      <div className={classList(styles, 'secrets')}>
        <RadioList
          form="large"
          label={t('join.where')}
          value={kind}
          onChange={choose}
          choices={[
            {
              id: 'computer',
              label: t('join.computer'),
              detail: t('join.computerDetail'),
              icon: 'laptop',
              content: folderField,
            },
            {
              id: 'bucket',
              label: t('where.bucket'),
              detail: t('join.bucketDetail'),
              icon: 'cloud',
              content: <BucketFields form={form} />,
            },
          ]}
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
          <ErrorNote
            error={error}
            context={{ place: shown }}
            words={wordsOf(error)}
            actions={
              isCode(error, 'no-account') && username.trim() !== '' ? (
                <Button size={28} onPress={() => setNew(true)}>
                  {t('join.makeNew', { name: username.trim() })}
                </Button>
              ) : undefined
            }
          />
        </div>
      )}
    </StartPage>
  );

  function wordsOf(error: unknown) {
    if (isCode(error, 'unauthorized', 'wrong-password')) {
      return { title: t('join.wrong', { name: username.trim() }), text: t('join.wrongWords') };
    }
    if (isCode(error, 'no-account')) {
      return { title: t('join.nobody', { name: username.trim() }), text: t('join.nobodyWords') };
    }
    if (!isCode(error, 'no-vault', 'not-found', 'unreachable')) return undefined;
    return {
      title: t('join.none', { place: shown }),
      text: t(kind === 'bucket' ? 'join.noneBucket' : 'join.noneWords'),
    };
  }
}
