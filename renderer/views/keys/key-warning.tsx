import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { Button } from '../../parts/button.tsx';
import { Note } from '../../parts/note.tsx';
import { countOf, namedDayOf } from '../../words/measure.ts';
import { daysUnseen, isForOlder, olderOf } from './key-health.ts';
import { whereWords } from './place-words.ts';

export interface KeyWarningProps {
  known: KnownKey;
  places: readonly PlaceView[];
  now: Date;
  onFind: () => void;
  /** Makes the file again from its recovery sheet. */
  onPaper: () => void;
  onLater: () => void;
}

/** Said before a key is lost, not after. */
export function KeyWarning({ known, places, now, onFind, onPaper, onLater }: KeyWarningProps) {
  const { t } = useTranslation('keys');
  const { path, seen } = known;
  const files = known.files ?? 0;
  const older = known.older ?? 0;
  const days = daysUnseen(known, now);
  const was =
    path !== null && seen !== null
      ? t('warning.was', { place: whereWords(path, places), day: namedDayOf(new Date(seen), now) })
      : t('warning.wasSomewhere');
  const lost = isForOlder(known)
    ? t('warning.lostOlder', { older: olderOf(known), count: older })
    : t('warning.lost', { files: countOf(files), count: files });
  return (
    <Note
      tone="warn"
      title={days === undefined ? t('warning.never') : t('warning.title', { count: days })}
      actions={
        <>
          <Button kind="filled" size={28} onPress={onFind}>
            {t('warning.find')}
          </Button>
          <Button kind="plain" size={28} onPress={onPaper}>
            {t('paper.button')}
          </Button>
          <Button kind="plain" size={28} onPress={onLater}>
            {t('warning.later')}
          </Button>
        </>
      }
    >
      {days === undefined ? lost : `${was} ${lost}`}
    </Note>
  );
}
