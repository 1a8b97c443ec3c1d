import { Trans, useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import { useSlow } from '../start/slow.ts';
import { openFolder } from './paths.ts';

export interface EmptyVaultProps {
  sealing: KnownKey | undefined;
  onAdd: (what: 'files' | 'folder') => void;
}

/** Nothing is here yet. */
export function EmptyVault({ sealing, onAdd }: EmptyVaultProps) {
  const { t } = useTranslation('files');
  return (
    <EmptyState
      drawing="slot"
      title={t('empty.title')}
      actions={
        <>
          <Button kind="filled" onPress={() => onAdd('files')}>
            {t('empty.files')}
          </Button>
          <Button onPress={() => onAdd('folder')}>{t('empty.folder')}</Button>
        </>
      }
    >
      {sealing === undefined ? (
        t('empty.sealedAny')
      ) : (
        <Trans
          t={t}
          i18nKey="empty.sealed"
          values={{ key: sealing.name ?? '' }}
          components={{ digits: <Fingerprint value={sealing.fingerprint} tone="quiet" /> }}
        />
      )}
      <br />
      {t('empty.originals')}
    </EmptyState>
  );
}

/** No name fits what is searched. */
export function NothingFound({ text, onSearchAll }: { text: string; onSearchAll: (() => void) | undefined }) {
  const { t } = useTranslation('files');
  const action = onSearchAll === undefined ? null : <Button onPress={onSearchAll}>{t('empty.searchAll')}</Button>;
  return (
    <EmptyState title={t('empty.notFound', { text })} actions={action}>
      {t('empty.notFoundText')}
    </EmptyState>
  );
}

/** The last file of a folder went elsewhere, and the folder with it. */
export function FolderGone() {
  const { t } = useTranslation('files');
  return (
    <EmptyState title={t('empty.gone')} actions={<Button onPress={() => openFolder('')}>{t('empty.toFiles')}</Button>}>
      {t('empty.goneText')}
    </EmptyState>
  );
}

export function EmptyTrash() {
  const { t } = useTranslation('files');
  return <EmptyState title={t('empty.trash')}>{t('empty.trashText')}</EmptyState>;
}

/** It takes its time: an empty page would look as if nothing were there. */
export function ListComing() {
  const { t } = useTranslation('files');
  return useSlow(true) ? <EmptyState title={t('empty.coming')}>{t('empty.comingText')}</EmptyState> : null;
}

export function ListFailed({ message, onAgain }: { message: string; onAgain: () => void }) {
  const { t } = useTranslation('files');
  return (
    <EmptyState title={t('empty.failed')} actions={<Button onPress={onAgain}>{t('empty.again')}</Button>}>
      {t('empty.failedText', { message })}
    </EmptyState>
  );
}
