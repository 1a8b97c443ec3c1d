import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { CutKey, KeyView } from '../../../backend/contract/keys.ts';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { api } from '../../api.ts';
import { QUERY } from '../../data/queries.ts';
import { Checkbox } from '../../parts/checkbox.tsx';
import { classList } from '../../parts/class-list.ts';
import { DrawnKey } from '../../parts/drawn-key.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import { Note } from '../../parts/note.tsx';
import { RadioList } from '../../parts/radio-list.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { isCode } from '../../words/sentence.ts';
import { useAct } from './act.ts';
import { ErrorNote } from './error-note.tsx';
import styles from './form.module.css';
import { useKeyChoices } from './key-choices.tsx';
import { SecretPair } from './secret-pair.tsx';
import { StartPage } from './start-page.tsx';

/** No notch anywhere: until the key is cut. */
const BLANK = '0000-0000';
/** A stick that is put in now is offered soon. */
const LOOK_MS = 3_000;

export interface KeyStepProps {
  places: readonly PlaceView[];
  /** @param isPrinting its recovery sheet is wanted next */
  onSaved: (key: KeyView, isPrinting: boolean) => void;
}

/** Step 3: the key is cut to be looked at, and counts once its file is saved. */
export function KeyStep({ places, onSaved }: KeyStepProps) {
  const { t } = useTranslation('start');
  const nameInput = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(t('key.defaultName'));
  const [isProtected, setProtected] = useState(false);
  const [secret, setSecret] = useState({ first: '', second: '' });
  const [isTold, setTold] = useState(false);
  useFreshPlaces();
  const cut = useCutKey();
  const choice = useKeyChoices(places, name, isTold);
  const [isPrinting, setPrinting] = useState(false);
  const { act, isBusy, error } = useAct(
    () =>
      api.makeKey({
        location: choice.location,
        name: name.trim(),
        use: true,
        ...(cut !== undefined && { cut: cut.id }),
        ...(isProtected && { passphrase: secret.first }),
      }),
    (key: KeyView) => onSaved(key, isPrinting),
  );
  const isSame = secret.first === secret.second;
  const submit = (isToPrint: boolean) => {
    setPrinting(isToPrint);
    setTold(true);
    if (name.trim() === '') return nameInput.current?.focus();
    if (choice.location !== '' && (!isProtected || (secret.first !== '' && isSame))) act();
  };
  return (
    <StartPage
      title={t('key.title')}
      lead={t('key.lead')}
      step={3}
      action={t('key.save')}
      busy={t('key.busy')}
      isBusy={isBusy}
      isReady
      also={{ label: t('key.print'), icon: 'printer', onPress: () => submit(true) }}
      onSubmit={() => submit(false)}
    >
      <div className={classList(styles, 'key')}>
        <DrawnKey
          fingerprint={cut?.fingerprint ?? BLANK}
          width={204}
          label={cut === undefined ? t('key.blank') : t('key.cut', { fingerprint: cut.fingerprint })}
        />
        <div>
          <TextField
            label={t('key.name')}
            inputRef={nameInput}
            value={name}
            onChange={setName}
            error={isTold && name.trim() === '' ? t('key.nameEmpty') : undefined}
          />
          <p className={classList(styles, 'fingerprint')}>
            {cut === undefined ? null : (
              <>
                {t('key.fingerprint')} <Fingerprint value={cut.fingerprint} />
              </>
            )}
          </p>
        </div>
      </div>
      <RadioList label={t('key.places')} choices={choice.choices} value={choice.chosen} onChange={choice.choose} />
      <div className={classList(styles, 'protect')}>
        <Checkbox isSelected={isProtected} onChange={setProtected}>
          {t('key.protect')}
        </Checkbox>
        {isProtected ? (
          <div className={classList(styles, 'passphrase')}>
            <SecretPair
              label={t('key.passphrase')}
              againLabel={t('key.passphraseAgain')}
              value={secret}
              onChange={setSecret}
              hasFocus
              firstError={isTold && secret.first === '' ? t('key.passphraseEmpty') : undefined}
              secondError={isTold && secret.first !== '' && !isSame ? t('key.passphraseDiffers') : undefined}
            />
          </div>
        ) : null}
      </div>
      <div className={classList(styles, 'note')}>
        {error === undefined ? (
          <Note tone="warn" title={t('key.note')}>
            {isProtected ? t('key.noteBoth') : t('key.noteWords')}
          </Note>
        ) : (
          <ErrorNote
            error={error}
            context={{ name: name.trim(), place: choice.location }}
            words={
              isCode(error, 'not-found')
                ? { title: t('key.noFolder', { folder: choice.location }), text: t('key.noFolderWords') }
                : undefined
            }
          />
        )}
      </div>
    </StartPage>
  );
}

/** One for as long as the step is shown; without an answer the key is cut when it is saved. */
function useCutKey(): CutKey | undefined {
  return useQuery({
    queryKey: QUERY.cutKey,
    queryFn: ({ signal }) => api.cutKey(signal),
    staleTime: Infinity,
    gcTime: 0,
  }).data;
}

function useFreshPlaces(): void {
  const client = useQueryClient();
  useEffect(() => {
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: QUERY.state }), LOOK_MS);
    return () => clearInterval(timer);
  }, [client]);
}
