import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { Progress } from '../../parts/progress.tsx';
import { countOf, leftOf, percentOf, shareOf, speedOf } from '../../words/measure.ts';
import type { Total } from './transfer-groups.ts';
import styles from './transfers-view.module.css';

export interface TotalProgressProps {
  total: Total;
  /** Left out where there is nothing to pause, or to resume. */
  onPauseAll: (() => void) | undefined;
  onResumeAll: (() => void) | undefined;
}

/** All that moves as one: how long, how many, how much, how fast. */
export function TotalProgress({ total, onPauseAll, onResumeAll }: TotalProgressProps) {
  const { t } = useTranslation('transfers');
  const { files, totalFiles, bytes, totalBytes, speed, left, kind, standing } = total;
  const still = standing === undefined ? t('total.underWay') : t(`total.${standing}`);
  const time = left === undefined ? still : leftOf(left);
  const percent = percentOf(bytes, totalBytes);
  const words = [
    t(`total.${kind}`, { done: countOf(files), total: countOf(totalFiles), count: totalFiles }),
    ...(totalBytes === 0 ? [] : [shareOf(bytes, totalBytes)]),
    ...(speed === 0 ? [] : [speedOf(speed)]),
  ];
  return (
    <section aria-label={t('total.label')} className={classList(styles, 'total')}>
      <div className={classList(styles, 'head')}>
        <div>
          <h2 className={classList(styles, 'time')}>{time}</h2>
          <p className={classList(styles, 'sums')}>{words.join(t('row.comma'))}</p>
        </div>
        {onPauseAll === undefined ? null : (
          <Button icon="pause" onPress={onPauseAll}>
            {t('pauseAll')}
          </Button>
        )}
        {onPauseAll !== undefined || onResumeAll === undefined ? null : (
          <Button icon="play" onPress={onResumeAll}>
            {t('resumeAll')}
          </Button>
        )}
      </div>
      <Progress
        label={t('total.label')}
        percent={totalBytes === 0 ? 0 : percent}
        valueLabel={t('row.percentLeft', { percent, left: time })}
        height={8}
        state={standing === undefined ? 'running' : 'paused'}
      />
    </section>
  );
}
