import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyChoice, KeyView, KnownKey } from '../../../backend/contract/keys.ts';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { RadioList } from '../../parts/radio-list.tsx';
import { sentencesOf } from '../../words/sentence.ts';
import { useKeyChoices } from '../start/key-choices.tsx';
import { nameOf } from './key-health.ts';
import styles from './keys-view.module.css';

export interface CopyDialogProps {
  known: KnownKey;
  /** Where its file is. */
  choice: KeyChoice;
  places: readonly PlaceView[];
  onCopied: (copy: KeyView) => void;
  onClose: () => void;
}

/** A second file of the same key, in another place: before the first is lost, not after. */
export function CopyDialog({ known, choice: key, places, onCopied, onClose }: CopyDialogProps) {
  const { t } = useTranslation('keys');
  const [isTold, setTold] = useState(false);
  const name = nameOf(known);
  const choice = useKeyChoices(places, name, isTold);
  const copy = useChange((location: string) => api.copyKey({ key, location }), [QUERY.keys]);
  const save = () => {
    setTold(true);
    if (choice.location !== '' && !copy.isPending) copy.mutate(choice.location, { onSuccess: onCopied });
  };
  const problem = copy.error === null ? undefined : sentencesOf(copy.error, { name, place: choice.location });
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('copy.title', { name })}
      lead={t(known.form === 'protected' ? 'copy.leadLocked' : 'copy.lead')}
      plain={{ label: t('cancel'), onPress: onClose }}
      filled={{ label: t('copy.save'), onPress: save }}
    >
      <div className={classList(styles, 'form')}>
        <RadioList label={t('copy.places')} choices={choice.choices} value={choice.chosen} onChange={choice.choose} />
        {problem && <ProblemNote problem={problem} />}
      </div>
    </Dialog>
  );
}
