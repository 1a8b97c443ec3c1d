import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../../data/queries.ts';
import { FilePicker } from '../files/file-picker.tsx';
import { filesOf } from '../files/files-below.ts';
import { useKeyAsker } from '../files/key-asker.tsx';
import { useSharing } from './sharing.tsx';

/** Shares from a room that shows no files: first asks which, then goes the way of every share. */
export function useFileSharing(): { ask: () => void; dialog: ReactNode } {
  const { t } = useTranslation('shared');
  const [isAsking, setAsking] = useState(false);
  const asker = useKeyAsker(useKeys().data?.keys ?? []);
  const sharing = useSharing({ asker, filesOf: (rows) => filesOf(rows, '') });
  const dialog = (
    <>
      {isAsking ? (
        <FilePicker
          title={t('pick.title')}
          act={t('pick.act')}
          onCancel={() => setAsking(false)}
          onPick={(row) => {
            setAsking(false);
            sharing.share([row]);
          }}
        />
      ) : null}
      {sharing.dialog}
      {asker.dialog}
    </>
  );
  return { ask: () => setAsking(true), dialog };
}
