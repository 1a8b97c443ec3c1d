import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyChoice, KnownKey } from '../../../backend/contract/keys.ts';
import type { OpenedFile, SealedView } from '../../../backend/contract/sealed-files.ts';
import type { ChosenItem } from '../../../electron/ipc-contract.ts';
import { api } from '../../api.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { type ErrorContext, isCode } from '../../words/sentence.ts';
import type { Desktop } from '../../native-host.ts';
import { useKeyAsker } from '../files/key-asker.tsx';
import { useSlow } from '../start/slow.ts';

export interface SealedOpenings {
  /** Asks for the key of a sealed file and for a folder, and opens it there; resolves once nothing more is to be said of it. */
  readonly open: (item: ChosenItem) => Promise<void>;
  readonly dialog: ReactNode;
}

interface Failure {
  readonly error: unknown;
  readonly context: ErrorContext;
  /** @param isAgain with another folder */
  readonly close: (isAgain: boolean) => void;
}

interface Busy {
  readonly name: string;
  readonly folder: string;
  readonly stop: () => void;
}

/** Opens sealed files that belong to no vault. It needs no log-in: what it asks goes to the server with each request and stays nowhere. */
export function useSealedOpening(
  desktop: Pick<Desktop, 'chooseFolder'>,
  saved: (file: OpenedFile, to: string) => void,
): SealedOpenings {
  const [known, setKnown] = useState<readonly KnownKey[]>([]);
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState<Busy>();
  /** What is being asked about: the file, what is known of its key, and the key that opened it. */
  const asked = useRef<{ path: string; known: readonly KnownKey[]; choice?: KeyChoice }>({ path: '', known: [] });
  const asker = useKeyAsker(known, {
    known: () => asked.current.known,
    inspect: (choice) => api.sealedKey(choice),
    open: async (choice) => {
      await api.trySealed({ path: asked.current.path, key: choice });
      asked.current.choice = choice;
    },
  });

  const tell = (error: unknown, context: ErrorContext) =>
    new Promise<boolean>((resolve) => {
      const close = (isAgain: boolean) => (setFailure(undefined), resolve(isAgain));
      setFailure({ error, context: { ...context, about: 'opened' }, close });
    });

  const openInto = async (path: string, to: string, key: KeyChoice, name: string): Promise<OpenedFile | undefined> => {
    const stop = new AbortController();
    setBusy({ name, folder: to, stop: () => stop.abort() });
    try {
      return await api.openSealed({ path, to, key }, stop.signal);
    } catch (error) {
      if (stop.signal.aborted) return undefined;
      throw error;
    } finally {
      setBusy(undefined);
    }
  };

  const save = async ({ path, name }: ChosenItem, content: string, key: KeyChoice): Promise<void> => {
    for (;;) {
      const to = await desktop.chooseFolder();
      if (to === undefined) return;
      try {
        const file = await openInto(path, to, key, name);
        if (file !== undefined) saved(file, to);
        return;
      } catch (error) {
        const isFolder = isFolderFault(error);
        if (!(await tell(error, { name: isFolder ? content : name, place: to }))) return;
      }
    }
  };

  const open = async (item: ChosenItem): Promise<void> => {
    try {
      const { key, content, known: one }: SealedView = await api.inspectSealed(item.path);
      asked.current = { path: item.path, known: one === null ? [] : [one] };
      setKnown(asked.current.known);
      const id = await asker.obtain({ id: key ?? undefined, count: 1, name: item.name });
      // One that is open in the log-in was not asked for.
      if (id !== undefined) await save(item, content, asked.current.choice ?? { id });
    } catch (error) {
      await tell(error, { name: item.name });
    } finally {
      asked.current = { path: '', known: [] };
    }
  };

  return {
    open,
    dialog: (
      <>
        {asker.dialog}
        <BusyDialog busy={busy} />
        {failure && <FailureDialog {...failure} />}
      </>
    ),
  };
}

function FailureDialog({ error, context, close }: Failure) {
  const { t } = useTranslation('opened');
  const another = isFolderFault(error) ? { action: { label: t('folder'), onPress: () => close(true) } } : {};
  return <ErrorDialog error={error} context={context} onClose={() => close(false)} {...another} />;
}

/** A large file takes its time; of a small one nothing is said. */
function BusyDialog({ busy }: { busy: Busy | undefined }) {
  const { t } = useTranslation('opened');
  const isSlow = useSlow(busy !== undefined);
  if (busy === undefined || !isSlow) return null;
  const { name, folder, stop } = busy;
  return (
    <Dialog
      isOpen
      onCancel={stop}
      title={t('busy', { name })}
      lead={t('busyWords', { folder })}
      plain={{ label: t('cancel'), onPress: stop }}
    />
  );
}

/** What another folder mends. */
function isFolderFault(error: unknown): boolean {
  return isCode(error, 'exists', 'unusable');
}
