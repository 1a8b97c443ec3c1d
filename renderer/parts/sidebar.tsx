import { createContext, type ReactNode, useContext } from 'react';
import { Button } from 'react-aria-components';
import { Brand } from './brand.tsx';
import { classList } from './class-list.ts';
import { Icon } from './icon.tsx';
import styles from './sidebar.module.css';
import { Tooltip } from './tooltip.tsx';

const RailContext = createContext(false);

/** Whether the sidebar around is a rail of icons. */
export function useRail(): boolean {
  return useContext(RailContext);
}

export interface SidebarProps {
  /** 56 px of icons instead of 224 px of words; for windows below 960 px. */
  isRail?: boolean;
  /** The 52 px above the vault for the lights of macOS. */
  hasLights?: boolean;
  /** "Rooms", the name of the navigation. */
  label: string;
  /** The `VaultButton`. */
  head: ReactNode;
  /** `NavGroup`s of `NavRow`s. */
  children: ReactNode;
  /** Transfer state and bucket; not shown on a rail. */
  foot?: ReactNode;
}

export function Sidebar({ isRail = false, hasLights = false, label, head, children, foot }: SidebarProps) {
  return (
    <RailContext value={isRail}>
      <div className={classList(styles, 'sidebar', isRail && 'rail', hasLights && 'lights')}>
        {head}
        <nav aria-label={label} className={classList(styles, 'nav')}>
          {children}
        </nav>
        {foot === undefined || isRail ? null : <div className={classList(styles, 'foot')}>{foot}</div>}
      </div>
    </RailContext>
  );
}

export function NavGroup({ children }: { children: ReactNode }) {
  return <ul className={classList(styles, 'group')}>{children}</ul>;
}

export interface VaultButtonProps {
  vault: string;
  account: string;
  /** "Holm family, mira. Switch vault or account" */
  label: string;
}

/** The head of the sidebar; goes into a `MenuButton`. */
export function VaultButton({ vault, account, label }: VaultButtonProps) {
  const isRail = useRail();
  return (
    <Tooltip words={label} placement="right" isDisabled={!isRail}>
      <Button aria-label={label} className={classList(styles, 'vault')}>
        <Brand size={28} />
        {isRail ? null : (
          <>
            <span className={classList(styles, 'names')}>
              <span className={classList(styles, 'name')}>{vault}</span>{' '}
              <span className={classList(styles, 'account')}>{account}</span>
            </span>
            <Icon name="up-down" size={16} tone="quiet" />
          </>
        )}
      </Button>
    </Tooltip>
  );
}
