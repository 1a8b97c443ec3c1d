import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.tsx';
import { countOf } from '../../words/measure.ts';

export interface LookingDialogProps {
  looked: number;
  /** Undefined where nobody knows before the end. */
  total: number | undefined;
  /** Sends all without looking further. */
  skip: () => void;
}

/** While a large drop is looked at; a small one is over before anybody could read this. */
export function LookingDialog({ looked, total, skip }: LookingDialogProps) {
  const { t } = useTranslation('scan');
  return (
    <Dialog
      isOpen
      onCancel={skip}
      title={t('looking.title')}
      lead={t('looking.lead')}
      outlined={{ label: t('looking.skip'), onPress: skip }}
    >
      <p role="status">
        {total === undefined
          ? t('looking.soFar', { count: looked, looked: countOf(looked) })
          : t('looking.count', { count: total, looked: countOf(looked), total: countOf(total) })}
      </p>
    </Dialog>
  );
}
