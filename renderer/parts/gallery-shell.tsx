import { type ReactNode } from 'react';
import { Frame } from './frame.tsx';
import { type IconName } from './icon.tsx';
import { MenuButton } from './menu.tsx';
import { NavRow } from './nav-row.tsx';
import { Progress } from './progress.tsx';
import { BucketState, TransferState } from './sidebar-state.tsx';
import { NavGroup, Sidebar, VaultButton } from './sidebar.tsx';
import { RAIL_BELOW, useNarrowerThan } from './window-width.ts';

const nothing = () => {};

/** The sidebar of the pictures around a view. */
export function Shell({ current, children }: { current: string; children: ReactNode }) {
  const isRail = useNarrowerThan(RAIL_BELOW);
  const row = (icon: IconName, label: string, more: { count?: string; warning?: string } = {}) => (
    <NavRow icon={icon} label={label} isCurrent={label === current} onPress={nothing} {...more} />
  );
  return (
    <Frame
      windowButtons={isRail ? 'right' : 'left'}
      sidebar={
        <Sidebar
          label="Rooms"
          isRail={isRail}
          hasLights={!isRail}
          head={
            <MenuButton label="Vaults" entries={[]}>
              <VaultButton vault="Holm family" account="mira" label="Holm family, mira" />
            </MenuButton>
          }
          foot={
            <>
              <TransferState words="3 of 41 files sent" time="4 min">
                <Progress label="Transfers" percent={39} />
              </TransferState>
              <BucketState icon="cloud">holm-archive, connected</BucketState>
            </>
          }
        >
          <NavGroup>
            {row('folder', 'Files')}
            {row('photo', 'Photos')}
            {row('people', 'Shared', { count: '2' })}
            {row('link', 'Links')}
          </NavGroup>
          <NavGroup>
            {row('transfers', 'Transfers', { count: '38' })}
            {row('key', 'Keys', { warning: 'one key file was not seen for 63 days' })}
            {row('clock', 'Activity')}
          </NavGroup>
          <NavGroup>{row('sliders', 'Settings')}</NavGroup>
        </Sidebar>
      }
    >
      {children}
    </Frame>
  );
}
