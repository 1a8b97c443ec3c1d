import type { MenuItemConstructorOptions } from 'electron';
import type { Command } from './ipc-contract.ts';
import { WORDS } from './words.ts';

export interface MenuDeps {
  readonly platform: NodeJS.Platform;
  readonly command: (command: Command) => void;
  readonly openLink: () => void;
  /** Undefined where the system has no such setting. */
  readonly atLogin: Switch | undefined;
  readonly tray: Switch;
  readonly updates: { readonly look: () => void; readonly atStart: Switch };
}

/** Something that is on or off, with a check before it. */
interface Switch {
  readonly is: boolean;
  readonly set: (is: boolean) => void;
}

type Items = MenuItemConstructorOptions[];

const LINE: MenuItemConstructorOptions = { type: 'separator' };

/** The application's menu, as each system arranges it: on a Mac the application has one of its own, elsewhere File ends it. */
export function applicationMenu({ platform, command, openLink, atLogin, tray, updates }: MenuDeps): Items {
  const isMac = platform === 'darwin';
  const { menu, app } = WORDS;
  const act = (name: Command, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => command(name),
    ...(accelerator !== undefined && { accelerator }),
  });
  const login = atLogin === undefined ? [] : [checkbox(menu.atLogin, atLogin)];
  const newer = [{ label: menu.lookForUpdates, click: updates.look }, checkbox(menu.updatesAtStart, updates.atStart)];
  const own: MenuItemConstructorOptions = {
    label: app,
    submenu: [
      { role: 'about' },
      ...newer,
      LINE,
      ...login,
      LINE,
      { role: 'services' },
      LINE,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      LINE,
      { role: 'quit' },
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: menu.file,
    submenu: [
      act('add-files', menu.addFiles, 'CmdOrCtrl+O'),
      act('add-folder', menu.addFolder, 'CmdOrCtrl+Shift+O'),
      LINE,
      act('lock', menu.lock, 'CmdOrCtrl+L'),
      LINE,
      ...(isMac ? [{ role: 'close' } as const] : [...login, { role: 'quit' } as const]),
    ],
  };
  const rooms = (['files', 'photos', 'transfers', 'keys', 'trash'] as const).map((room, index) =>
    act(room, menu.rooms[room], `CmdOrCtrl+${index + 1}`),
  );
  const view: MenuItemConstructorOptions = {
    label: menu.view,
    submenu: [
      ...rooms,
      act('settings', menu.settings, 'CmdOrCtrl+,'),
      LINE,
      checkbox(isMac ? menu.menuBar : menu.tray, tray),
      LINE,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      LINE,
      { role: 'togglefullscreen' },
    ],
  };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [
      { label: menu.accessKeys, click: openLink },
      ...(isMac ? [] : [LINE, ...newer, LINE, { role: 'about' } as const]),
    ],
  };
  return [...(isMac ? [own] : []), file, { role: 'editMenu' }, view, { role: 'windowMenu' }, help];
}

function checkbox(label: string, { is, set }: Switch): MenuItemConstructorOptions {
  return { label, type: 'checkbox', checked: is, click: ({ checked }) => set(checked) };
}

/** What the dock's icon offers (macOS). */
export function dockMenu(command: MenuDeps['command']): Items {
  return [
    { label: WORDS.menu.addFiles, click: () => command('add-files') },
    { label: WORDS.menu.rooms.transfers, click: () => command('transfers') },
  ];
}
