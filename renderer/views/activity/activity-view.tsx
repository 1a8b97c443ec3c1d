import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { View } from '../../parts/frame.tsx';
import { Segmented } from '../../parts/segmented.tsx';
import { DeviceList, useDevices } from './device-list.tsx';
import { LogList, LogStatus, LogTools, useLog } from './log-list.tsx';
import { StatusLine } from '../../parts/status-line.tsx';
import { Toolbar, ToolbarTitle } from '../../parts/toolbar.tsx';
import { TokenList, TokenTools, useTokens } from './token-list.tsx';

const PARTS = ['log', 'devices', 'tokens'] as const;

/** What the account did through this Latchkey, where it is logged in, and which scripts get in. */
export function ActivityView() {
  const { t } = useTranslation('activity');
  const [part, setPart] = useState<(typeof PARTS)[number]>('log');
  const log = useLog();
  const devices = useDevices();
  const tokens = useTokens(part === 'tokens');
  const { t: words } = useTranslation('tokens');
  const count = tokens.tokens?.length ?? 0;
  const status = {
    log: <LogStatus log={log} />,
    devices: t('device.status', { count: devices.sessions.length }),
    tokens: count === 0 ? undefined : words('status', { count }),
  };
  return (
    <View
      toolbar={
        <Toolbar label={t('tools')} title={<ToolbarTitle>{t('title')}</ToolbarTitle>}>
          <Segmented
            label={t('view')}
            segments={PARTS.map((id) => ({ id, label: id === 'tokens' ? words('part') : t(id) }))}
            value={part}
            onChange={setPart}
          />
          {part === 'log' ? <LogTools log={log} /> : null}
          {part === 'tokens' && count > 0 ? <TokenTools tokens={tokens} /> : null}
        </Toolbar>
      }
      statusLine={status[part] && <StatusLine>{status[part]}</StatusLine>}
    >
      {part === 'log' ? <LogList log={log} /> : null}
      {part === 'devices' ? <DeviceList devices={devices} /> : null}
      {part === 'tokens' ? <TokenList tokens={tokens} /> : null}
    </View>
  );
}
