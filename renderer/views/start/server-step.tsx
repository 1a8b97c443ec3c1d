import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { classList } from '../../parts/class-list.ts';
import { Note } from '../../parts/note.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { Certificate } from '../storage/certificate.tsx';
import { useAct } from './act.ts';
import { ErrorNote } from './error-note.tsx';
import styles from './form.module.css';
import { StartPage } from './start-page.tsx';

/** Latchkey on another computer: its address, its fingerprint to compare, and then a window of its own. */
export function ServerStep({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation('start');
  const [address, setAddress] = useState('');
  const [seen, setSeen] = useState<Awaited<ReturnType<typeof api.lookAtServer>>>();
  const [opened, setOpened] = useState<Awaited<ReturnType<typeof api.openServer>>>();
  const look = useAct(() => api.lookAtServer(address.trim()), setSeen);
  const open = useAct(
    () => api.openServer({ address: seen?.url ?? '', fingerprint: seen?.fingerprint ?? '' }),
    setOpened,
  );
  const error = seen === undefined ? look.error : open.error;
  const change = (text: string) => {
    setAddress(text);
    setSeen(undefined);
    setOpened(undefined);
  };
  const submit = () => {
    if (address.trim() === '') return;
    if (seen === undefined) look.act();
    else open.act();
  };
  return (
    <StartPage
      title={t('server.title')}
      lead={t('server.lead')}
      onBack={onBack}
      action={t(seen === undefined ? 'server.look' : 'server.open')}
      busy={t(seen === undefined ? 'server.looking' : 'server.opening')}
      isBusy={look.isBusy || open.isBusy}
      onSubmit={submit}
    >
      <div className={classList(styles, 'secrets')}>
        <TextField
          label={t('server.address')}
          autoFocus
          spellCheck="false"
          value={address}
          onChange={change}
          hint={t('server.example')}
        />
        {seen === undefined ? null : (
          <Note tone="info" role="status" title={t('server.compare')}>
            {t('server.compareWords')}
            <Certificate value={seen.fingerprint} />
          </Note>
        )}
        {opened === undefined ? null : opened.opened ? (
          <Note tone="info" role="status" title={t('server.opened')}>
            {t('server.openedWords')}
          </Note>
        ) : (
          <Note tone="warn" role="status" title={t('server.byHand')}>
            <a href={opened.url} target="_blank" rel="noreferrer" className={classList(styles, 'address')}>
              {opened.url}
            </a>{' '}
            {t('server.byHandWords')}
          </Note>
        )}
        {error === undefined ? null : <ErrorNote error={error} />}
      </div>
    </StartPage>
  );
}
