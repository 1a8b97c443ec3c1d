import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api.ts';
import { QUERY, useChange } from '../data/queries.ts';
import type { MenuEntry } from '../parts/menu.tsx';
import { useToasts } from './toasts.ts';

/** Of the vault's menu: has files looked through before they go, or no more. Nothing until it is known which. */
export function useScanEntry(): readonly MenuEntry[] {
  const { t } = useTranslation('scan');
  const toasts = useToasts();
  const { data } = useQuery({ queryKey: QUERY.scan, queryFn: ({ signal }) => api.scanSetting(signal) });
  const set = useChange((enabled: boolean) => api.setScan({ enabled }), [QUERY.scan]);
  if (typeof data?.enabled !== 'boolean') return [];
  const { enabled } = data;
  const turn = () =>
    set.mutate(!enabled, { onSuccess: () => toasts.show({ words: enabled ? t('setting.isOff') : t('setting.isOn') }) });
  const [label, icon] = enabled ? ([t('setting.off'), 'eye-off'] as const) : ([t('setting.on'), 'eye'] as const);
  return [{ id: 'scan', label, icon, onAction: turn }];
}
