import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { Button } from '../../parts/button.tsx';
import { type Definition, DefinitionList } from '../../parts/definition-list.tsx';
import { navigate } from '../../shell/route.ts';
import { longDayOf, longMomentOf, sizeOf } from '../../words/measure.ts';
import { filesOf } from './key-health.ts';
import { pathWords } from './place-words.ts';

export interface KeyFactsProps {
  known: KnownKey;
  places: readonly PlaceView[];
  onProtect: () => void;
}

/** What is known of a key: what it seals, when it was made, how it is protected, where its file lay. */
export function KeyFacts({ known, places, onProtect }: KeyFactsProps) {
  const { t } = useTranslation('keys');
  const { files, bytes, created, form, path } = known;
  const canProtect = path !== null && (form === 'plain' || form === 'protected');
  const rows: Definition[] = [
    {
      id: 'seals',
      label: t('facts.seals'),
      value: files === 0 ? t('facts.sealsNone') : t('facts.sealsWords', { files: filesOf(known), size: sizeOf(bytes) }),
      action: files > 0 && (
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
      action: canProtect && (
        <Button kind="link" onPress={onProtect}>
          {t(form === 'plain' ? 'facts.set' : 'facts.change')}
        </Button>
      ),
    },
    { id: 'seen', label: t('facts.seen'), ...useSeen(known, places) },
  ];
  return <DefinitionList rows={rows} />;
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
