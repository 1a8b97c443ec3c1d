import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { api } from '../../api.ts';
import { QUERY, useChange, useKeys } from '../../data/queries.ts';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { isCode, sentencesOf } from '../../words/sentence.ts';
import { useKeyAsker } from '../files/key-asker.tsx';
import { sealingKey } from '../files/key-choice.ts';
import { EMPTY_IMPORT, importOf, lacking } from './import-draft.ts';
import { ImportFields } from './import-fields.tsx';
import { ImportReport } from './import-report.tsx';
import styles from './import-view.module.css';

/** Brings files of an older program into the vault: what they are, then what became of them. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { data } = useKeys();
  return data === undefined ? null : <Form keys={data.keys} onClose={onClose} />;
}

function Form({ keys, onClose }: { keys: readonly KnownKey[]; onClose: () => void }) {
  const { t } = useTranslation('import');
  const [draft, setDraft] = useState({ ...EMPTY_IMPORT, key: sealingKey(keys)?.id });
  const [isTold, setTold] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const asker = useKeyAsker(keys);
  const run = useChange(
    (wanted: Parameters<typeof api.bringOver>[0]) => api.bringOver(wanted),
    [QUERY.keys, QUERY.files],
  );
  const start = async (unchecked = false) => {
    setTold(true);
    if (run.isPending || lacking(draft).length > 0) return;
    setAsking(true);
    const asked =
      draft.key === undefined
        ? asker.choose().then((chosen) => chosen?.id)
        : asker.obtain({ id: draft.key, count: 0, name: '' });
    const id = await asked.finally(() => setAsking(false));
    if (id === undefined) return;
    run.mutate(importOf(draft, { id }, unchecked));
  };
  const refusal = (error: unknown) => {
    // The form gives everything else that a request needs.
    if (isCode(error, 'invalid-request')) return { happened: t('refused.secret'), todo: t('refused.secretTodo') };
    if (isCode(error, 'no-key', 'damaged-key-file', 'no-passphrase'))
      return { happened: t('refused.oldKey'), todo: t('refused.oldKeyTodo') };
    return sentencesOf(error, { name: draft.program === 'user-manager' ? draft.path : draft.database });
  };
  if (isAsking) return asker.dialog;
  if (run.data !== undefined && !run.isPending) {
    const anyway = () => void start(true);
    return <ImportReport view={run.data} onBack={run.reset} onAnyway={anyway} onClose={onClose} />;
  }
  const problem = run.error === null ? undefined : refusal(run.error);
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('title')}
      lead={t('lead')}
      width={640}
      plain={{ label: t('cancel'), onPress: onClose }}
      filled={{ label: t(run.isPending ? 'busy' : 'save'), onPress: () => void start() }}
    >
      <div className={classList(styles, 'fields')}>
        <ImportFields
          {...{ draft, keys, isTold }}
          onChange={(change) => {
            setDraft({ ...draft, ...change });
            if (run.error !== null) run.reset();
          }}
        />
        {problem === undefined ? (
          <Note tone="warn" title={t('noteTitle')}>
            {t('note')}
          </Note>
        ) : (
          <ProblemNote problem={problem} />
        )}
      </div>
    </Dialog>
  );
}
