import { api } from '../api.ts';
import { useIsRemote } from './queries.ts';

/** This browser's own word, where the server's is that of whoever runs it. */
const NAME = 'scan';

export interface ScanSettingPlace {
  readonly get: (signal?: AbortSignal) => Promise<{ readonly enabled: boolean }>;
  readonly set: (enabled: boolean) => Promise<void>;
}

/** Whether what goes in is looked at first: kept by the server where it runs on this computer, else by this browser alone. */
export function useScanSetting(): ScanSettingPlace {
  return useIsRemote() ? inBrowser : onServer;
}

const onServer: ScanSettingPlace = {
  get: (signal) => api.scanSetting(signal),
  set: (enabled) => api.setScan({ enabled }),
};

const inBrowser: ScanSettingPlace = {
  get: async () => ({ enabled: localStorage.getItem(NAME) !== 'off' }),
  set: async (enabled) => localStorage.setItem(NAME, enabled ? 'on' : 'off'),
};
