import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenedFile } from '../../backend/contract/sealed-files.ts';
import type { ChosenItem } from '../../electron/ipc-contract.ts';
import { useAppState } from '../data/queries.ts';
import type { Desktop } from '../native-host.ts';
import { revealSaved } from '../views/files/downloads.ts';
import { useKeyFileCheck } from '../views/keys/key-file-check.tsx';
import { useSealedOpening } from '../views/sealed/sealed-opening.tsx';
import { useToasts } from './toasts.ts';
import { useWaitingKey } from './waiting-key.tsx';

/**
 * What was opened with Latchkey, above every page: a sealed file asks for its key and for a folder, and lies there open, whether there is a
 * vault or not. A key file is checked, once the vault is open.
 */
export function OpenedFiles({ desktop }: { desktop: Desktop }) {
  const { t } = useTranslation('files');
  const { t: words } = useTranslation('opened');
  const toasts = useToasts();
  const session = useAppState().data?.session ?? null;
  const check = useKeyFileCheck();
  const keyFile = useWaitingKey(session !== null, check.checkPicked);

  const saved = ({ path, old }: OpenedFile, to: string) => {
    const name = path.split(/[\\/]/).at(-1) ?? '';
    const show = () => void revealSaved(desktop, to, name).catch(() => undefined);
    const saying = old ? words('savedOld', { name }) : t('toast.saved', { name });
    toasts.show({ words: saying, action: { label: t('toast.reveal'), onPress: show } });
  };
  const sealed = useSealedOpening(desktop, saved);

  const open = useEffectEvent(async (item: ChosenItem): Promise<void> => {
    const { path, name } = item;
    if (name.toLowerCase().endsWith('.json')) return keyFile.take({ choice: { path }, fileName: name });
    return sealed.open(item);
  });
  useEffect(() => {
    // One after another, whenever they came: each may ask.
    let turn = Promise.resolve();
    const takeAll = async () => {
      for (const item of await desktop.takeOpened()) await open(item);
    };
    const take = () => {
      turn = turn.then(takeAll).catch(() => undefined);
    };
    take();
    return desktop.onOpened(take);
  }, [desktop]);
  return (
    <>
      {sealed.dialog}
      {check.dialog}
      {keyFile.dialog}
    </>
  );
}
