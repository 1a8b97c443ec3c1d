import { useTranslation } from 'react-i18next';
import type { LinkView } from '../../../backend/contract/links.ts';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useToasts } from '../../shell/toasts.ts';
import { sentencesOf } from '../../words/sentence.ts';
import { linkName } from './link-words.ts';

/** Whoever was sent the link finds nothing any more: that is said before. One that is over is only taken out of the list. */
export function WithdrawDialog({ link, onClose }: { link: LinkView; onClose: () => void }) {
  const { t } = useTranslation('links');
  const toasts = useToasts();
  const withdraw = useChange((id: string) => api.withdrawLink(id), [QUERY.links]);
  const name = linkName(t, link, 'inside');
  const isOver = link.state !== 'open';
  const act = () =>
    withdraw.mutate(link.id, {
      onSuccess: () => {
        toasts.show({ words: t(isOver ? 'clear.done' : 'withdraw.done', { name }) });
        onClose();
      },
    });
  const problem = withdraw.error === null ? undefined : sentencesOf(withdraw.error);
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t(isOver ? 'clear.title' : 'withdraw.title', { name })}
      lead={t(isOver ? 'clear.lead' : 'withdraw.lead')}
      plain={{ label: t('cancel'), onPress: onClose }}
      filled={{ label: t(isOver ? 'clear.act' : 'withdraw.act'), onPress: act, deletes: true }}
    >
      {problem && <ProblemNote problem={problem} />}
    </Dialog>
  );
}
