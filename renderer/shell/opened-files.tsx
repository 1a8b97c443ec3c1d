import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../backend/contract/keys.ts';
import type { ChosenItem } from '../../electron/ipc-contract.ts';
import { api } from '../api.ts';
import { useKeys } from '../data/queries.ts';
import { useServices } from '../data/services.tsx';
import { useKeyAsker } from '../views/files/key-asker.tsx';
import { revealSaved } from '../views/files/downloads.ts';
import { ProblemDialog, useProblems } from '../views/files/problems.tsx';
import { useKeyFileCheck } from '../views/keys/key-file-check.tsx';
import { useToasts } from './toasts.ts';

const NO_KEYS: readonly KnownKey[] = [];

/** What was opened with Latchkey: a key file is checked; a sealed file asks for its key and for a folder, and lies there open. */
export function OpenedFiles() {
  const { t } = useTranslation('files');
  const { desktop } = useServices().host;
  const toasts = useToasts();
  const asker = useKeyAsker(useKeys().data?.keys ?? NO_KEYS);
  const problems = useProblems();
  const { checkPicked, dialog } = useKeyFileCheck();

  const open = async ({ path, name }: ChosenItem): Promise<void> => {
    if (name.toLowerCase().endsWith('.json')) return checkPicked({ choice: { path }, fileName: name });
    const { key } = await api.inspectSealed(path);
    const id = await asker.obtain({ id: key, count: 1, name });
    const to = id === undefined ? undefined : await desktop?.chooseFolder();
    if (id === undefined || to === undefined) return;
    const opened = await api.openSealed({ path, to, key: { id } });
    const file = opened.path.split(/[\\/]/).at(-1) ?? '';
    const show = () => void revealSaved(desktop, to, file).catch(() => undefined);
    toasts.show({ words: t('toast.saved', { name: file }), action: { label: t('toast.reveal'), onPress: show } });
  };
  const take = useEffectEvent(async () => {
    // One after another: each may ask.
    for (const item of (await desktop?.takeOpened()) ?? []) {
      try {
        await open(item);
      } catch (error) {
        problems.showFailure('download', error);
      }
    }
  });
  useEffect(() => {
    void take().catch(() => undefined);
    return desktop?.onOpened(() => void take().catch(() => undefined));
  }, [desktop]);
  return (
    <>
      {asker.dialog}
      {dialog}
      <ProblemDialog problems={problems} onGetEarlier={problems.close} />
    </>
  );
}
