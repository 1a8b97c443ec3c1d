import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyChoice, KeySheet } from '../../../backend/contract/keys.ts';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { useToasts } from '../../shell/toasts.ts';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { RecoverySheet } from './recovery-sheet.tsx';

/** Prints the recovery sheet of a key. */
export function useRecoverySheet(): {
  /** @param choice where its file is */
  print: (choice: KeyChoice) => void;
  dialog: ReactNode;
} {
  const look = useChange(api.keySheet, []);
  const dialog = (
    <>
      {look.data === undefined ? null : <SheetDialog sheet={look.data} onClose={look.reset} />}
      <ErrorDialog error={look.error ?? undefined} context={{ about: 'key' }} onClose={look.reset} />
    </>
  );
  return { print: look.mutate, dialog };
}

/** Says what the sheet is before it is printed, and asks afterwards: whether paper came out nobody else can know. */
function SheetDialog({ sheet, onClose }: { sheet: KeySheet; onClose: () => void }) {
  const { t } = useTranslation('keys');
  const { now } = useServices();
  const toasts = useToasts();
  const [isAsked, setAsked] = useState(false);
  const remember = useChange(() => api.keyPrinted(sheet.key.id), [QUERY.keys]);
  const { id, name, form } = sheet.key;
  const print = () => {
    window.print();
    setAsked(true);
  };
  const end = () => {
    remember.mutate(undefined, { onSuccess: () => toasts.show({ words: t('sheet.done', { name }), icon: 'printer' }) });
    onClose();
  };
  const page = <RecoverySheet sheet={sheet} now={now()} />;
  if (isAsked) {
    return (
      <Dialog
        key={`${id} printed`}
        isOpen
        onCancel={onClose}
        title={t('sheet.askTitle')}
        lead={t('sheet.askLead')}
        aside={{ label: t('sheet.again'), icon: 'printer', onPress: print }}
        plain={{ label: t('sheet.notYet'), onPress: onClose }}
        filled={{ label: t('sheet.yes'), onPress: end }}
      >
        <p>{t('sheet.askWords')}</p>
        {page}
      </Dialog>
    );
  }
  const isLocked = form === 'protected';
  return (
    <Dialog
      key={id}
      isOpen
      onCancel={onClose}
      title={t('sheet.title', { name })}
      lead={t('sheet.lead')}
      plain={{ label: t('cancel'), onPress: onClose }}
      filled={{ label: t('sheet.print'), icon: 'printer', onPress: print }}
    >
      <Note tone="warn" title={t(isLocked ? 'sheet.locked' : 'sheet.note')}>
        {isLocked ? t('sheet.lockedWords') : t('sheet.noteWords', { name })} {t('sheet.names')}
      </Note>
      {page}
    </Dialog>
  );
}
