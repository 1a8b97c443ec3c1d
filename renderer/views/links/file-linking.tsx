import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../../data/queries.ts';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { FilePicker } from '../files/file-picker.tsx';
import { filesOf } from '../files/files-below.ts';
import { useKeyAsker } from '../files/key-asker.tsx';
import { useLinkMaker } from './link-maker.tsx';

/** Makes a link from a room that shows no files: first asks to what, then goes the way of every link. */
export function useFileLinking(): { ask: () => void; dialog: ReactNode } {
  const { t } = useTranslation('links');
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>();
  const asker = useKeyAsker(useKeys().data?.keys ?? []);
  const linker = useLinkMaker({
    asker,
    problems: { showFailure: (_doing, problem) => setError(problem) },
    filesOf: (rows) => filesOf(rows, ''),
    folderName: '',
  });
  const dialog = (
    <>
      {isAsking ? (
        <FilePicker
          title={t('pick.title')}
          act={t('pick.act')}
          onCancel={() => setAsking(false)}
          onPick={(row) => {
            setAsking(false);
            void linker.getLink([row]);
          }}
        />
      ) : null}
      {asker.dialog}
      {linker.dialog}
      <ErrorDialog error={error} onClose={() => setError(undefined)} />
    </>
  );
  return { ask: () => setAsking(true), dialog };
}
