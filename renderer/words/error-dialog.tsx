import { useTranslation } from 'react-i18next';
import { DefinitionList } from '../parts/definition-list.tsx';
import { Dialog, type DialogAction } from '../parts/dialog.tsx';
import { detailsOf, type ErrorContext, sentencesOf } from './sentence.ts';

export interface ErrorDialogProps {
  /** What was thrown; nothing is shown while it is undefined. */
  error: unknown;
  context?: ErrorContext;
  onClose: () => void;
  /** What can be done about it at once: "Try again". */
  action?: DialogAction;
}

/** What happened, what is safe, what to do. The code stands in the details alone. */
export function ErrorDialog({ error, context = {}, onClose, action }: ErrorDialogProps) {
  const { t } = useTranslation('errors');
  if (error === undefined) return null;
  const { title, ...parts } = sentencesOf(error, context);
  const copy = () => void navigator.clipboard.writeText(detailsOf(error)).catch(() => undefined);
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      kind="alert"
      title={title}
      aside={{ label: t('labels.copy'), icon: 'copy', onPress: copy }}
      outlined={{ label: t('labels.close'), onPress: onClose }}
      {...(action && { filled: action })}
    >
      <DefinitionList
        labelWidth={116}
        rows={(['happened', 'safe', 'todo'] as const).map((part) => ({
          id: part,
          label: t(`labels.${part}`),
          value: parts[part],
        }))}
      />
    </Dialog>
  );
}
