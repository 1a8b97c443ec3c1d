import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StateView } from '../../../backend/contract/state.ts';
import { api } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { Note } from '../../parts/note.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { isCode } from '../../words/sentence.ts';
import { useAct } from '../start/act.ts';
import { ErrorNote } from '../start/error-note.tsx';
import { JoinStep } from '../start/join-step.tsx';
import { StartPage } from '../start/start-page.tsx';
import { CURABLE, faultWords } from '../storage/fault-words.ts';
import { StorageDialog } from '../storage/storage-dialog.tsx';
import { useStorageChoice } from '../storage/storage-choice.ts';
import styles from './unlock-view.module.css';

export interface UnlockViewProps {
  vault: NonNullable<StateView['vault']>;
  /** The vault is that of a server elsewhere: there is no other to open from here. */
  isRemote?: boolean;
  /** What another vault's folder might be. */
  example: string;
  onOpen: () => void;
}

/** The vault of this computer, locked: who, and the password. */
export function UnlockView({ vault, isRemote = false, example, onOpen }: UnlockViewProps) {
  const { t } = useTranslation('start');
  const { t: common } = useTranslation();
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [username, setUsername] = useState(vault.user);
  const [secret, setSecret] = useState('');
  const [isTold, setTold] = useState(false);
  const [isOther, setOther] = useState(false);
  const { act, isBusy, error } = useAct(() => api.unlock(username.trim(), secret), onOpen);
  const storage = useStorageChoice();
  const [isStorage, setStorage] = useState(false);
  const { t: words } = useTranslation('storage');
  const fault = faultWords(vault.fault);
  if (isOther) {
    const back = () => setOther(false);
    return <JoinStep example={example} place="" storage={storage} onBack={back} onJoined={onOpen} />;
  }
  const submit = () => {
    setTold(true);
    if (username.trim() === '') return name.current?.focus();
    if (secret !== '') act();
    password.current?.select();
    password.current?.focus();
  };
  return (
    <StartPage
      title={t('unlock.title', { vault: vault.name })}
      lead={t(isRemote ? 'unlock.remoteLead' : 'unlock.lead')}
      action={t('unlock.open')}
      busy={t('unlock.busy')}
      isBusy={isBusy}
      onSubmit={submit}
    >
      {vault.reachable ? null : (
        <div className={classList(styles, 'note')}>
          <Note
            tone="warn"
            icon="cloud-off"
            role="status"
            title={
              fault === undefined
                ? t('unlock.lost', { vault: vault.name })
                : words(`fault.${fault}.title`, { vault: vault.name })
            }
            actions={
              fault !== undefined && CURABLE.includes(fault) ? (
                <Button size={28} onPress={() => setStorage(true)}>
                  {words('open')}
                </Button>
              ) : undefined
            }
          >
            {fault === undefined
              ? t('unlock.lostWords', { place: vault.place })
              : words(`fault.${fault}.words`, { vault: vault.name })}
          </Note>
        </div>
      )}
      <div className={classList(styles, 'fields')}>
        <TextField
          label={t('unlock.name')}
          inputRef={name}
          autoFocus={vault.user === ''}
          autoComplete="username"
          spellCheck="false"
          value={username}
          onChange={setUsername}
          error={isTold && username.trim() === '' ? t('unlock.nameEmpty') : undefined}
        />
        <PasswordField
          label={t('unlock.password')}
          inputRef={password}
          autoFocus={vault.user !== ''}
          autoComplete="current-password"
          showLabel={common('showPassword')}
          hideLabel={common('hidePassword')}
          value={secret}
          onChange={setSecret}
          error={isTold && secret === '' ? t('unlock.passwordEmpty') : undefined}
        />
      </div>
      {error === undefined ? null : (
        <div className={classList(styles, 'error')}>
          <ErrorNote
            error={error}
            context={{ place: vault.place }}
            words={
              isCode(error, 'unauthorized', 'wrong-password')
                ? { title: t('unlock.wrong', { name: username.trim() }), text: t('unlock.wrongWords') }
                : undefined
            }
          />
        </div>
      )}
      {isStorage ? <StorageDialog vault={vault} onClose={() => setStorage(false)} /> : null}
      {isRemote ? null : (
        <p className={classList(styles, 'after')}>
          {t('unlock.other')}{' '}
          <Button kind="link" onPress={() => setOther(true)}>
            {t('unlock.join')}
          </Button>
        </p>
      )}
    </StartPage>
  );
}
