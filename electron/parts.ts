import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Dialog,
  IpcMain,
  IpcMainInvokeEvent,
  Menu,
  NativeTheme,
  Notification,
  PowerSaveBlocker,
  SafeStorage,
  Screen,
  Session,
  Shell,
  Tray,
  UtilityProcess,
  WebContents,
  WebFrameMain,
} from 'electron';

import type { Updater } from './updates.ts';

// What this room uses of Electron, cut out of its own declarations: main.ts hands the real things over, tests a stand-in that is checked
// against the same cuts. So neither can drift from what the package says.

export type AppPart = Pick<
  App,
  | 'enableSandbox'
  | 'exit'
  | 'getFileIcon'
  | 'getLoginItemSettings'
  | 'on'
  | 'quit'
  | 'relaunch'
  | 'requestSingleInstanceLock'
  | 'setLoginItemSettings'
  | 'setPath'
  | 'whenReady'
> & { readonly dock?: { setMenu(menu: Menu): void } | undefined };

export type SessionPart = Pick<
  Session,
  | 'setCertificateVerifyProc'
  | 'setDevicePermissionHandler'
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler'
> & {
  readonly cookies: Pick<Session['cookies'], 'set'>;
  readonly webRequest: Pick<Session['webRequest'], 'onBeforeRequest'>;
};

export type FramePart = Pick<WebFrameMain, 'origin'> & { readonly parent: object | null };

export type ContentsPart = Pick<WebContents, 'on' | 'send' | 'setWindowOpenHandler' | 'startDrag'>;

export type WindowPart = Pick<
  BrowserWindow,
  | 'destroy'
  | 'focus'
  | 'getNormalBounds'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'on'
  | 'once'
  | 'restore'
  | 'setProgressBar'
  | 'show'
> & { readonly webContents: ContentsPart };

export type TrayPart = Pick<Tray, 'destroy' | 'on' | 'setContextMenu' | 'setToolTip'>;

export type UtilityPart = Pick<UtilityProcess, 'kill' | 'on' | 'once' | 'postMessage'>;

/** Who calls over the bridge. */
export type CallEvent = {
  readonly sender: object;
  readonly senderFrame: FramePart | null;
};

export interface IpcPart {
  handle(
    channel: string,
    listener: (event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>, ...args: unknown[]) => Promise<unknown>,
  ): ReturnType<IpcMain['handle']>;
}

/** Electron, as far as this room knows it. */
export interface ElectronParts {
  readonly app: AppPart;
  readonly dialog: Pick<Dialog, 'showErrorBox' | 'showMessageBox' | 'showOpenDialog' | 'showSaveDialog'>;
  readonly ipcMain: IpcPart;
  readonly nativeTheme: Pick<NativeTheme, 'themeSource'>;
  readonly powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  readonly safeStorage: Pick<
    SafeStorage,
    'decryptString' | 'encryptString' | 'getSelectedStorageBackend' | 'isEncryptionAvailable'
  >;
  readonly screen: Pick<Screen, 'getAllDisplays'>;
  readonly shell: Pick<Shell, 'openExternal' | 'showItemInFolder'>;
  readonly menu: Pick<typeof Menu, 'buildFromTemplate' | 'setApplicationMenu'>;
  readonly newNotification: (words: {
    readonly title: string;
    readonly body: string;
  }) => Pick<Notification, 'on' | 'show'>;
  readonly newSession: (partition: string) => SessionPart;
  readonly newWindow: (options: BrowserWindowConstructorOptions, session: SessionPart) => WindowPart;
  readonly newTray: () => TrayPart;
  readonly fork: (path: string) => UtilityPart;
  readonly updater: () => Promise<Updater>;
}
