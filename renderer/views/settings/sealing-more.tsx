import { useTranslation } from 'react-i18next';
import { type SealingChoice, useSealing } from '../../data/sealing.ts';
import { Disclosure } from '../../parts/disclosure.tsx';
import { SelectField } from '../../parts/select-field.tsx';
import { SEGMENTS, segmentWords, sizeWords, SUITES, suiteWords } from './sealing-words.ts';

const AS_SET = 'as-set';

export interface SealingMoreProps {
  value: SealingChoice;
  onChange: (choice: SealingChoice) => void;
}

/** For those who look for it: how what is added now is sealed, where that is to differ from the settings. */
export function SealingMore({ value, onChange }: SealingMoreProps) {
  const { t } = useTranslation('settings');
  const { data } = useSealing();
  if (data?.suite === undefined) return null;
  const { suite: _, ...noSuite } = value;
  const { segment: __, ...noSegment } = value;
  const asSet = (choice: string) => ({ id: AS_SET, label: t('upload.asSet', { choice }) }) as const;
  return (
    <Disclosure label={t('upload.more')}>
      <SelectField
        label={t('upload.suite')}
        choices={[
          asSet(data.suite.toUpperCase()),
          ...SUITES.map((suite) => ({ id: suite, label: suiteWords(t, suite) })),
        ]}
        value={value.suite ?? AS_SET}
        onChange={(suite) => onChange(suite === AS_SET ? noSuite : { ...value, suite })}
      />
      <SelectField
        label={t('upload.segment')}
        choices={[
          asSet(sizeWords(t, data.segment)),
          ...SEGMENTS.map((segment) => ({ id: String(segment), label: segmentWords(t, segment) })),
        ]}
        value={value.segment === undefined ? AS_SET : String(value.segment)}
        onChange={(segment) => onChange(segment === AS_SET ? noSegment : { ...value, segment: Number(segment) })}
      />
    </Disclosure>
  );
}
