import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.tsx';
import { insideSentence } from '../../words/sentence.ts';
import type { Row } from './rows.ts';
import { rowName, shortName } from './row-words.ts';

export interface DeleteDialogProps {
  rows: readonly Row[];
  onCancel: () => void;
  onDelete: () => void;
}

/** The one step that nothing brings back. */
export function DeleteDialog({ rows, onCancel, onDelete }: DeleteDialogProps) {
  const { t } = useTranslation('files');
  const [row] = rows;
  if (row === undefined) return null;
  return (
    <Dialog
      isOpen
      onCancel={onCancel}
      kind="alert"
      tone="warn"
      title={t('trash.deleteTitle', { count: rows.length, name: insideSentence(shortName(rowName(t, row))) })}
      lead={t('trash.deleteLead', { count: rows.length })}
      plain={{ label: t('cancel'), onPress: onCancel }}
      filled={{ label: t('trash.delete'), onPress: onDelete, deletes: true }}
    />
  );
}
