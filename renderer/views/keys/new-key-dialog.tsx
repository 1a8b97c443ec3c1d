import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyView } from '../../../backend/contract/keys.ts';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { api } from '../../api.ts';
import { QUERY, useChange, useIsRemote } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { RadioList } from '../../parts/radio-list.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { sentencesOf } from '../../words/sentence.ts';
import { useKeyChoices } from '../start/key-choices.tsx';
import { SecretPair } from '../start/secret-pair.tsx';
import styles from './keys-view.module.css';

export interface NewKeyDialogProps {
  places: readonly PlaceView[];
  /** There is no other: then it seals what is added next, unless told otherwise. */
  isFirst: boolean;
  onMade: (key: KeyView, isNext: boolean) => void;
  onClose: () => void;
}

/** A name, a place and, for those who want one, a passphrase. */
export function NewKeyDialog({ places, isFirst, onMade, onClose }: NewKeyDialogProps) {
  const { t } = useTranslation('keys');
  const [name, setName] = useState('');
  const [isProtected, setProtected] = useState(false);
  const [isNext, setNext] = useState(isFirst);
  const [secret, setSecret] = useState({ first: '', second: '' });
  const [isTold, setTold] = useState(false);
  const choice = useKeyChoices(places, name, isTold);
  const isRemote = useIsRemote();
  const { host, keyMemory } = useServices();
  const make = useChange(
    async (key: Parameters<typeof api.makeKey>[0]) => {
      if (!isRemote) return api.makeKey(key);
      // The server keeps nothing of it: the browser saves the file where its user says.
      const { location: _, use: __, ...drawn } = key;
      const { file, fileName, key: made } = await api.drawKey(drawn);
      host.keep(Uint8Array.fromBase64(file), fileName);
      // It is saved: where it does not open now, its file opens it later.
      const { passphrase } = drawn;
      await keyMemory.open({ file, ...(passphrase !== undefined && { passphrase }) }).catch(() => undefined);
      return made;
    },
    [QUERY.keys],
  );
  const isSame = secret.first === secret.second;
  const save = () => {
    setTold(true);
    if (name.trim() === '' || (choice.location === '' && !isRemote) || make.isPending) return;
    if (isProtected && (secret.first === '' || !isSame)) return;
    make.mutate(
      {
        location: choice.location,
        name: name.trim(),
        use: isNext,
        ...(isProtected && { passphrase: secret.first }),
      },
      { onSuccess: (key) => onMade(key, isNext) },
    );
  };
  const problem =
    make.error === null ? undefined : sentencesOf(make.error, { name: name.trim(), place: choice.location });
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('make.title')}
      lead={t('make.lead')}
      focus="body"
      plain={{ label: t('cancel'), onPress: onClose }}
      filled={{ label: t(make.isPending ? 'make.busy' : 'make.save'), onPress: save }}
    >
      <div className={classList(styles, 'form')}>
        <TextField
          label={t('make.name')}
          autoFocus
          value={name}
          onChange={setName}
          error={isTold && name.trim() === '' ? t('make.nameEmpty') : undefined}
        />
        {isRemote ? null : (
          <RadioList label={t('make.places')} choices={choice.choices} value={choice.chosen} onChange={choice.choose} />
        )}
        <Checkbox isSelected={isProtected} onChange={setProtected}>
          {t('make.protect')}
        </Checkbox>
        {isProtected ? (
          <SecretPair
            label={t('make.passphrase')}
            againLabel={t('make.again')}
            value={secret}
            onChange={setSecret}
            hasFocus
            firstError={isTold && secret.first === '' ? t('make.empty') : undefined}
            secondError={isTold && secret.first !== '' && !isSame ? t('make.differs') : undefined}
          />
        ) : null}
        {isRemote ? null : (
          <Checkbox isSelected={isNext} onChange={setNext}>
            {t('make.next')}
          </Checkbox>
        )}
        {problem === undefined ? (
          <Note tone="warn" title={t('make.note')}>
            {t('make.noteWords')}
          </Note>
        ) : (
          <ProblemNote problem={problem} />
        )}
      </div>
    </Dialog>
  );
}
