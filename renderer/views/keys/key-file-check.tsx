import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { useKeyOpening } from '../../data/key-opening.ts';
import { QUERY, useAppState, useChange } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import type { PickedKey } from '../../host.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { isCode } from '../../words/sentence.ts';
import { useSlow } from '../start/slow.ts';
import { CheckResult } from './check-result.tsx';
import { PassphraseDialog } from './passphrase-dialog.tsx';

/** A key file that is being checked, and the key it is hoped to be. */
interface Checked {
  readonly picked: PickedKey;
  readonly expected: KnownKey | undefined;
  readonly passphrase?: string;
}

/** Lets the user point at a key file and tells whether it still opens what it sealed. */
export function useKeyFileCheck(): {
  check: (expected?: KnownKey) => void;
  /** One that was pointed at already. */
  checkPicked: (picked: PickedKey) => void;
  dialog: ReactNode;
} {
  const { t } = useTranslation('keys');
  const { host } = useServices();
  const [checked, setChecked] = useState<Checked>();
  const opening = useKeyOpening();
  const run = useChange(
    ({ picked: { choice }, passphrase }: Checked) => opening.check({ ...choice, ...(passphrase && { passphrase }) }),
    [QUERY.keys],
  );
  const isSlow = useSlow(run.isPending);
  const start = (next: Checked) => {
    setChecked(next);
    run.mutate(next);
  };
  const pick = async (expected?: KnownKey) => {
    const picked = await host.pickKeyFile();
    if (picked !== undefined) start({ picked, expected });
  };
  const check = (expected?: KnownKey) => void pick(expected);
  const checkPicked = (picked: PickedKey) => start({ picked, expected: undefined });
  const close = () => {
    setChecked(undefined);
    run.reset();
  };
  // What was asked in one log-in, and what came of it, is not told in another.
  const session = useAppState().data?.session?.id;
  const leave = useEffectEvent(close);
  useEffect(() => (session === undefined ? undefined : () => leave()), [session]);
  if (checked === undefined) return { check, checkPicked, dialog: null };
  const { fileName } = checked.picked;
  const again = () => {
    close();
    check(checked.expected);
  };
  const isAsked = isCode(run.error, 'no-passphrase', 'wrong-password');
  if (isAsked || (run.isPending && !isSlow && checked.passphrase !== undefined)) {
    const isWrong = isCode(run.error, 'wrong-password');
    const send = (passphrase: string) => start({ ...checked, passphrase });
    return {
      check,
      checkPicked,
      dialog: <PassphraseDialog {...{ fileName, isWrong }} onSend={send} onClose={close} />,
    };
  }
  if (run.isPending) {
    const waiting = (
      <Dialog
        isOpen
        onCancel={close}
        title={t('checking.busy', { file: fileName })}
        lead={t('checking.busyWords')}
        plain={{ label: t('cancel'), onPress: close }}
      />
    );
    return { check, checkPicked, dialog: isSlow ? waiting : null };
  }
  if (run.data !== undefined) {
    return {
      check,
      checkPicked,
      dialog: <CheckResult check={run.data} expected={checked.expected} onAgain={again} onClose={close} />,
    };
  }
  const context = { name: fileName, about: 'key' as const };
  const action = { label: t('checking.tryAgain'), onPress: again };
  return {
    check,
    checkPicked,
    dialog: <ErrorDialog error={run.error ?? undefined} context={context} onClose={close} action={action} />,
  };
}
