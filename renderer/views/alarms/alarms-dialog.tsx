import { useTranslation } from 'react-i18next';
import type { AlarmView } from '../../../backend/contract/files.ts';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { namedDayOf } from '../../words/measure.ts';
import styles from './alarms.module.css';

export interface AlarmsDialogProps {
  vault: string;
  alarms: readonly AlarmView[];
  onClose: () => void;
}

/** Each file that vanished or went back, in a sentence of its own, until somebody knows. */
export function AlarmsDialog({ vault, alarms, onClose }: AlarmsDialogProps) {
  const { t } = useTranslation('alarms');
  const know = useChange((id: string) => api.acknowledge(id), [QUERY.files]);
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      kind="alert"
      title={t('dialog.title', { vault })}
      lead={t('dialog.lead')}
      outlined={{ label: t('dialog.close'), onPress: onClose }}
    >
      <ul className={classList(styles, 'list')}>
        {alarms.map((alarm) => (
          <Alarm key={alarm.id} alarm={alarm} isBusy={know.isPending} onKnow={() => know.mutate(alarm.id)} />
        ))}
      </ul>
      <p role="status">{know.isError ? t('dialog.failed') : ''}</p>
    </Dialog>
  );
}

function Alarm({ alarm, isBusy, onKnow }: { alarm: AlarmView; isBusy: boolean; onKnow: () => void }) {
  const { t } = useTranslation('alarms');
  const { now } = useServices();
  const { path, code, added } = alarm;
  const name = path ?? t('nameless');
  const sentence =
    code === 'rolled-back' ? t('rolled-back') : t('vanished', { day: namedDayOf(new Date(added), now()) });
  return (
    <li className={classList(styles, 'alarm')}>
      <div className={classList(styles, 'words')}>
        <div className={classList(styles, 'name')}>{name}</div>
        <div className={classList(styles, 'sentence')}>{sentence}</div>
      </div>
      <Button size={28} aria-label={t('dialog.knowLabel', { name })} isDisabled={isBusy} onPress={onKnow}>
        {t('dialog.know')}
      </Button>
    </li>
  );
}
