import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyChoice } from '../../../backend/contract/keys.ts';
import type { MadeLink } from '../../../backend/contract/links.ts';
import { api, ApiError } from '../../api.ts';
import { QUERY, useChange, useLinks } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { SelectField } from '../../parts/select-field.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { insideSentence, sentencesOf } from '../../words/sentence.ts';
import { baseName } from '../files/paths.ts';
import { type DurationId, DURATIONS, TIMES } from './link-choices.ts';
import styles from './links-view.module.css';
import { type LinkOutcome, MadeLinkDialog } from './made-link-dialog.tsx';

export interface WantedLink {
  /** What was picked: files and folders of the vault. */
  readonly paths: readonly string[];
  /** Id of the key that opens them; it is open. */
  readonly keyId: string;
}

/** How often, how long, under a password or not, and where others reach it; then the link. */
export function LinkDialog({ wanted, onClose }: { wanted: WantedLink; onClose: () => void }) {
  const { data, isError } = useLinks({ isWatched: false });
  const [made, setMade] = useState<LinkOutcome>();
  if (made !== undefined) return <MadeLinkDialog made={made} onClose={onClose} />;
  // Without the list of links one can be made all the same.
  return data === undefined && !isError ? null : (
    <LinkForm wanted={wanted} known={data?.server ?? ''} onMade={setMade} onClose={onClose} />
  );
}

interface LinkFormProps {
  wanted: WantedLink;
  /** The server that links point at by now; empty where there is none. */
  known: string;
  onMade: (made: LinkOutcome) => void;
  onClose: () => void;
}

interface Wish {
  readonly server: string;
  readonly downloads: number;
  readonly lasts: number;
  readonly password: string | undefined;
}

function LinkForm({ wanted, known, onMade, onClose }: LinkFormProps) {
  const { t } = useTranslation('links');
  const { t: common } = useTranslation();
  const [times, setTimes] = useState('1');
  const [duration, setDuration] = useState<DurationId>('week');
  const [isProtected, setProtected] = useState(false);
  const [password, setPassword] = useState('');
  const [server, setServer] = useState(known);
  const [isTold, setTold] = useState(false);
  // Large files take long to check; whoever leaves meanwhile wants no link.
  const leaving = useRef(new AbortController());
  const leave = () => (leaving.current.abort(), onClose());
  const { keyMemory, host } = useServices();
  // What the native shell starts answers its own window alone.
  const isServerNeeded = host.kind === 'native' && server.trim() === '';
  const make = useChange(
    (wish: Wish) => makeLink(wanted.paths, keyMemory.choiceOf(wanted.keyId), known, wish, leaving.current.signal),
    [QUERY.links],
  );
  const submit = () => {
    setTold(true);
    if (make.isPending || isServerNeeded || (isProtected && password === '')) return;
    const lasts = DURATIONS.find(({ id }) => id === duration)!.ms;
    const wish = {
      server: server.trim(),
      downloads: Number(times),
      lasts,
      ...(isProtected ? { password } : { password: undefined }),
    };
    make.mutate(wish, {
      onSuccess: ({ address }) =>
        onMade({ address, downloads: wish.downloads, isProtected, isHere: wish.server === '' }),
    });
  };
  const isServerWrong = make.error instanceof ApiError && make.error.code === 'invalid-request';
  const problem = make.error === null || isServerWrong ? undefined : sentencesOf(make.error);
  const serverError = isServerWrong
    ? t('make.serverWrong')
    : isTold && isServerNeeded
      ? t('make.serverNeeded')
      : undefined;
  const [first = ''] = wanted.paths;
  return (
    <Dialog
      isOpen
      onCancel={leave}
      title={t('make.title', { count: wanted.paths.length, name: insideSentence(baseName(first)) })}
      lead={t('make.lead')}
      plain={{ label: t('cancel'), onPress: leave }}
      filled={{ label: t(make.isPending ? 'make.busy' : 'make.act'), onPress: submit }}
    >
      <div className={classList(styles, 'form')}>
        <div className={classList(styles, 'pair')}>
          <SelectField
            label={t('make.downloads')}
            choices={TIMES.map((count) => ({ id: String(count), label: t('make.times', { count }) }))}
            value={times}
            onChange={setTimes}
          />
          <SelectField
            label={t('make.expires')}
            choices={DURATIONS.map(({ id, unit, count }) => ({ id, label: t(`make.${unit}`, { count }) }))}
            value={duration}
            onChange={setDuration}
          />
        </div>
        <Checkbox isSelected={isProtected} onChange={setProtected}>
          {t('make.protect')}
        </Checkbox>
        {isProtected ? (
          <PasswordField
            label={t('make.password')}
            takesFocus
            autoComplete="off"
            showLabel={common('showPassword')}
            hideLabel={common('hidePassword')}
            value={password}
            onChange={setPassword}
            hint={t('make.passwordHint')}
            error={isTold && password === '' ? t('make.passwordEmpty') : undefined}
          />
        ) : null}
        <TextField
          label={t('make.server')}
          spellCheck="false"
          autoComplete="off"
          placeholder={t('make.serverPlaceholder')}
          value={server}
          onChange={(text) => (make.reset(), setServer(text))}
          hint={t('make.serverHint')}
          error={serverError}
        />
        {problem === undefined ? (
          server.trim() === '' && host.kind === 'browser' ? (
            <Note tone="warn" title={t('make.here')}>
              {t('make.hereWords')}
            </Note>
          ) : null
        ) : (
          <ProblemNote problem={problem} />
        )}
      </div>
    </Dialog>
  );
}

/** The server is remembered first: the link begins with it. */
async function makeLink(
  paths: WantedLink['paths'],
  key: KeyChoice,
  known: string,
  wish: Wish,
  signal: AbortSignal,
): Promise<MadeLink> {
  const { server, downloads, lasts, password } = wish;
  if (server !== known) await api.setLinkServer(server === '' ? null : server);
  const link = { paths: [...paths], key, downloads, lasts, ...(password !== undefined && { password }) };
  return api.makeLink(link, signal);
}
