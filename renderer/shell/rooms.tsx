import { useTranslation } from 'react-i18next';
import type { IconName } from '../parts/icon.tsx';
import { NavRow } from '../parts/nav-row.tsx';
import { NavGroup } from '../parts/sidebar.tsx';
import { countOf } from '../words/measure.ts';
import { navigate, type Room } from './route.ts';
import type { UnderWay } from './under-way.ts';

export interface RoomsProps {
  current: Room;
  way: UnderWay | undefined;
  /** Key files that were not seen for a while. */
  missing: number;
  /** What is set is another computer's, and its user's. */
  isRemote: boolean;
}

/** The rows of the sidebar: only rooms that are there. */
export function Rooms({ current, way, missing, isRemote }: RoomsProps) {
  const { t } = useTranslation();
  const row = (room: Room, icon: IconName) => ({
    icon,
    label: t(`rooms.${room}`),
    isCurrent: room === current,
    onPress: () => navigate(room),
  });
  const left = way === undefined ? 0 : way.totalFiles - way.files;
  const written = countOf(left);
  const transfers = left === 0 ? {} : { count: written, name: t('rooms.transfersName', { count: left, written }) };
  return (
    <>
      <NavGroup>
        <NavRow {...row('files', 'folder')} />
        <NavRow {...row('photos', 'photo')} />
        <NavRow {...row('shared', 'people')} />
        <NavRow {...row('links', 'link')} />
      </NavGroup>
      <NavGroup>
        <NavRow {...row('transfers', 'transfers')} {...transfers} />
        <NavRow
          {...row('keys', 'key')}
          warning={missing === 0 ? undefined : t('rooms.keysWarning', { count: missing })}
        />
        <NavRow {...row('activity', 'clock')} />
      </NavGroup>
      <NavGroup>
        <NavRow {...row('trash', 'trash')} />
        {isRemote ? null : <NavRow {...row('settings', 'sliders')} />}
      </NavGroup>
    </>
  );
}
