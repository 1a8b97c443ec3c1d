import { useTranslation } from 'react-i18next';
import type { PersonView } from '../../../backend/contract/people.ts';
import { useOwnPerson } from '../../data/queries.ts';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { useToasts } from '../../shell/toasts.ts';
import styles from './shared.module.css';
import { SixWords } from './six-words.tsx';

/** What the other person needs: the account's name, and the words to compare. */
export function OwnWords() {
  const { t } = useTranslation('shared');
  const toasts = useToasts();
  const { data } = useOwnPerson();
  if (data === undefined) return null;
  const { username, words } = data;
  const copy = (text: string) =>
    void navigator.clipboard.writeText(text).then(
      () => toasts.show({ words: t('own.copied', { what: text }), icon: 'copy' }),
      () => undefined,
    );
  const rows = [
    { id: 'account', value: username ?? '', copyLabel: t('own.copyAccount') },
    { id: 'words', value: words, copyLabel: t('own.copyWords') },
  ] as const;
  return (
    <div className={classList(styles, 'own')}>
      <dl>
        {rows.map(({ id, value, copyLabel }) => (
          <div key={id} className={classList(styles, 'ownRow')}>
            <dt>{t(`own.${id}`)}</dt>
            <dd>
              <span>{value}</span>
              <IconButton icon="copy" iconSize={16} label={copyLabel} onPress={() => copy(value)} />
            </dd>
          </div>
        ))}
      </dl>
      <p className={classList(styles, 'hint')}>{t('own.hint')}</p>
    </div>
  );
}

export function OwnWordsDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const { t } = useTranslation('shared');
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('own.title')}
      lead={t('own.lead')}
      filled={{ label: t('own.close'), onPress: onClose }}
    >
      <SixWords words={person.words} name={person.username ?? ''} label={t('own.words')} qrLabel={t('own.qr')} />
    </Dialog>
  );
}
