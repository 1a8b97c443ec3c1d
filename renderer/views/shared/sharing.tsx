import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileView } from '../../../backend/contract/files.ts';
import type { PersonView } from '../../../backend/contract/people.ts';
import { api, ApiError } from '../../api.ts';
import { QUERY } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { useToasts } from '../../shell/toasts.ts';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import type { KeyAsker } from '../files/key-asker.tsx';
import { baseName } from '../files/paths.ts';
import type { Row } from '../files/rows.ts';
import { byKey } from '../files/selection.ts';
import { endOf } from '../files/transfer-end.ts';
import { useComparison } from './comparison.tsx';
import { ShareDialog } from './share-dialog.tsx';

export interface SharingDeps {
  readonly asker: KeyAsker;
  /** The files that rows stand for. @throws ApiError */
  readonly filesOf: (rows: readonly Row[]) => Promise<readonly FileView[]>;
}

export interface Sharing {
  readonly share: (rows: readonly Row[]) => void;
  readonly dialog: ReactNode;
}

/** Shares rows step by step: with whom, are they who they are, under which key. */
export function useSharing({ asker, filesOf }: SharingDeps): Sharing {
  const { t } = useTranslation('shared');
  const { transfers } = useServices();
  const client = useQueryClient();
  const toasts = useToasts();
  const comparison = useComparison();
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [problem, setProblem] = useState<{ error: unknown; name: string }>();
  const [row] = rows;

  const tellEnd = async (transfer: string, recipient: string): Promise<void> => {
    const { state, failures } = await endOf(transfers, transfer);
    for (const queryKey of [QUERY.shares, QUERY.files]) void client.invalidateQueries({ queryKey });
    if (state === 'done') toasts.show({ words: t('share.done', { recipient }) });
    const [failure] = failures;
    if (failure === undefined) return;
    setProblem({ error: new ApiError(failure.code, failure.message, 0), name: baseName(failure.path) });
  };

  const begin = async (person: PersonView, chosen: readonly Row[]): Promise<void> => {
    const recipient = person.username ?? t('row.someone');
    const name = chosen.length === 1 && chosen[0] !== undefined ? chosen[0].name : '';
    try {
      if (!(await comparison.meet(person))) return;
      const files = await filesOf(chosen);
      for (const [id, group] of byKey(files)) {
        const [first] = group;
        const about = group.length === 1 && first !== undefined ? baseName(first.path) : name;
        const key = await asker.obtain({ id, count: group.length, name: about });
        if (key === undefined) continue;
        const paths = chosen.map(({ path }) => path);
        const view = await api.share({ paths, recipient: person.id, key: asker.choiceOf(key) });
        transfers.introduce(view);
        void tellEnd(view.id, recipient);
      }
    } catch (error) {
      setProblem({ error, name });
    }
  };

  const dialog = (
    <>
      {row === undefined ? null : (
        <ShareDialog
          name={rows.length === 1 ? row.name : undefined}
          count={rows.length}
          onCancel={() => setRows([])}
          onChosen={(person) => {
            setRows([]);
            void begin(person, rows);
          }}
        />
      )}
      {comparison.dialog}
      <ErrorDialog
        error={problem?.error}
        context={{ name: problem?.name === '' ? undefined : problem?.name }}
        onClose={() => setProblem(undefined)}
      />
    </>
  );
  return { share: setRows, dialog };
}
