import { useEffect, useEffectEvent } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { KeyView } from '../../../backend/contract/keys.ts';
import { sendItems } from '../../data/send.ts';
import { useServices } from '../../data/services.tsx';
import type { HostItem } from '../../host.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { DrawnKey } from '../../parts/drawn-key.tsx';
import { DropZoneOverlay } from '../../parts/drop-zone-overlay.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import { useToasts } from '../../shell/toasts.ts';
import { useWindowDrop } from '../../shell/window-drop.ts';
import { sentenceOf } from '../../words/sentence.ts';
import { useRecoverySheet } from '../keys/sheet-dialog.tsx';
import { useReview } from '../scan/review.tsx';
import { announcing } from '../transfers/row-memory.ts';
import styles from './form.module.css';
import { StartPage } from './start-page.tsx';

export interface DoneStepProps {
  keyView: KeyView;
  /** Its recovery sheet was asked for with the key. */
  isPrinting: boolean;
  vault: string;
  onDone: () => void;
}

/** Step 4: the key as it was cut, and the place for the first files: the whole window. */
export function DoneStep({ keyView, isPrinting, vault, onDone }: DoneStepProps) {
  const { t } = useTranslation('start');
  const { t: common } = useTranslation();
  const { host, transfers } = useServices();
  const toasts = useToasts();
  const { id, name, fingerprint } = keyView;
  const sheet = useRecoverySheet();
  const print = () => sheet.print({ id });
  const start = useEffectEvent(print);
  useEffect(() => {
    if (isPrinting) start();
  }, [isPrinting]);
  const { folder, file } = placeOf(keyView.path ?? '');
  const review = useReview();
  const take = async (dropped: readonly HostItem[]) => {
    const items = dropped.length === 0 ? undefined : await review.ask(dropped);
    if (items === undefined || items.length === 0) return;
    sendItems(items, { folder: '', key: () => ({ id }) }, announcing(transfers)).catch((error: unknown) =>
      toasts.show({ words: sentenceOf(error), icon: 'error-circle' }),
    );
    onDone();
  };
  const drag = useWindowDrop((items) => void take(items));
  const pick = (what: 'files' | 'folder') => void host.pickItems(what).then(take);
  return (
    <StartPage
      title={t('done.title')}
      lead={t('done.lead')}
      step={4}
      action={t('done.open')}
      isReady
      also={{ label: t('key.print'), icon: 'printer', onPress: print }}
      onSubmit={onDone}
    >
      <div className={classList(styles, 'key')}>
        <DrawnKey fingerprint={fingerprint} width={204} label={common('keyName', { name, fingerprint })} />
        <div className={classList(styles, 'saved')}>
          <span className={classList(styles, 'keyName')}>{name}</span>
          <Fingerprint value={fingerprint} />
          {file === '' ? null : (
            <p>
              <span className={classList(styles, 'fileName')}>{file}</span>
              <br />
              <span className={classList(styles, 'folder')}>{t('done.in', { folder })}</span>
            </p>
          )}
        </div>
      </div>
      <div className={classList(styles, 'drop')}>
        <EmptyState
          drawing="slot"
          title={t('done.drop')}
          actions={
            <>
              <Button onPress={() => pick('files')}>{t('done.files')}</Button>
              <Button onPress={() => pick('folder')}>{t('done.folder')}</Button>
            </>
          }
        >
          {t('done.sealed', { name })}
          <br />
          {t('done.originals')}
        </EmptyState>
      </div>
      {sheet.dialog}
      {drag === undefined ? null : (
        <DropZoneOverlay
          title={t('done.dropTitle', { count: drag.count })}
          fingerprint={fingerprint}
          hint={t('done.dropHint')}
        >
          <Trans
            t={t}
            i18nKey="done.dropWords"
            values={{ name, vault }}
            components={{ strong: <strong />, print: <Fingerprint value={fingerprint} /> }}
          />
          <br />
          {t('done.dropNothing')}
        </DropZoneOverlay>
      )}
    </StartPage>
  );
}

/** A path of this computer, whichever way its system parts names. */
function placeOf(path: string): { folder: string; file: string } {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return { folder: path.slice(0, at), file: path.slice(at + 1) };
}
