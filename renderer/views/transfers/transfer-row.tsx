import { useState } from 'react';
import { GridListItem } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { isOpen, type LiveTransfer } from '../../data/transfer-store.ts';
import { classList } from '../../parts/class-list.ts';
import { IconToggle } from '../../parts/icon-button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { ActiveFiles } from './active-files.tsx';
import { useDragOut } from './drag-out.ts';
import { FailedActions, OpenActions, ShowInFiles } from './row-actions.tsx';
import { RowPicture } from './row-picture.tsx';
import { doneWords, failedWords, runningWords, standingWords, titleOf } from './transfer-words.ts';
import styles from './transfers-view.module.css';

/** What can be done about a transfer. */
export interface RowActs {
  readonly cancel: (transfer: LiveTransfer) => void;
  readonly pause: (transfer: LiveTransfer) => void;
  readonly resume: (transfer: LiveTransfer) => void;
  readonly retry: (transfer: LiveTransfer) => void;
  /** Asks for its key, then lets it go on. */
  readonly point: (transfer: LiveTransfer) => void;
  /** Takes it out of the list; nothing else changes. */
  readonly remove: (transfer: LiveTransfer) => void;
}

export interface TransferRowProps {
  transfer: LiveTransfer;
  /** What the vault is called, for sentences. */
  vault: string | undefined;
  /** What a key is called, by its id. */
  keyName: (id: string) => string;
  acts: RowActs;
}

/** 52 px: what it is, how it stands in words, and what can be done about it. */
export function TransferRow({ transfer, vault, keyName, acts }: TransferRowProps) {
  const title = titleOf(transfer);
  const words = useRowWords(transfer, vault, keyName);
  const { t } = useTranslation('transfers');
  const dragOut = useDragOut(transfer);
  const [isUnfolded, setUnfolded] = useState(false);
  const { state, reason, totalFiles, active } = transfer;
  const isFolder = state === 'running' && totalFiles > 1;
  return (
    <GridListItem id={transfer.id} textValue={`${title}, ${words}`} className={classList(styles, 'row')}>
      <RowPicture transfer={transfer} />
      <span className={classList(styles, 'words')} {...dragOut}>
        <span className={classList(styles, 'name')} title={title}>
          {title}
        </span>
        <span className={classList(styles, 'second', state === 'failed' && 'bad')} title={words}>
          {state === 'failed' ? <Icon name="error-circle" size={16} /> : null}
          {state === 'done' ? <Icon name="check" size={16} /> : null}
          {state === 'paused' ? <Icon name="pause" size={16} /> : null}
          {reason === 'network' ? <Icon name="cloud-off" size={16} /> : null}
          {reason === 'key' ? <Icon name="key" size={16} /> : null}
          <span className={classList(styles, 'sentence')}>{words}</span>
        </span>
      </span>
      {isFolder ? (
        <IconToggle
          icon={isUnfolded ? 'chevron-up' : 'chevron-down'}
          iconSize={16}
          label={t(isUnfolded ? 'row.fold' : 'row.unfold', { name: title })}
          isSelected={isUnfolded}
          onChange={setUnfolded}
        />
      ) : null}
      {state === 'failed' ? <FailedActions transfer={transfer} title={title} acts={acts} /> : null}
      {isOpen(transfer) ? <OpenActions transfer={transfer} title={title} words={words} acts={acts} /> : null}
      {state === 'done' ? <ShowInFiles transfer={transfer} title={title} /> : null}
      {isFolder && isUnfolded && active.length > 0 ? <ActiveFiles transfer={transfer} title={title} /> : null}
    </GridListItem>
  );
}

function useRowWords(transfer: LiveTransfer, vault: string | undefined, keyName: TransferRowProps['keyName']): string {
  // Told in the language that is chosen now.
  useTranslation('transfers');
  if (transfer.state === 'failed') return failedWords(transfer, vault);
  if (transfer.state === 'running') return runningWords(transfer);
  if (isOpen(transfer)) return standingWords(transfer, vault, keyName(transfer.keyId ?? ''));
  return doneWords(transfer);
}
