import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../data/queries.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import { RadioList } from '../../parts/radio-list.tsx';
import { keysAtHand, sealingKey } from './key-choice.ts';
import { atHandWords } from './key-place.ts';
import type { KeyQuestionProps } from './key-question.ts';

const OTHER = 'other';

/** Asks which key shall seal what is added. */
export function KeyChooser({ answer, keys }: Pick<KeyQuestionProps<'choose'>, 'answer' | 'keys'>) {
  const { t } = useTranslation('files');
  const places = useAppState().data?.keyPlaces ?? [];
  const offered = keysAtHand(keys);
  const [chosen, setChosen] = useState(sealingKey(offered)?.id ?? offered[0]?.id ?? OTHER);
  const choices = offered.map(({ id, name, fingerprint, path }) => ({
    id,
    label: name ?? fingerprint,
    icon: 'key' as const,
    detail: (
      <>
        <Fingerprint value={fingerprint} tone="quiet" />
        {path === null ? null : <> · {atHandWords(t, path, places)}</>}
      </>
    ),
  }));
  return (
    <Dialog
      isOpen
      onCancel={() => answer(undefined)}
      title={t('choose.title')}
      lead={t('choose.lead')}
      plain={{ label: t('cancel'), onPress: () => answer(undefined) }}
      filled={{
        label: chosen === OTHER ? t('point.pick') : t('choose.use'),
        onPress: () => answer(chosen === OTHER ? 'pick' : { id: chosen }),
      }}
    >
      <RadioList
        label={t('choose.title')}
        choices={[...choices, { id: OTHER, label: t('choose.other'), icon: 'folder' }]}
        value={chosen}
        onChange={setChosen}
      />
    </Dialog>
  );
}
