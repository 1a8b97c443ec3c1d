import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useToasts } from '../../shell/toasts.ts';
import { sentencesOf } from '../../words/sentence.ts';
import { nameOf } from './key-health.ts';

/** The place is forgotten, never the file: that is said before. */
export function ForgetDialog({ known, onClose }: { known: KnownKey; onClose: () => void }) {
  const { t } = useTranslation('keys');
  const toasts = useToasts();
  const forget = useChange((id: string) => api.forgetKeyPlace(id), [QUERY.keys]);
  const name = nameOf(known);
  const act = () =>
    forget.mutate(known.id, {
      onSuccess: () => {
        toasts.show({ words: t('forget.done', { name }) });
        onClose();
      },
    });
  const problem = forget.error === null ? undefined : sentencesOf(forget.error, { about: 'key' });
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('forget.title', { name })}
      lead={t('forget.lead')}
      plain={{ label: t('cancel'), onPress: onClose }}
      filled={{ label: t('forget.act'), onPress: act }}
    >
      {problem && <ProblemNote problem={problem} />}
    </Dialog>
  );
}
