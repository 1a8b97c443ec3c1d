import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../../backend/contract/session.ts';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { Icon } from '../../parts/icon.tsx';
import { momentOf } from '../../words/measure.ts';
import styles from './activity-view.module.css';
import { clientOf } from './activity-words.ts';

/** Log-ins come and go on other computers. */
const LOOK_MS = 10_000;

export function useDevices() {
  const { data } = useQuery({
    queryKey: QUERY.sessions,
    queryFn: ({ signal }) => api.sessions(signal),
    refetchInterval: LOOK_MS,
  });
  const end = useChange((id: string) => api.endSession(id), [QUERY.sessions, QUERY.activity]);
  return { sessions: data?.sessions ?? [], end: (id: string) => end.mutate(id) };
}

/** Where the account is logged in; each of it can be ended but the one that asks, which is locked instead. */
export function DeviceList({ devices: { sessions, end } }: { devices: ReturnType<typeof useDevices> }) {
  const { t } = useTranslation('activity');
  return (
    <section aria-label={t('devices')} className={classList(styles, 'list')}>
      <p className={classList(styles, 'hint')}>{t('device.note')}</p>
      <ul className={classList(styles, 'rows')}>
        {sessions.map((session) => (
          <Device key={session.id} session={session} onEnd={() => end(session.id)} />
        ))}
      </ul>
    </section>
  );
}

function Device({ session, onEnd }: { session: SessionView; onEnd: () => void }) {
  const { t } = useTranslation('activity');
  const { now } = useServices();
  const { since, used, current, remote, running } = session;
  const name = clientOf(t, session);
  const times = { since: momentOf(new Date(since), now()), used: momentOf(new Date(used), now()) };
  return (
    <li className={classList(styles, 'row')}>
      <span className={classList(styles, 'picture')}>
        <Icon name={remote ? 'cloud' : 'laptop'} tone="quiet" />
      </span>
      <span className={classList(styles, 'words')}>
        <span className={classList(styles, 'what')}>{name}</span>
        <span className={classList(styles, 'second')}>
          {t('device.since', times)}
          {running.length === 0 ? '' : `. ${t('device.running', { count: running.length })}`}
        </span>
      </span>
      {current ? (
        <span className={classList(styles, 'aside')}>{t('device.current')}</span>
      ) : (
        <Button size={28} aria-label={t('device.endName', { device: name })} onPress={onEnd}>
          {t('device.end')}
        </Button>
      )}
    </li>
  );
}
