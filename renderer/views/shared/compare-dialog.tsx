import { useTranslation } from 'react-i18next';
import type { PersonView } from '../../../backend/contract/people.ts';
import { classList } from '../../parts/class-list.ts';
import { DefinitionList } from '../../parts/definition-list.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import styles from './shared.module.css';
import { SixWords, useNameOf } from './six-words.tsx';

export interface CompareDialogProps {
  person: PersonView;
  /** The words were compared and match. */
  onMatch: () => void;
  onCancel: () => void;
}

/** Asks to compare somebody's words: for the first time, or because they are not what they were. */
export function CompareDialog({ person, onMatch, onCancel }: CompareDialogProps) {
  const { t } = useTranslation('shared');
  const nameOf = useNameOf();
  const name = nameOf(person.username);
  if (person.standing !== 'changed') {
    return (
      <Dialog
        isOpen
        onCancel={onCancel}
        title={t('compare.title', { name })}
        lead={t('compare.lead', { name })}
        plain={{ label: t('compare.later'), onPress: onCancel }}
        filled={{ label: t('compare.match'), onPress: onMatch }}
      >
        <div className={classList(styles, 'form')}>
          <SixWords words={person.words} name={name} label={t('compare.words')} qrLabel={t('compare.qr')} />
          <p>{t('compare.where')}</p>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      isOpen
      onCancel={onCancel}
      kind="alert"
      tone="warn"
      title={t('changed.title', { name })}
      lead={t('changed.lead')}
      plain={{ label: t('changed.accept'), onPress: onMatch }}
      filled={{ label: t('changed.keep'), onPress: onCancel }}
    >
      <div className={classList(styles, 'form')}>
        <DefinitionList
          labelWidth={104}
          rows={[
            { id: 'before', label: t('changed.before'), value: person.knownWords ?? t('changed.unknown') },
            { id: 'now', label: t('changed.now'), value: person.words },
          ]}
        />
        <p>{t('changed.why', { name })}</p>
      </div>
    </Dialog>
  );
}
