import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActivityView } from '../../../backend/contract/activity.ts';
import { api } from '../../api.ts';
import { QUERY, useChange, useIsRemote } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { SelectField } from '../../parts/select-field.tsx';
import { momentOf } from '../../words/measure.ts';
import styles from './activity-view.module.css';
import { clientOf, iconOf, isBad, type Kind, KINDS, wordsOf } from './activity-words.ts';

const LOOK_MS = 10_000;
const KEEP_CHOICES = ['7', '30', '90', '365', '3650'] as const;
type Keep = (typeof KEEP_CHOICES)[number];
type Log = ReturnType<typeof useLog>;

/** The log as it is looked at: by words, and by kind. */
export function useLog() {
  const [text, setText] = useState('');
  const [kind, setKind] = useState<Kind | 'all'>('all');
  const query = { ...(text !== '' && { text }), ...(kind !== 'all' && { kind }) };
  const { data } = useQuery({
    queryKey: [...QUERY.activity, text, kind],
    queryFn: ({ signal }) => api.activity(query, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: LOOK_MS,
  });
  const days = useQuery({ queryKey: QUERY.activityDays, queryFn: ({ signal }) => api.activityDays(signal) }).data?.days;
  return { text, setText, kind, setKind, query, activities: data?.activities, more: data?.more === true, days };
}

export function LogTools({ log }: { log: Log }) {
  const { t } = useTranslation('activity');
  const { host } = useServices();
  return (
    <>
      <SearchField label={t('search')} clearLabel={t('clear')} value={log.text} onChange={log.setText} />
      <Button size={28} icon="download" onPress={() => host.save(api.activityAddress(log.query))}>
        {t('export')}
      </Button>
    </>
  );
}

export function LogStatus({ log: { activities = [], days = 0 } }: { log: Log }) {
  const { t } = useTranslation('activity');
  return t('status', { count: activities.length, days: t('days', { count: days }) });
}

/** The newest first: what, who, when. */
export function LogList({ log }: { log: Log }) {
  const { t } = useTranslation('activity');
  const { activities, more, kind, setKind, text } = log;
  if (activities === undefined) return null;
  const isFiltered = text !== '' || kind !== 'all';
  return (
    <section aria-label={t('log')} className={classList(styles, 'list')}>
      <div className={classList(styles, 'filters')}>
        <SelectField
          label={t('filter')}
          choices={[{ id: 'all', label: t('all') }, ...KINDS.map((id) => ({ id, label: t(`kinds.${id}`) }))]}
          value={kind}
          onChange={setKind}
        />
        <KeepField log={log} />
      </div>
      {activities.length === 0 ? (
        <EmptyState title={t(isFiltered ? 'none.title' : 'empty.title')}>
          {t(isFiltered ? 'none.words' : 'empty.words')}
        </EmptyState>
      ) : (
        <ol className={classList(styles, 'rows')}>
          {activities.map((activity, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- entries of one moment differ by their place alone.
            <Entry key={`${activity.at} ${index}`} activity={activity} />
          ))}
        </ol>
      )}
      {more ? <p className={classList(styles, 'hint')}>{t('more')}</p> : null}
    </section>
  );
}

/** One setting for everybody on a server: it is changed there. */
function KeepField({ log: { days } }: { log: Log }) {
  const { t } = useTranslation('activity');
  const isRemote = useIsRemote();
  const keep = useChange((id: Keep) => api.keepActivity({ days: Number(id) }), [QUERY.activityDays, QUERY.activity]);
  if (days === undefined || isRemote) return null;
  const ids = [...new Set([...KEEP_CHOICES, String(days) as Keep])].toSorted((a, b) => Number(a) - Number(b));
  return (
    <SelectField
      label={t('keep')}
      choices={ids.map((id) => ({ id, label: t('days', { count: Number(id) }) }))}
      value={String(days) as Keep}
      onChange={(id) => keep.mutate(id)}
    />
  );
}

function Entry({ activity }: { activity: ActivityView }) {
  const { t } = useTranslation('activity');
  const { now } = useServices();
  return (
    <li className={classList(styles, 'row')}>
      <span className={classList(styles, 'picture')}>
        <Icon name={iconOf(activity)} {...(isBad(activity.outcome) ? { tone: 'bad' } : { tone: 'quiet' })} />
      </span>
      <span className={classList(styles, 'words')}>
        <span className={classList(styles, 'what')}>
          {wordsOf(t, activity)}{' '}
          {activity.detail === '' ? null : <span className={classList(styles, 'detail')}>{activity.detail}</span>}
        </span>
        <span className={classList(styles, 'second')}>{clientOf(t, activity)}</span>
      </span>
      <time className={classList(styles, 'aside')} dateTime={activity.at}>
        {momentOf(new Date(activity.at), now())}
      </time>
    </li>
  );
}
