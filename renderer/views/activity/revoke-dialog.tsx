import { useTranslation } from 'react-i18next';
import type { TokenView } from '../../../backend/contract/tokens.ts';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useToasts } from '../../shell/toasts.ts';
import { sentencesOf } from '../../words/sentence.ts';

/** A script that uses it stops working: that is said before. */
export function RevokeDialog({ token: { id, name }, onClose }: { token: TokenView; onClose: () => void }) {
  const { t } = useTranslation('tokens');
  const toasts = useToasts();
  const revoke = useChange(() => api.revokeToken(id), [QUERY.tokens, QUERY.activity]);
  const act = () =>
    revoke.mutate(undefined, {
      onSuccess: () => {
        toasts.show({ words: t('revoke.done', { name }) });
        onClose();
      },
    });
  const problem = revoke.error === null ? undefined : sentencesOf(revoke.error);
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('revoke.title', { name })}
      lead={t('revoke.lead')}
      plain={{ label: t('revoke.cancel'), onPress: onClose }}
      filled={{ label: t('revoke.act'), onPress: act, deletes: true }}
    >
      {problem && <ProblemNote problem={problem} />}
    </Dialog>
  );
}
