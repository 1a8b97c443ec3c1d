import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';
import { Strip } from '../../parts/strip.tsx';
import { AlarmsDialog } from './alarms-dialog.tsx';
import { useAlarms } from './alarms.ts';

/** Under the toolbar of every view until each file that vanished or went back was acknowledged; nothing otherwise. */
export function AlarmStrip({ vault }: { vault: string }) {
  const { t } = useTranslation('alarms');
  const [isShown, setShown] = useState(false);
  const alarms = useAlarms();
  if (alarms.length === 0) return null;
  return (
    <>
      <Strip
        tone="bad"
        title={t('strip.title', { count: alarms.length, vault })}
        action={
          <Button size={28} onPress={() => setShown(true)}>
            {t('strip.show')}
          </Button>
        }
      >
        {t('strip.words')}
      </Strip>
      {isShown ? <AlarmsDialog vault={vault} alarms={alarms} onClose={() => setShown(false)} /> : null}
    </>
  );
}
