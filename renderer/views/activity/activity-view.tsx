import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { View } from '../../parts/frame.tsx';
import { Segmented } from '../../parts/segmented.tsx';
import { DeviceList, useDevices } from './device-list.tsx';
import { LogList, LogStatus, LogTools, useLog } from './log-list.tsx';
import { StatusLine } from '../../parts/status-line.tsx';
import { Toolbar, ToolbarTitle } from '../../parts/toolbar.tsx';

const PARTS = ['log', 'devices'] as const;

/** What the account did through this Latchkey, and where it is logged in. */
export function ActivityView() {
  const { t } = useTranslation('activity');
  const [part, setPart] = useState<(typeof PARTS)[number]>('log');
  const log = useLog();
  const devices = useDevices();
  return (
    <View
      toolbar={
        <Toolbar label={t('tools')} title={<ToolbarTitle>{t('title')}</ToolbarTitle>}>
          <Segmented
            label={t('view')}
            segments={PARTS.map((id) => ({ id, label: t(id) }))}
            value={part}
            onChange={setPart}
          />
          {part === 'log' ? <LogTools log={log} /> : null}
        </Toolbar>
      }
      statusLine={
        <StatusLine>
          {part === 'log' ? <LogStatus log={log} /> : t('device.status', { count: devices.sessions.length })}
        </StatusLine>
      }
    >
      {part === 'log' ? <LogList log={log} /> : <DeviceList devices={devices} />}
    </View>
  );
}
