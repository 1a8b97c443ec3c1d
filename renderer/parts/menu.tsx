import { type ReactElement, useRef } from 'react';
import {
  Keyboard,
  Menu as AriaMenu,
  MenuItem,
  MenuTrigger,
  Popover,
  type PopoverProps,
  Separator,
  Text,
} from 'react-aria-components';
import { classList } from './class-list.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './menu.module.css';

export interface MenuEntry {
  id: string;
  /** Verb first; "…" when a dialog follows. */
  label: string;
  /** As the computer writes it: "⌘D", "Ctrl D". */
  shortcut?: string | undefined;
  icon?: IconName;
  /** Deletes: in the colour of `bad`. */
  isDanger?: boolean;
  isDisabled?: boolean;
  /** Set on every entry of a menu that chooses one of several. */
  isChosen?: boolean;
  onAction: () => void;
}

/** `'line'` parts two groups. */
export type MenuEntries = readonly (MenuEntry | 'line')[];

interface MenuListProps {
  label: string;
  entries: MenuEntries;
}

function MenuList({ label, entries }: MenuListProps) {
  const chosen = entries.flatMap((entry) => (entry !== 'line' && entry.isChosen === true ? [entry.id] : []));
  const choosing = entries.some((entry) => entry !== 'line' && entry.isChosen !== undefined);
  const choice = choosing ? ({ selectionMode: 'single', selectedKeys: chosen } as const) : {};
  return (
    <AriaMenu aria-label={label} {...choice} className={classList(styles, 'menu')}>
      {entries.map((entry, index) =>
        entry === 'line' ? (
          <Separator key={`line ${index}`} className={classList(styles, 'line')} />
        ) : (
          <MenuItem
            key={entry.id}
            id={entry.id}
            textValue={entry.label}
            isDisabled={entry.isDisabled ?? false}
            onAction={entry.onAction}
            className={classList(styles, 'item', entry.isDanger && 'danger')}
          >
            {entry.icon === undefined ? null : <Icon name={entry.icon} size={16} />}
            <Text slot="label" className={classList(styles, 'words')}>
              {entry.label}
            </Text>
            {entry.isChosen === true ? <Icon name="check" size={16} tone="quiet" /> : null}
            {entry.shortcut === undefined ? null : (
              <Keyboard className={classList(styles, 'shortcut')}>{entry.shortcut}</Keyboard>
            )}
          </MenuItem>
        ),
      )}
    </AriaMenu>
  );
}

export interface MenuButtonProps extends MenuListProps {
  placement?: NonNullable<PopoverProps['placement']>;
  /** The button: `Button`, `IconButton` or another part that can be pressed. */
  children: ReactElement;
}

export function MenuButton({ label, entries, placement = 'bottom end', children }: MenuButtonProps) {
  return (
    <MenuTrigger>
      {children}
      <Popover placement={placement} offset={4} className={classList(styles, 'popover')}>
        <MenuList label={label} entries={entries} />
      </Popover>
    </MenuTrigger>
  );
}

export interface ContextMenuProps extends MenuListProps {
  /** Where in the window, in CSS px; null while the menu is closed. */
  point: { x: number; y: number } | null;
  onClose: () => void;
}

/** The menu of a row or tile, at the pointer or, from the keyboard, at a corner of the row. */
export function ContextMenu({ label, entries, point, onClose }: ContextMenuProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span
        ref={anchor}
        aria-hidden="true"
        className={classList(styles, 'anchor')}
        style={{ left: point?.x ?? 0, top: point?.y ?? 0 }}
      />
      <Popover
        trigger="MenuTrigger"
        triggerRef={anchor}
        isOpen={point !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) onClose();
        }}
        placement="bottom start"
        offset={0}
        className={classList(styles, 'popover')}
      >
        <MenuList
          label={label}
          entries={entries.map((entry) =>
            entry === 'line'
              ? entry
              : {
                  ...entry,
                  onAction: () => {
                    onClose();
                    entry.onAction();
                  },
                },
          )}
        />
      </Popover>
    </>
  );
}
