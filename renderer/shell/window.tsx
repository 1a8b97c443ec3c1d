import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StateView } from '../../backend/contract/state.ts';
import { useIsRemote, useKeys } from '../data/queries.ts';
import { useServices } from '../data/services.tsx';
import { useTransfers } from '../data/transfer-store.ts';
import { Frame } from '../parts/frame.tsx';
import { BucketState } from '../parts/sidebar-state.tsx';
import { Sidebar } from '../parts/sidebar.tsx';
import { WindowSlotsContext } from '../parts/window-slots.ts';
import { RAIL_BELOW, useNarrowerThan } from '../parts/window-width.ts';
import { AlarmStrip } from '../views/alarms/alarm-strip.tsx';
import { RoomDrop } from '../views/files/room-drop.tsx';
import { needsLook } from '../views/keys/key-health.ts';
import { ConnectionStrip } from './connection-strip.tsx';
import { useCommands, useDoneNotice } from './desktop.ts';
import { useLive } from './live.ts';
import { Rooms } from './rooms.tsx';
import { navigate, type Room, type Route, useRoute } from './route.ts';
import { shortcutWords, useShortcuts } from './shortcuts.ts';
import { SidebarTransfers, StatusTransfers, TransferAnnouncer } from './transfer-words.tsx';
import { isAllSent, underWay } from './under-way.ts';
import { VaultMenu } from './vault-menu.tsx';

const load = {
  files: async () => ({ default: (await import('../views/files/files-view.tsx')).FilesView }),
  activity: async () => ({ default: (await import('../views/activity/activity-view.tsx')).ActivityView }),
  keys: async () => ({ default: (await import('../views/keys/keys-view.tsx')).KeysView }),
  photos: async () => ({ default: (await import('../views/photos/photos-view.tsx')).PhotosView }),
  shared: async () => ({ default: (await import('../views/shared/shared-view.tsx')).SharedView }),
  links: async () => ({ default: (await import('../views/links/links-view.tsx')).LinksView }),
  settings: async () => ({ default: (await import('../views/settings/settings-view.tsx')).SettingsView }),
  transfers: async () => ({ default: (await import('../views/transfers/transfers-view.tsx')).TransfersView }),
};
const ActivityView = lazy(load.activity);
const FilesView = lazy(load.files);
const KeysView = lazy(load.keys);
const PhotosView = lazy(load.photos);
const SettingsView = lazy(load.settings);
const SharedView = lazy(load.shared);
const LinksView = lazy(load.links);
const TransfersView = lazy(load.transfers);

const StorageDialog = lazy(async () => ({
  default: (await import('../views/storage/storage-dialog.tsx')).StorageDialog,
}));

const ImportDialog = lazy(async () => ({
  default: (await import('../views/import/import-dialog.tsx')).ImportDialog,
}));

const PasswordDialog = lazy(async () => ({ default: (await import('./password-dialog.tsx')).PasswordDialog }));

const ROOMS: readonly Room[] = [
  'files',
  'photos',
  'shared',
  'links',
  'transfers',
  'keys',
  'activity',
  'trash',
  'settings',
];

export interface VaultWindowProps {
  vault: NonNullable<StateView['vault']>;
  session: NonNullable<StateView['session']>;
  platform: StateView['platform'];
  onLock: () => void;
  /** Asks whether the vault is there again. */
  onTry: () => void;
}

/** The window of an open vault: sidebar or rail, and one room beside it. */
export function VaultWindow({ vault, session, platform, onLock, onTry }: VaultWindowProps) {
  const { t } = useTranslation();
  const { host, transfers, now } = useServices();
  // Once a room stands the others are fetched, so that none of them is ever empty for a moment.
  useEffect(() => void Promise.all(Object.values(load).map((room) => room())).catch(() => undefined), []);
  const route = useRoute();
  const isRail = useNarrowerThan(RAIL_BELOW);
  const isAnswered = useLive(vault.reachable);
  const all = useTransfers(transfers);
  const way = underWay(all);
  const waiting = way === undefined ? 0 : way.totalFiles - way.files;
  const { data } = useKeys();
  // Elsewhere key files never lie where Latchkey looks.
  const isRemote = useIsRemote();
  const missing = isRemote ? [] : (data?.keys ?? []).filter((key) => needsLook(key, now()));
  const [isStorage, setStorage] = useState(false);
  const [isImport, setImport] = useState(false);
  const [isPassword, setPassword] = useState(false);
  const isNative = host.kind === 'native';
  const isStopped = !isAnswered || !vault.reachable;
  const hasLights = isNative && platform === 'darwin';
  // A browser keeps these keys for its tabs and its address.
  useShortcuts(
    isNative
      ? {
          'mod+l': onLock,
          ...Object.fromEntries(ROOMS.map((room, index) => [`mod+${index + 1}`, () => navigate(room)])),
        }
      : {},
  );
  useCommands({ ...Object.fromEntries(ROOMS.map((room) => [room, () => navigate(room)])), lock: onLock });
  useDoneNotice(way !== undefined, t('state.allDone'));
  // Files says by itself that the vault is lost, and what waits for it.
  const slots = useMemo(
    () => ({
      strip: (
        <>
          <ConnectionStrip {...{ vault, isAnswered, waiting, onTry }} onStorage={() => setStorage(true)} />
          <AlarmStrip vault={vault.name} />
        </>
      ),
      ...(isRail && way !== undefined && { statusEnd: <StatusTransfers way={way} isStopped={isStopped} /> }),
    }),
    [vault, isAnswered, waiting, onTry, isRail, way, isStopped],
  );
  return (
    <WindowSlotsContext value={slots}>
      <Frame
        windowButtons={hasLights ? 'left' : isNative ? 'right' : 'none'}
        sidebar={
          <Sidebar
            label={t('rooms.label')}
            isRail={isRail}
            hasLights={hasLights}
            head={
              <VaultMenu
                vault={vault.name}
                place={vault.place}
                account={session.username}
                lockShortcut={isNative ? shortcutWords('l') : undefined}
                onStorage={vault.storage === 'bucket' && !isRemote ? () => setStorage(true) : undefined}
                onImport={isRemote ? undefined : () => setImport(true)}
                onPassword={() => setPassword(true)}
                onLock={onLock}
              />
            }
            foot={
              <section aria-label={t('state.foot')}>
                {way === undefined ? null : <SidebarTransfers way={way} isStopped={isStopped} />}
                {vault.storage === 'bucket' && !isStopped && way === undefined && isAllSent(all) ? (
                  <BucketState icon="check">{t('state.allSent')}</BucketState>
                ) : null}
                <Bucket vault={vault} isStopped={isStopped} />
              </section>
            }
          >
            <Rooms current={route.room} way={way} missing={missing.length} isRemote={isRemote} />
          </Sidebar>
        }
      >
        <Suspense>
          <View route={route} />
        </Suspense>
        <RoomDrop folder={route.room === 'files' ? route.folder : undefined} />
        {isStorage ? (
          <Suspense>
            <StorageDialog vault={vault} onClose={() => setStorage(false)} />
          </Suspense>
        ) : null}
        {isImport ? (
          <Suspense>
            <ImportDialog onClose={() => setImport(false)} />
          </Suspense>
        ) : null}
        {isPassword ? (
          <Suspense>
            <PasswordDialog account={session.username} onClose={() => setPassword(false)} />
          </Suspense>
        ) : null}
        {route.room === 'transfers' ? null : <TransferAnnouncer way={way} />}
      </Frame>
    </WindowSlotsContext>
  );
}

function Bucket({ vault, isStopped }: { vault: VaultWindowProps['vault']; isStopped: boolean }) {
  const { t } = useTranslation();
  return isStopped ? (
    <BucketState icon="cloud-off" tone="warn">
      {t('state.lost', { vault: vault.name })}
    </BucketState>
  ) : (
    <BucketState icon={vault.storage === 'bucket' ? 'cloud' : 'laptop'}>
      {vault.storage === 'bucket' ? t('state.there', { vault: vault.name }) : t('state.here')}
    </BucketState>
  );
}

function View({ route: { room, folder } }: { route: Route }) {
  if (room === 'transfers') return <TransfersView />;
  if (room === 'photos') return <PhotosView />;
  if (room === 'links') return <LinksView />;
  if (room === 'keys') return <KeysView />;
  if (room === 'activity') return <ActivityView />;
  if (room === 'settings') return <SettingsView />;
  if (room === 'shared') return <SharedView />;
  return <FilesView key={room} folder={folder} trash={room === 'trash'} />;
}
