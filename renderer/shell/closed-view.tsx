import { useTranslation } from 'react-i18next';
import { NO_ANSWER } from '../api.ts';
import { Button } from '../parts/button.tsx';
import { classList } from '../parts/class-list.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { isCode, sentencesOf } from '../words/sentence.ts';
import styles from './closed-view.module.css';

export interface ClosedViewProps {
  error: unknown;
  onTry: () => void;
}

/** Instead of everything, where the server says nothing or does not know this browser. */
export function ClosedView({ error, onTry }: ClosedViewProps) {
  const { t } = useTranslation();
  const isStranger = isCode(error, 'no-local-token');
  const isSilent = isCode(error, NO_ANSWER);
  const words = sentencesOf(error);
  const title = isStranger ? t('closed.title') : isSilent ? t('closed.silent') : t('closed.failed');
  return (
    <main className={classList(styles, 'closed')}>
      <EmptyState
        title={title}
        level={1}
        actions={
          <Button kind="filled" icon="refresh" autoFocus onPress={onTry}>
            {t('closed.again')}
          </Button>
        }
      >
        {isStranger ? (
          <>
            {t('closed.code')}
            <br />
            {t('closed.what')}
          </>
        ) : isSilent ? (
          t('closed.silentWords')
        ) : (
          <>
            {words.happened}
            <br />
            {words.todo}
          </>
        )}
      </EmptyState>
    </main>
  );
}
