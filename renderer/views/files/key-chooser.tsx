import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../data/queries.ts';
import type { SealingChoice } from '../../data/sealing.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import { RadioList } from '../../parts/radio-list.tsx';
import { SealingMore } from '../settings/sealing-more.tsx';
import { keysAtHand, sealingKey } from './key-choice.ts';
import { atHandWords } from './key-place.ts';
import type { KeyQuestionProps } from './key-question.ts';

const OTHER = 'other';

/** Asks which key shall seal what is added. */
export function KeyChooser({ question, answer, keys }: KeyQuestionProps<'choose'>) {
  const { t } = useTranslation('files');
  const places = useAppState().data?.keyPlaces ?? [];
  const offered = keysAtHand(keys);
  const [chosen, setChosen] = useState(sealingKey(offered)?.id ?? offered[0]?.id ?? OTHER);
  const [sealing, setSealing] = useState<SealingChoice>({});
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
        onPress: () => answer({ seal: { id: chosen === OTHER ? undefined : chosen, sealing } }),
      }}
    >
      <RadioList
        label={t('choose.title')}
        choices={[...choices, { id: OTHER, label: t('choose.other'), icon: 'folder' }]}
        value={chosen}
        onChange={setChosen}
      />
      {question.isForFiles ? <SealingMore value={sealing} onChange={setSealing} /> : null}
    </Dialog>
  );
}
