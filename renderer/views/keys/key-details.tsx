import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { api } from '../../api.ts';
import { QUERY, useChange, useIsRemote } from '../../data/queries.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { useToasts } from '../../shell/toasts.ts';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { ForgetDialog } from './forget-dialog.tsx';
import { KeyFacts } from './key-facts.tsx';
import { KeyHeading } from './key-heading.tsx';
import { canSealNext, nameOf, needsLook } from './key-health.ts';
import { KeyWarning } from './key-warning.tsx';
import styles from './keys-view.module.css';
import { ProtectDialog } from './protect-dialog.tsx';

/** How long a warning stays away, in days. */
const WEEK = 7;

export interface KeyDetailsProps {
  known: KnownKey;
  places: readonly PlaceView[];
  now: Date;
  /** Lets the user point at its file and checks it. */
  onFind: () => void;
}

export function KeyDetails({ known, places, now, onFind }: KeyDetailsProps) {
  const { t } = useTranslation('keys');
  const toasts = useToasts();
  const [dialog, setDialog] = useState<'forget' | 'protect'>();
  const rename = useChange((chosen: string) => api.renameKey(known.id, chosen), [QUERY.keys]);
  const quiet = useChange((days: number) => api.quietKey(known.id, days), [QUERY.keys]);
  const choice = useChange(() => api.chooseKey(known.id), [QUERY.keys]);
  const name = nameOf(known);
  const later = () =>
    quiet.mutate(WEEK, { onSuccess: () => toasts.show({ words: t('warning.quiet', { name }), icon: 'clock' }) });
  const seal = () => choice.mutate(undefined, { onSuccess: () => toasts.show({ words: t('use.done', { name }) }) });
  const close = () => setDialog(undefined);
  // Key files lie on the server's computer, or with whoever picked them: nothing of them is changed from elsewhere.
  const isRemote = useIsRemote();
  const canForget = !isRemote && known.path !== null;
  const canSeal = !isRemote && canSealNext(known);
  return (
    <section aria-label={name} className={classList(styles, 'details')}>
      <KeyHeading known={known} onRename={isRemote ? undefined : (chosen) => rename.mutate(chosen)} />
      {!isRemote && needsLook(known, now) ? (
        <KeyWarning known={known} places={places} now={now} onFind={onFind} onLater={later} />
      ) : null}
      <KeyFacts known={known} places={places} onProtect={isRemote ? undefined : () => setDialog('protect')} />
      {canForget || canSeal ? (
        <div className={classList(styles, 'foot')}>
          {canSeal ? <Button onPress={seal}>{t('use.button')}</Button> : null}
          {canForget ? (
            <div className={classList(styles, 'apart')}>
              <Button kind="plain" onPress={() => setDialog('forget')}>
                {t('forget.button')}
              </Button>
            </div>
          ) : null}
        </div>
      ) : null}
      {dialog === 'forget' ? <ForgetDialog known={known} onClose={close} /> : null}
      {dialog === 'protect' ? <ProtectDialog known={known} places={places} onClose={close} /> : null}
      <ErrorDialog
        error={rename.error ?? quiet.error ?? choice.error ?? undefined}
        context={{ name, about: 'key' }}
        onClose={() => {
          rename.reset();
          quiet.reset();
          choice.reset();
        }}
      />
    </section>
  );
}
