import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PickedKey } from '../host.ts';
import { Dialog } from '../parts/dialog.tsx';

/**
 * A key file that was opened while no vault is: it says so, and is checked as soon as there are files to check it against. The one that came
 * last counts.
 */
export function useWaitingKey(
  isOpen: boolean,
  check: (picked: PickedKey) => void,
): { readonly take: (picked: PickedKey) => void; readonly dialog: ReactNode } {
  const { t } = useTranslation('opened');
  const waiting = useRef<PickedKey>(undefined);
  const [told, setTold] = useState<PickedKey>();
  const checkWaiting = useEffectEvent(() => {
    if (waiting.current !== undefined) check(waiting.current);
    waiting.current = undefined;
  });
  useEffect(() => {
    if (isOpen) checkWaiting();
  }, [isOpen]);
  // It waits no more: the next lock is none of its business.
  if (isOpen && told !== undefined) setTold(undefined);
  const take = (picked: PickedKey) => {
    if (isOpen) return check(picked);
    waiting.current = picked;
    setTold(picked);
  };
  const close = () => setTold(undefined);
  if (told === undefined) return { take, dialog: null };
  return {
    take,
    dialog: (
      <Dialog
        isOpen
        onCancel={close}
        title={t('key.title', { name: told.fileName })}
        lead={t('key.lead')}
        filled={{ label: t('key.close'), onPress: close }}
      />
    ),
  };
}
