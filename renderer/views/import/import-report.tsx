import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../../backend/contract/imports.ts';
import { useServices } from '../../data/services.tsx';
import { isOpen, type LiveTransfer, useTransfers } from '../../data/transfer-store.ts';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { sentencesOf } from '../../words/sentence.ts';
import { countOf } from '../../words/measure.ts';
import styles from './import-view.module.css';

/** Lines drawn; nobody reads more of them in a dialog. */
const MAX_LINES = 200;

interface Line {
  readonly name: string;
  readonly code: string;
}

export interface ImportReportProps {
  view: ImportView;
  onBack: () => void;
  onAnyway: () => void;
  onClose: () => void;
}

/** What became of each file: brought over, or why not. */
export function ImportReport({ view, onBack, onAnyway, onClose }: ImportReportProps) {
  const { t } = useTranslation('import');
  const { transfers } = useServices();
  const known = useTransfers(transfers).find(({ id }) => id === view.transfer?.id) ?? view.transfer;
  const left = view.left.map(({ file, code }): Line => ({ name: file, code }));
  const back = { label: t('back'), onPress: onBack };
  const close = { label: t('close'), onPress: onClose };
  if (view.outcome === 'wrong') {
    return (
      <Dialog isOpen onCancel={onClose} title={t('wrong.title')} lead={t('wrong.lead')} plain={close} filled={back}>
        <div className={classList(styles, 'fields')}>
          <Lines lines={left} />
          <p>{t('wrong.todo')}</p>
        </div>
      </Dialog>
    );
  }
  if (view.outcome === 'unchecked') {
    const anyway = { label: t('unchecked.anyway'), onPress: onAnyway };
    const words = { title: t('unchecked.title'), lead: t('unchecked.lead') };
    return (
      <Dialog isOpen onCancel={onClose} {...words} plain={close} outlined={anyway} filled={back}>
        <p>{t('unchecked.todo')}</p>
      </Dialog>
    );
  }
  if (view.outcome === 'empty' || known === null) {
    const words = { title: t('nothing.title'), lead: t('nothing.lead') };
    return (
      <Dialog isOpen onCancel={onClose} {...words} plain={close} filled={back}>
        <Lines lines={left} />
      </Dialog>
    );
  }
  const counts = { done: countOf(known.files), total: countOf(view.total), count: view.total };
  const isGoing = isOpen(known);
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={isGoing ? t('going.title') : t('over.title', counts)}
      lead={isGoing ? t('going.lead', counts) : t('over.lead')}
      filled={close}
    >
      <div className={classList(styles, 'fields')}>
        {isGoing ? null : <Lines lines={[...linesOf(view, known), ...left]} all={view.total + left.length} />}
        <Note tone="warn" title={t('noteTitle')}>
          {t('note')}
        </Note>
      </div>
    </Dialog>
  );
}

function linesOf({ files }: ImportView, { failures, state }: LiveTransfer): Line[] {
  const failed = new Map(failures.map(({ path, code }) => [path, code]));
  const other = state === 'cancelled' ? 'cancelled' : 'done';
  const lines = files.map(({ path }) => ({ name: path, code: failed.get(path) ?? other }));
  // What failed first: it may not be seen else.
  return [...lines.filter(({ code }) => code !== 'done'), ...lines.filter(({ code }) => code === 'done')];
}

function Lines({ lines, all = lines.length }: { lines: readonly Line[]; all?: number }) {
  const { t } = useTranslation('import');
  const shown = lines.slice(0, MAX_LINES);
  const rest = all - shown.length;
  if (shown.length === 0) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and a keyboard must reach what does.
    <ul tabIndex={0} aria-label={t('report')} className={classList(styles, 'report')}>
      {shown.map(({ name, code }) => (
        <li key={`${name}\n${code}`}>
          <div className={classList(styles, 'name')}>{name}</div>
          <div className={classList(styles, QUIET.includes(code) ? 'quiet' : 'bad')}>
            <Became code={code} name={name} />
          </div>
        </li>
      ))}
      {rest > 0 ? <li>{t('more', { count: rest, written: countOf(rest) })}</li> : null}
    </ul>
  );
}

/** No failures. */
const QUIET: readonly string[] = ['done', 'not-old', 'unknown'];
const BECAME = ['done', 'exists', 'wrong-key-or-damaged', 'not-found', 'not-old', 'unknown', 'cancelled'] as const;

function Became({ code, name }: Line) {
  const { t } = useTranslation('import');
  const known = BECAME.find((word) => word === code);
  return known === undefined ? sentencesOf(code, { name }).happened : t(`became.${known}`);
}
