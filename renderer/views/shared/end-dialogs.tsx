import { useTranslation } from 'react-i18next';
import type { GivenShareView, ReceivedShareView } from '../../../backend/contract/shares.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { insideSentence } from '../../words/sentence.ts';
import { baseName } from '../files/paths.ts';
import { useNameOf } from './six-words.tsx';

interface EndProps<Share> {
  share: Share;
  onEnd: () => void;
  onCancel: () => void;
}

export function DropDialog({ share, onEnd, onCancel }: EndProps<ReceivedShareView>) {
  const { t } = useTranslation('shared');
  const sender = useNameOf()(share.sender.username);
  return (
    <Dialog
      isOpen
      onCancel={onCancel}
      title={t('drop.title', { name: insideSentence(baseName(share.path)) })}
      lead={t('drop.lead', { sender })}
      plain={{ label: t('drop.cancel'), onPress: onCancel }}
      filled={{ label: t('drop.act'), onPress: onEnd, deletes: true }}
    />
  );
}

/** Says what withdrawing cannot undo. */
export function WithdrawDialog({ share, onEnd, onCancel }: EndProps<GivenShareView>) {
  const { t } = useTranslation('shared');
  const recipient = useNameOf()(share.recipient.username);
  const name = share.path === null ? t('row.deletedInside') : insideSentence(baseName(share.path));
  return (
    <Dialog
      isOpen
      onCancel={onCancel}
      title={t('withdraw.title', { name, recipient })}
      lead={t('withdraw.lead', { recipient })}
      plain={{ label: t('withdraw.cancel'), onPress: onCancel }}
      filled={{ label: t('withdraw.act'), onPress: onEnd, deletes: true }}
    >
      <Note tone="warn" title={t('withdraw.note')}>
        {t('withdraw.noteWords')}
      </Note>
    </Dialog>
  );
}
