import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyView } from '../../../backend/contract/keys.ts';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { RadioList } from '../../parts/radio-list.tsx';
import { TextArea } from '../../parts/text-area.tsx';
import { isCode, sentencesOf } from '../../words/sentence.ts';
import { useKeyChoices } from '../start/key-choices.tsx';
import styles from './keys-view.module.css';
import { keyFileOfPaper } from './paper-text.ts';

/** Lines of a key file under a passphrase. */
const ROWS = 8;

export interface PaperDialogProps {
  /** What the lost key was called, where that is known. */
  name: string;
  places: readonly PlaceView[];
  onMade: (key: KeyView) => void;
  onClose: () => void;
}

/** Makes a key file again from its recovery sheet. */
export function PaperDialog({ name, places, onMade, onClose }: PaperDialogProps) {
  const { t } = useTranslation('keys');
  const [text, setText] = useState('');
  const [isTold, setTold] = useState(false);
  const choice = useKeyChoices(places, name, isTold);
  const make = useChange(
    ({ file, location }: { file: string; location: string }) => api.copyKey({ key: { file }, location }),
    [QUERY.keys],
  );
  const isEmpty = text.trim() === '';
  const save = () => {
    setTold(true);
    if (isEmpty || choice.location === '' || make.isPending) return;
    make.mutate({ file: keyFileOfPaper(text).toBase64(), location: choice.location }, { onSuccess: onMade });
  };
  const isWrong = isCode(make.error, 'damaged-key-file', 'unsupported');
  const problem =
    make.error === null || isWrong ? undefined : sentencesOf(make.error, { name, place: choice.location });
  const change = (typed: string) => {
    setText(typed);
    if (isWrong) make.reset();
  };
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('paper.title')}
      lead={t('paper.lead')}
      focus="body"
      plain={{ label: t('cancel'), onPress: onClose }}
      filled={{ label: t('paper.save'), onPress: save }}
    >
      <div className={classList(styles, 'form')}>
        <TextArea
          label={t('paper.text')}
          hint={t('paper.hint')}
          rows={ROWS}
          value={text}
          onChange={change}
          error={isTold && isEmpty ? t('paper.empty') : isWrong ? t('paper.wrong') : undefined}
        />
        <RadioList label={t('paper.places')} choices={choice.choices} value={choice.chosen} onChange={choice.choose} />
        {problem && <ProblemNote problem={problem} />}
      </div>
    </Dialog>
  );
}
