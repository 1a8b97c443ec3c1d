import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonView } from '../../../backend/contract/people.ts';
import { api } from '../../api.ts';
import { usePeople } from '../../data/queries.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { insideSentence, isCode, sentencesOf } from '../../words/sentence.ts';
import styles from './shared.module.css';

export interface ShareDialogProps {
  /** Name of the one item, or undefined where there are several. */
  name: string | undefined;
  count: number;
  onChosen: (person: PersonView) => void;
  onCancel: () => void;
}

/** Asks with whom. */
export function ShareDialog({ name, count, onChosen, onCancel }: ShareDialogProps) {
  const { t } = useTranslation('shared');
  const { data } = usePeople();
  const [username, setUsername] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isPending, setPending] = useState(false);
  const find = async (text: string): Promise<void> => {
    if (isPending) return;
    if (text.trim() === '') return setProblem(t('share.empty'));
    setPending(true);
    try {
      const person = await api.person({ username: text });
      if (person.standing === 'self') setProblem(t('share.self'));
      else onChosen(person);
    } catch (error) {
      const isNobody = isCode(error, 'no-account', 'invalid-name');
      setProblem(isNobody ? t('share.nobody', { name: text.trim() }) : sentencesOf(error).happened);
    } finally {
      setPending(false);
    }
  };
  const known = (data?.people ?? []).flatMap((person) => (person.username === null ? [] : [person.username]));
  return (
    <Dialog
      isOpen
      onCancel={onCancel}
      title={name === undefined ? t('share.titleSome', { count }) : t('share.titleOne', { name: insideSentence(name) })}
      lead={t('share.lead')}
      focus="body"
      plain={{ label: t('share.cancel'), onPress: onCancel }}
      filled={{ label: t('share.act'), onPress: () => void find(username) }}
    >
      <div className={classList(styles, 'form')}>
        <div>
          <TextField
            label={t('share.name')}
            takesFocus
            autoComplete="off"
            value={username}
            onChange={(text) => (setUsername(text), setProblem(undefined))}
            error={problem}
          />
          {known.length === 0 ? null : (
            <div role="group" aria-label={t('share.known')} className={classList(styles, 'people')}>
              {known.map((one) => (
                <Button key={one} size={28} onPress={() => setUsername(one)}>
                  {one}
                </Button>
              ))}
            </div>
          )}
        </div>
        <Note tone="info" title={t('share.note')}>
          {t('share.noteWords')}
        </Note>
      </div>
    </Dialog>
  );
}
