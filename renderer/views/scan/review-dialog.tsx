import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScanFinding, ScannedFile } from '../../../backend/contract/scan.ts';
import { Checkbox } from '../../parts/checkbox.tsx';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { countOf } from '../../words/measure.ts';
import styles from './review.module.css';

/** Files that are named; nobody reads further. */
const MAX_FILES = 100;
/** Findings told of one file. */
const MAX_FINDINGS = 3;

export interface ReviewAnswer {
  readonly act: 'all' | 'without' | 'cancel';
  /** Nothing is to be looked at from now on. */
  readonly isLast: boolean;
}

export interface ReviewDialogProps {
  found: readonly ScannedFile[];
  answer: (answer: ReviewAnswer) => void;
}

/** What was noticed, file by file; everything may still go. */
export function ReviewDialog({ found, answer }: ReviewDialogProps) {
  const { t } = useTranslation('scan');
  const [isLast, setLast] = useState(false);
  const more = found.length - MAX_FILES;
  const cancel = () => answer({ act: 'cancel', isLast: false });
  return (
    <Dialog
      isOpen
      width={640}
      onCancel={cancel}
      title={t('review.title')}
      lead={t('review.lead')}
      plain={{ label: t('review.cancel'), onPress: cancel }}
      outlined={{ label: t('review.without'), onPress: () => answer({ act: 'without', isLast }) }}
      filled={{ label: t('review.all'), onPress: () => answer({ act: 'all', isLast }) }}
    >
      <ul className={classList(styles, 'list')}>
        {found.slice(0, MAX_FILES).map((file) => (
          <File key={file.path} file={file} />
        ))}
      </ul>
      {more > 0 ? <p>{t('review.moreFiles', { count: more, written: countOf(more) })}</p> : null}
      <div className={classList(styles, 'never')}>
        <Checkbox isSelected={isLast} onChange={setLast}>
          {t('review.never')}
        </Checkbox>
        <p className={classList(styles, 'hint')}>{t('review.neverHint')}</p>
      </div>
    </Dialog>
  );
}

function File({ file: { path, findings } }: { file: ScannedFile }) {
  const { t } = useTranslation('scan');
  const more = findings.length - MAX_FINDINGS;
  return (
    <li className={classList(styles, 'file')}>
      <div className={classList(styles, 'name')}>{path}</div>
      {findings.slice(0, MAX_FINDINGS).map((finding, index) => (
        <Finding key={index} finding={finding} />
      ))}
      {more > 0 ? (
        <p className={classList(styles, 'place')}>
          {t('review.moreFindings', { count: more, written: countOf(more) })}
        </p>
      ) : null}
    </li>
  );
}

function Finding({ finding: { kind, service, line, excerpt } }: { finding: ScanFinding }) {
  const { t } = useTranslation('scan');
  const whose = service ?? t('someService');
  return (
    <p className={classList(styles, 'sentence')}>
      {t(`kinds.${kind}`, { service: whose })}
      {line === undefined ? null : (
        <span className={classList(styles, 'place')}>
          {' '}
          {excerpt === undefined
            ? t('review.line', { line: countOf(line) })
            : t('review.lineWith', { line: countOf(line), excerpt })}
        </span>
      )}
    </p>
  );
}
