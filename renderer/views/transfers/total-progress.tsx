import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { Progress } from '../../parts/progress.tsx';
import { countOf, leftOf, percentOf, shareOf, speedOf } from '../../words/measure.ts';
import type { Total } from './transfer-groups.ts';
import styles from './transfers-view.module.css';

/** All that moves as one: how long, how many, how much, how fast. */
export function TotalProgress({ total }: { total: Total }) {
  const { t } = useTranslation('transfers');
  const { files, totalFiles, bytes, totalBytes, speed, left, kind } = total;
  const time = left === undefined ? t('total.underWay') : leftOf(left);
  const percent = percentOf(bytes, totalBytes);
  const words = [
    t(`total.${kind}`, { done: countOf(files), total: countOf(totalFiles), count: totalFiles }),
    ...(totalBytes === 0 ? [] : [shareOf(bytes, totalBytes)]),
    ...(speed === 0 ? [] : [speedOf(speed)]),
  ];
  return (
    <section aria-label={t('total.label')} className={classList(styles, 'total')}>
      <h2 className={classList(styles, 'time')}>{time}</h2>
      <p className={classList(styles, 'sums')}>{words.join(t('row.comma'))}</p>
      <Progress
        label={t('total.label')}
        percent={totalBytes === 0 ? 0 : percent}
        valueLabel={t('row.percentLeft', { percent, left: time })}
        height={8}
      />
    </section>
  );
}
