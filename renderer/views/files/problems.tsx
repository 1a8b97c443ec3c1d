import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileView } from '../../../backend/contract/files.ts';
import { ApiError } from '../../api.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { DamageDialog, type Trouble } from './damage-dialog.tsx';

const DAMAGE = ['tampered', 'truncated', 'vanished', 'rolled-back'];

export function isDamage(code: string): boolean {
  return DAMAGE.includes(code);
}

/** What was being done when it went wrong; the title says what did not happen. */
export type Doing = 'download' | 'upload' | 'change' | 'verify' | 'link';

type Problem =
  | { readonly trouble: Trouble }
  | { readonly doing: Doing; readonly code: string; readonly message: string };

export interface Problems {
  readonly problem: Problem | undefined;
  readonly close: () => void;
  readonly showTrouble: (trouble: Trouble) => void;
  readonly showFailure: (doing: Doing, error: unknown) => void;
}

/** What went wrong and needs a decision; one at a time. */
export function useProblems(): Problems {
  const [problem, setProblem] = useState<Problem>();
  return {
    problem,
    close: () => setProblem(undefined),
    showTrouble: (trouble) => setProblem({ trouble }),
    showFailure: (doing, error) => {
      const known = error instanceof ApiError ? error : { code: 'unexpected', message: '' };
      setProblem({ doing, code: known.code, message: known.message });
    },
  };
}

export interface ProblemDialogProps {
  problems: Problems;
  onGetEarlier: (trouble: Trouble, version: FileView) => void;
}

export function ProblemDialog({ problems, onGetEarlier }: ProblemDialogProps) {
  const { problem, close } = problems;
  if (problem === undefined) return null;
  if (!('trouble' in problem)) return <FailureDialog {...problem} onClose={close} />;
  return (
    <DamageDialog
      trouble={problem.trouble}
      onClose={close}
      onGetEarlier={(version) => {
        close();
        onGetEarlier(problem.trouble, version);
      }}
    />
  );
}

interface FailureDialogProps {
  doing: Doing;
  code: string;
  message: string;
  onClose: () => void;
}

function FailureDialog({ doing, code, message, onClose }: FailureDialogProps) {
  const { t } = useTranslation('files');
  const copy = () => void navigator.clipboard.writeText(`${code}\n${message}`).catch(() => undefined);
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      kind="alert"
      title={t(`failed.${doing}`)}
      lead={t('failed.safe')}
      aside={{ label: t('damage.copy'), icon: 'copy', onPress: copy }}
      filled={{ label: t('close'), onPress: onClose }}
    >
      {message === '' ? t('failed.unknown') : message}
    </Dialog>
  );
}
