import { Button, Toolbar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classList } from '../../parts/class-list.ts';
import { longMonthOf, shortMonthOf } from '../../words/measure.ts';
import type { PhotoMonth } from './photo-months.ts';
import styles from './month-rail.module.css';
import { railYears } from './rail-years.ts';

export interface MonthRailProps {
  months: readonly PhotoMonth[];
  /** The one in sight. */
  current: PhotoMonth | undefined;
  /** Room for it, CSS px. */
  height: number;
  onJump: (month: PhotoMonth) => void;
}

/** Years and months beside the pictures: which one is in sight, and a way to each. */
export function MonthRail({ months, current, height, onJump }: MonthRailProps) {
  const { t } = useTranslation('photos');
  return (
    <Toolbar aria-label={t('rail.label')} orientation="vertical" className={classList(styles, 'rail')}>
      {railYears(months, current, height).map(({ year, first, months: inside }) => (
        <div key={year} role="group" aria-label={String(year)} className={classList(styles, 'year')}>
          <Entry
            words={String(year)}
            name={String(year)}
            isYear
            isCurrent={inside.length === 0 && current?.day.getFullYear() === year}
            onPress={() => onJump(first)}
          />
          {inside.map((month) => (
            <Entry
              key={month.id}
              words={shortMonthOf(month.day)}
              name={longMonthOf(month.day)}
              isCurrent={month.id === current?.id}
              onPress={() => onJump(month)}
            />
          ))}
        </div>
      ))}
    </Toolbar>
  );
}

interface EntryProps {
  words: string;
  name: string;
  isYear?: boolean;
  isCurrent: boolean;
  onPress: () => void;
}

function Entry({ words, name, isYear = false, isCurrent, onPress }: EntryProps) {
  return (
    <Button
      aria-label={name}
      {...(isCurrent ? { 'aria-current': 'true' } : {})}
      onPress={onPress}
      className={classList(styles, 'entry', isYear && 'of', isCurrent && 'current')}
    >
      {words}
    </Button>
  );
}
