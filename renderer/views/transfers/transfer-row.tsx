import { GridListItem } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Progress } from '../../parts/progress.tsx';
import { percentOf } from '../../words/measure.ts';
import { rowMemory } from './row-memory.ts';
import { RowPicture } from './row-picture.tsx';
import { showInFiles, vaultPathOf } from './show-in-files.ts';
import { doneWords, failedWords, placeOf, runningWords, titleOf } from './transfer-words.ts';
import styles from './transfers-view.module.css';

export interface TransferRowProps {
  transfer: LiveTransfer;
  /** What the vault is called, for sentences. */
  vault: string | undefined;
  onCancel: (transfer: LiveTransfer) => void;
}

/** 52 px: what it is, how it stands in words, and what can be done about it. */
export function TransferRow({ transfer, vault, onCancel }: TransferRowProps) {
  const title = titleOf(transfer);
  const words = useRowWords(transfer, vault);
  const { state } = transfer;
  return (
    <GridListItem id={transfer.id} textValue={`${title}, ${words}`} className={classList(styles, 'row')}>
      <RowPicture transfer={transfer} />
      <span className={classList(styles, 'words')}>
        <span className={classList(styles, 'name')} title={title}>
          {title}
        </span>
        <span className={classList(styles, 'second', state === 'failed' && 'bad')} title={words}>
          {state === 'failed' ? <Icon name="error-circle" size={16} /> : null}
          {state === 'done' ? <Icon name="check" size={16} /> : null}
          <span className={classList(styles, 'sentence')}>{words}</span>
        </span>
      </span>
      {state === 'failed' ? <FailedActions transfer={transfer} title={title} /> : null}
      {state === 'running' || state === 'waiting' ? (
        <RunningActions transfer={transfer} title={title} words={words} onCancel={onCancel} />
      ) : null}
      {state === 'done' ? <ShowInFiles transfer={transfer} title={title} /> : null}
    </GridListItem>
  );
}

function useRowWords(transfer: LiveTransfer, vault: string | undefined): string {
  const { t } = useTranslation('transfers');
  if (transfer.state === 'failed') return failedWords(transfer, vault);
  if (transfer.state === 'running') return runningWords(transfer);
  if (transfer.state === 'waiting') return t('row.waiting', { place: placeOf(transfer) });
  return doneWords(transfer);
}

interface RunningProps extends Pick<TransferRowProps, 'transfer' | 'onCancel'> {
  title: string;
  words: string;
}

function RunningActions({ transfer, title, words, onCancel }: RunningProps) {
  const { t } = useTranslation('transfers');
  const { state, bytes, totalBytes } = transfer;
  const percent = totalBytes === 0 ? 0 : percentOf(bytes, totalBytes);
  return (
    <span className={classList(styles, 'tools')}>
      {state === 'running' && totalBytes > 0 ? (
        <span className={classList(styles, 'bar')}>
          <Progress label={title} percent={percent} valueLabel={words} />
          <span className={classList(styles, 'percent')}>{t('row.percent', { percent })}</span>
        </span>
      ) : null}
      <IconButton icon="close" label={t('row.cancel', { name: title })} onPress={() => onCancel(transfer)} />
    </span>
  );
}

/** Without knowing how to do it again, the row leads to where it can be done anew. */
function FailedActions({ transfer, title }: { transfer: LiveTransfer; title: string }) {
  const { t } = useTranslation('transfers');
  const again = rowMemory.againOf(transfer.id);
  const tryAgain = () => {
    rowMemory.hide([transfer.id]);
    again?.();
  };
  return (
    <span className={classList(styles, 'tools')}>
      {again === undefined ? (
        <Button size={28} onPress={() => showInFiles(transfer)}>
          {t(transfer.kind === 'upload' ? 'row.openFolder' : 'row.show')}
        </Button>
      ) : (
        <Button size={28} onPress={tryAgain} aria-label={t('row.againNamed', { name: title })}>
          {t('row.again')}
        </Button>
      )}
      <IconButton icon="close" label={t('row.remove', { name: title })} onPress={() => rowMemory.hide([transfer.id])} />
    </span>
  );
}

function ShowInFiles({ transfer, title }: { transfer: LiveTransfer; title: string }) {
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
