import { useTranslation } from 'react-i18next';
import { useAppState } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { KeyBadge } from '../../parts/key-badge.tsx';
import { Note } from '../../parts/note.tsx';
import { fingerprintOf } from './key-choice.ts';
import { seenWords } from './key-place.ts';
import type { KeyQuestionProps } from './key-question.ts';

/** Asks where a key file is. */
export function KeyPointer({ question, answer, keys }: KeyQuestionProps<'point'>) {
  const { t } = useTranslation('files');
  const { now } = useServices();
  const places = useAppState().data?.keyPlaces ?? [];
  const { id, count, name } = question.need;
  const key = keys.find((one) => one.id === id);
  const fingerprint = id === undefined ? undefined : (key?.fingerprint ?? fingerprintOf(id));
  const called = key?.name ?? t('key.unnamed');
  // A file of an older program names no key; what is to be sealed takes any.
  const kind = id !== undefined ? 'needed' : count > 0 ? 'old' : 'any';
  const title = {
    needed: t('point.title', { count, name }),
    old: t('point.oldTitle', { name }),
    any: t('point.anyTitle'),
  };
  const lead = { needed: t('point.lead', { count }), old: t('point.oldLead'), any: t('point.anyLead') };
  return (
    <Dialog
      isOpen
      onCancel={() => answer(undefined)}
      title={title[kind]}
      lead={lead[kind]}
      plain={{ label: t('cancel'), onPress: () => answer(undefined) }}
      filled={{ label: t('point.pick'), onPress: () => answer('pick') }}
    >
      {fingerprint === undefined ? null : (
        <KeyBadge
          form="stacked"
          name={called}
          fingerprint={fingerprint}
          label={t('key.label', { name: called, fingerprint })}
          detail={key === undefined ? t('key.neverSeen') : seenWords(t, key, places, now())}
        />
      )}
      {question.problem === undefined ? null : (
        <Note tone="bad" role="alert" title={t('point.notOpened')}>
          {question.problem}
        </Note>
      )}
    </Dialog>
  );
}
