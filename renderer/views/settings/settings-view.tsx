import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { QUERY, useAppState, useChange, useIsRemote } from '../../data/queries.ts';
import { useScanSetting } from '../../data/scan-setting.ts';
import { useSealing, useSetSealing } from '../../data/sealing.ts';
import { Checkbox } from '../../parts/checkbox.tsx';
import { classList } from '../../parts/class-list.ts';
import { View } from '../../parts/frame.tsx';
import { SelectField } from '../../parts/select-field.tsx';
import { Toolbar, ToolbarTitle } from '../../parts/toolbar.tsx';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { BandwidthMenu } from '../transfers/bandwidth-menu.tsx';
import { PlaceSettings } from './place-settings.tsx';
import { SEGMENTS, segmentWords, SUITES, suiteWords } from './sealing-words.ts';
import styles from './settings-view.module.css';

/** What this computer's user chose once, for all accounts; each change is kept at once. */
export function SettingsView() {
  const { t } = useTranslation('settings');
  const storage = useAppState().data?.vault?.storage;
  return (
    <View toolbar={<Toolbar label={t('title')} title={<ToolbarTitle>{t('title')}</ToolbarTitle>} />}>
      <div className={classList(styles, 'settings')}>
        <Section title={t('files.title')} lead={t('files.lead')}>
          <SealingSettings />
        </Section>
        <Section title={t('scan.title')}>
          <ScanSwitch />
        </Section>
        {storage === 'bucket' ? (
          <Section title={t('speed.title')} lead={t('speed.lead')}>
            <div>
              <BandwidthMenu />
            </div>
          </Section>
        ) : null}
        <Section title={t('place.title')}>
          <PlaceSettings />
        </Section>
      </div>
    </View>
  );
}

function Section({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classList(styles, 'section')}>
      <h2 id={id} className={classList(styles, 'title')}>
        {title}
      </h2>
      {lead === undefined ? null : <p className={classList(styles, 'lead')}>{lead}</p>}
      {children}
    </section>
  );
}

function SealingSettings() {
  const { t } = useTranslation('settings');
  const { data } = useSealing();
  const set = useSetSealing();
  if (data?.suite === undefined) return null;
  return (
    <>
      <div className={classList(styles, 'fields')}>
        <SelectField
          label={t('files.suite')}
          choices={SUITES.map((suite) => ({ id: suite, label: suiteWords(t, suite) }))}
          value={data.suite}
          onChange={(suite) => set.mutate({ ...data, suite })}
        />
        <SelectField
          label={t('files.segment')}
          choices={SEGMENTS.map((segment) => ({ id: String(segment), label: segmentWords(t, segment) }))}
          value={String(data.segment)}
          onChange={(segment) => set.mutate({ ...data, segment: Number(segment) })}
        />
      </div>
      <p className={classList(styles, 'hint')}>{t('files.hint')}</p>
      <ErrorDialog error={set.error ?? undefined} onClose={set.reset} />
    </>
  );
}

function ScanSwitch() {
  const { t } = useTranslation('settings');
  const isRemote = useIsRemote();
  const place = useScanSetting();
  const { data } = useQuery({ queryKey: QUERY.scan, queryFn: ({ signal }) => place.get(signal) });
  const set = useChange(place.set, [QUERY.scan]);
  if (data?.enabled === undefined) return null;
  return (
    <>
      <Checkbox isSelected={data.enabled} onChange={(enabled) => set.mutate(enabled)}>
        {t('scan.switch')}
      </Checkbox>
      <p className={classList(styles, 'hint')}>{t(isRemote ? 'scan.hintElsewhere' : 'scan.hint')}</p>
      <ErrorDialog error={set.error ?? undefined} onClose={set.reset} />
    </>
  );
}
