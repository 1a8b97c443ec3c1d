import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VisuallyHidden } from 'react-aria-components';
import { Progress } from '../parts/progress.tsx';
import { TransferState } from '../parts/sidebar-state.tsx';
import { countOf, shortLeftOf } from '../words/measure.ts';
import type { UnderWay } from './under-way.ts';

export interface TransferWordsProps {
  way: UnderWay;
  /** No connection: the bar stands still. */
  isStopped: boolean;
}

/** "3 of 41 files sent", "4 min" and the bar: at the foot of the sidebar. */
export function SidebarTransfers({ way, isStopped }: TransferWordsProps) {
  const { t } = useTranslation();
  const { words, time } = useWords(way, isStopped);
  return (
    <TransferState words={words} time={time}>
      <Progress
        label={t('state.label')}
        percent={way.percent}
        valueLabel={words}
        state={isStopped ? 'paused' : 'running'}
      />
    </TransferState>
  );
}

/** The same in one line, at the end of the status line beside a rail. */
export function StatusTransfers({ way, isStopped }: TransferWordsProps) {
  const { t } = useTranslation();
  const { words, time } = useWords(way, isStopped);
  return (
    <Progress
      label={t('state.label')}
      percent={way.percent}
      valueLabel={words}
      width={72}
      state={isStopped ? 'paused' : 'running'}
    >
      {time === undefined ? words : t('state.withTime', { words, time })}
    </Progress>
  );
}

function useWords(way: UnderWay, isStopped: boolean): { words: string; time: string | undefined } {
  const { t } = useTranslation();
  if (isStopped || way.isWaiting) {
    return { words: t(`state.wait.${way.verb}`, { count: way.totalFiles - way.files }), time: undefined };
  }
  return { words: sumOf(t, way), time: way.secondsLeft === undefined ? undefined : shortLeftOf(way.secondsLeft) };
}

/** Says at the start, at each quarter and at the end how far it is; Transfers says more by itself. */
export function TransferAnnouncer({ way }: { way: UnderWay | undefined }) {
  const { t } = useTranslation();
  const quarter = way === undefined ? undefined : Math.floor(way.percent / 25);
  const [said, setSaid] = useState({ quarter, words: '' });
  if (said.quarter !== quarter) setSaid({ quarter, words: way === undefined ? t('state.allDone') : sumOf(t, way) });
  return (
    <VisuallyHidden>
      <span role="status">{said.words}</span>
    </VisuallyHidden>
  );
}

function sumOf(t: TFunction, { verb, files, totalFiles }: UnderWay): string {
  return t(`state.${verb}`, { done: countOf(files), total: countOf(totalFiles), count: totalFiles });
}
