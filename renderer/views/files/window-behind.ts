import { useSyncExternalStore } from 'react';

/** Whether another window has the focus. */
export function useWindowBehind(): boolean {
  return useSyncExternalStore(
    (changed) => {
      addEventListener('focus', changed);
      addEventListener('blur', changed);
      return () => {
        removeEventListener('focus', changed);
        removeEventListener('blur', changed);
      };
    },
    () => !document.hasFocus(),
  );
}
