import { useTranslation } from 'react-i18next';
import { useIsRemote } from '../../data/queries.ts';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import { Progress } from '../../parts/progress.tsx';
import { percentOf } from '../../words/measure.ts';
import { rowMemory } from './row-memory.ts';
import { showInFiles, vaultPathOf } from './show-in-files.ts';
import { isPausable } from './transfer-groups.ts';
import type { RowActs } from './transfer-row.tsx';
import styles from './transfers-view.module.css';

interface ActionProps {
  transfer: LiveTransfer;
  title: string;
  acts: RowActs;
}

/** How far it is, and what keeps it from going on or lets it. */
export function OpenActions({ transfer, title, words, acts }: ActionProps & { words: string }) {
  const { t } = useTranslation('transfers');
  // What goes on without its window was begun where the server is, and finds its key there.
  const isRemote = useIsRemote();
  const { state, reason, bytes, totalBytes } = transfer;
  const percent = totalBytes === 0 ? 0 : percentOf(bytes, totalBytes);
  const hasBegun = state !== 'waiting' || bytes > 0;
  return (
    <span className={classList(styles, 'tools')}>
      {reason === 'key' && !isRemote ? (
        <Button size={28} onPress={() => acts.point(transfer)} aria-label={t('row.pointNamed', { name: title })}>
          {t('row.point')}
        </Button>
      ) : null}
      {hasBegun && totalBytes > 0 && reason !== 'key' ? (
        <span className={classList(styles, 'bar')}>
          <Progress
            label={title}
            percent={percent}
            valueLabel={words}
            state={state === 'running' ? 'running' : 'paused'}
          />
          <span className={classList(styles, 'percent')}>{t('row.percent', { percent })}</span>
        </span>
      ) : null}
      {isPausable(transfer) && reason !== 'key' ? (
        <IconButton icon="pause" label={t('row.pause', { name: title })} onPress={() => acts.pause(transfer)} />
      ) : null}
      {state === 'paused' ? (
        <IconButton icon="play" label={t('row.resume', { name: title })} onPress={() => acts.resume(transfer)} />
      ) : null}
      <IconButton icon="close" label={t('row.cancel', { name: title })} onPress={() => acts.cancel(transfer)} />
    </span>
  );
}

/** Where nobody knows how to do it again, the row leads to where it can be done anew. */
export function FailedActions({ transfer, title, acts }: ActionProps) {
  const { t } = useTranslation('transfers');
  const again = rowMemory.againOf(transfer.id);
  const tryAgain = () => {
    if (transfer.kept) return acts.retry(transfer);
    acts.remove(transfer);
    again?.();
  };
  return (
    <span className={classList(styles, 'tools')}>
      {again === undefined && !transfer.kept ? (
        <Button size={28} onPress={() => showInFiles(transfer)}>
          {t(transfer.kind === 'upload' ? 'row.openFolder' : 'row.show')}
        </Button>
      ) : (
        <Button size={28} onPress={tryAgain} aria-label={t('row.againNamed', { name: title })}>
          {t('row.again')}
        </Button>
      )}
      <IconButton icon="close" label={t('row.remove', { name: title })} onPress={() => acts.remove(transfer)} />
    </span>
  );
}

export function ShowInFiles({ transfer, title }: Omit<ActionProps, 'acts'>) {
  const { t } = useTranslation('transfers');
  if (vaultPathOf(transfer) === undefined) return null;
  return (
    <span className={classList(styles, 'link')}>
      <Button kind="link" onPress={() => showInFiles(transfer)} aria-label={t('row.showNamed', { name: title })}>
        {t('row.show')}
      </Button>
    </span>
  );
}
