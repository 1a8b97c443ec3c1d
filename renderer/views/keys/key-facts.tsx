import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { Button } from '../../parts/button.tsx';
import { type Definition, DefinitionList } from '../../parts/definition-list.tsx';
import { navigate } from '../../shell/route.ts';
import { longDayOf, longMomentOf, sizeOf } from '../../words/measure.ts';
import { filesOf, isForOlder, olderOf } from './key-health.ts';
import { pathWords } from './place-words.ts';

export interface KeyFactsProps {
  known: KnownKey;
  places: readonly PlaceView[];
  /** Left out where the window is not at the computer that keeps the file; then nothing is said of its place either. */
  onProtect: (() => void) | undefined;
}

/** What is known of a key: what it seals, when it was made, how it is protected, where its file lay. */
export function KeyFacts({ known, places, onProtect }: KeyFactsProps) {
  const { t } = useTranslation('keys');
  const { created, form, path } = known;
  const canProtect = path !== null && (form === 'plain' || form === 'protected');
  const seen = { id: 'seen', label: t('facts.seen'), ...useSeen(known, places) };
  const sheet = {
    id: 'sheet',
    label: t('facts.sheet'),
    value:
      known.printed === null ? t('facts.notPrinted') : t('facts.printed', { day: longDayOf(new Date(known.printed)) }),
  };
  const rows: Definition[] = [
    {
      id: 'seals',
      label: t('facts.seals'),
      ...useSeals(known),
      action: (known.files ?? 0) > 0 && (
        <Button kind="link" onPress={() => navigate('files')}>
          {t('facts.show')}
        </Button>
      ),
    },
    {
      id: 'made',
      label: t('facts.made'),
      value:
        created !== '' ? longDayOf(new Date(created)) : t(form === null ? 'facts.unknownForm' : 'facts.madeUnknown'),
    },
    {
      id: 'passphrase',
      label: t('facts.passphrase'),
      value: t(`facts.${form ?? 'unknownForm'}`),
      action: canProtect && onProtect !== undefined && (
        <Button kind="link" onPress={onProtect}>
          {t(form === 'plain' ? 'facts.set' : 'facts.change')}
        </Button>
      ),
    },
    ...(onProtect === undefined ? [] : [sheet, seen]),
  ];
  return <DefinitionList rows={rows} />;
}

function useSeals(known: KnownKey): Pick<Definition, 'value' | 'detail'> {
  const { t } = useTranslation('keys');
  const { files, bytes, older, lastUsed } = known;
  const next = lastUsed ? t('facts.next') : undefined;
  if (files === null || bytes === null) return { value: t('facts.uncounted'), detail: next };
  if (isForOlder(known)) return { value: olderOf(known), detail: next };
  if (files === 0) return { value: t('facts.sealsNone'), detail: next };
  const more = (older ?? 0) > 0 ? t('facts.andOlder', { older: olderOf(known) }) : undefined;
  const value = t('facts.sealsWords', { files: filesOf(known), size: sizeOf(bytes) });
  if (more === undefined || next === undefined) return { value, detail: more ?? next };
  const detail = (
    <>
      {more}
      <br />
      {next}
    </>
  );
  return { value, detail };
}

function useSeen(
  { path, seen, present }: KnownKey,
  places: readonly PlaceView[],
): Pick<Definition, 'value' | 'detail'> {
  const { t } = useTranslation('keys');
  if (seen === null) return { value: t('facts.never') };
  const moment = longMomentOf(new Date(seen));
  if (path === null) return { value: t('facts.noPlace'), detail: t('facts.whenOnly', { moment }) };
  return { value: pathWords(path, places), detail: present ? t('facts.here') : t('facts.when', { moment }) };
}
