import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyChoice, KeyView, KnownKey } from '../../../backend/contract/keys.ts';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { api } from '../../api.ts';
import { QUERY, useChange, useIsRemote } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { useToasts } from '../../shell/toasts.ts';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { CopyDialog } from './copy-dialog.tsx';
import { ForgetDialog } from './forget-dialog.tsx';
import { KeyFacts } from './key-facts.tsx';
import { KeyHeading } from './key-heading.tsx';
import { useKeyFileChoice } from './key-file-choice.tsx';
import { canSealNext, nameOf, needsLook } from './key-health.ts';
import { KeyWarning } from './key-warning.tsx';
import styles from './keys-view.module.css';
import { PaperDialog } from './paper-dialog.tsx';
import { pathWords } from './place-words.ts';
import { ProtectDialog } from './protect-dialog.tsx';
import { useRecoverySheet } from './sheet-dialog.tsx';

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
  const client = useQueryClient();
  const { keyMemory } = useServices();
  const [dialog, setDialog] = useState<'forget' | 'paper' | 'protect'>();
  const file = useKeyFileChoice(known);
  const [copying, setCopying] = useState<KeyChoice>();
  const sheet = useRecoverySheet();
  const rename = useChange((chosen: string) => api.renameKey(known.id, chosen), [QUERY.keys]);
  const quiet = useChange((days: number) => api.quietKey(known.id, days), [QUERY.keys]);
  const choice = useChange(() => api.chooseKey(known.id), [QUERY.keys]);
  const name = nameOf(known);
  const later = () =>
    quiet.mutate(WEEK, { onSuccess: () => toasts.show({ words: t('warning.quiet', { name }), icon: 'clock' }) });
  const seal = () => choice.mutate(undefined, { onSuccess: () => toasts.show({ words: t('use.done', { name }) }) });
  const close = () => {
    setDialog(undefined);
    setCopying(undefined);
  };
  const closeKey = async () => {
    keyMemory.close(known.id);
    await client.invalidateQueries({ queryKey: QUERY.keys });
    toasts.show({ words: t('closing.done', { name }) });
  };
  const print = async () => {
    const choice = await file.obtain();
    if (choice !== undefined) sheet.print(choice);
  };
  const copy = async () => setCopying(await file.obtain());
  const tell = (words: 'copy.done' | 'paper.done', made: KeyView) => {
    close();
    toasts.show({ words: t(words, { name: made.name, path: pathWords(made.path ?? '', places) }) });
  };
  // Key files lie on the server's computer, or with whoever picked them: nothing of them is changed from elsewhere.
  const isRemote = useIsRemote();
  const canForget = !isRemote && known.path !== null;
  const isSeen = !isRemote && known.seen !== null;
  const isWarned = !isRemote && needsLook(known, now);
  const isAway = !isRemote && !known.present && !isWarned;
  const canSeal = !isRemote && canSealNext(known);
  const canClose = isRemote && known.open;
  return (
    <section aria-label={name} className={classList(styles, 'details')}>
      <KeyHeading known={known} onRename={isRemote ? undefined : (chosen) => rename.mutate(chosen)} />
      {isWarned ? (
        <KeyWarning {...{ known, places, now, onFind }} onPaper={() => setDialog('paper')} onLater={later} />
      ) : null}
      <KeyFacts known={known} places={places} onProtect={isRemote ? undefined : () => setDialog('protect')} />
      {canForget || canSeal || canClose || isSeen || isAway ? (
        <div className={classList(styles, 'foot')}>
          {isSeen ? (
            <>
              <Button icon="printer" onPress={() => void print()}>
                {t('sheet.button')}
              </Button>
              <Button onPress={() => void copy()}>{t('copy.button')}</Button>
            </>
          ) : null}
          {isAway ? <Button onPress={() => setDialog('paper')}>{t('paper.button')}</Button> : null}
          {canClose ? <Button onPress={() => void closeKey()}>{t('closing.button')}</Button> : null}
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
      {file.dialog}
      {copying === undefined ? null : (
        <CopyDialog
          {...{ known, places }}
          choice={copying}
          onClose={close}
          onCopied={(made) => tell('copy.done', made)}
        />
      )}
      {dialog === 'paper' ? (
        <PaperDialog name={name} places={places} onClose={close} onMade={(made) => tell('paper.done', made)} />
      ) : null}
      {sheet.dialog}
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
