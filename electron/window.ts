import type { BrowserWindowConstructorOptions } from 'electron';
import { isHelpLink } from './help-links.ts';
import type { ElectronParts, SessionPart, WindowPart } from './parts.ts';
import { isOwn } from './session-policy.ts';
import { keepState, openingBounds, readState, wasMaximized } from './window-state.ts';

export interface WindowDeps {
  readonly parts: Pick<ElectronParts, 'newWindow' | 'screen' | 'shell'>;
  readonly session: SessionPart;
  /** The server's address, without a path. */
  readonly url: string;
  /** The built preload script. */
  readonly preload: string;
  readonly platform: NodeJS.Platform;
  /** Where its place on the screen is kept. */
  readonly stateFile: string;
}

/** The toolbar of the window, in pixels: as high as the buttons in it. */
const HEAD = 51;

/** What every window here has: nothing of Node, a world of its own for the preload script, and Chromium's sandbox. */
export const SAFE_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const satisfies BrowserWindowConstructorOptions['webPreferences'];

/** The window, which shows the server's pages and nothing else. */
export function openWindow({ parts, session, url, preload, platform, stateFile }: WindowDeps): WindowPart {
  const saved = readState(stateFile);
  const options = {
    ...openingBounds(saved, parts.screen.getAllDisplays()),
    show: false,
    // The window draws its own head: the system's buttons lie in it.
    titleBarStyle: 'hidden' as const,
    ...(platform !== 'darwin' && { titleBarOverlay: { height: HEAD } }),
    webPreferences: { ...SAFE_PREFERENCES, preload },
  };
  const window = parts.newWindow(options, session);
  const isOpenable = (address: string) => isOwn(address, url);
  confine(window, isOpenable, (link) => void parts.shell.openExternal(link).catch(() => undefined));
  window.once('ready-to-show', () => {
    if (wasMaximized(saved)) window.maximize();
    window.show();
  });
  window.on('close', () => {
    void keepState(stateFile, { ...window.getNormalBounds(), isMaximized: window.isMaximized() });
  });
  return window;
}

/** Navigation, redirects, frames, guests and new windows: all of them stay at home. */
export function confine(
  { webContents }: Pick<WindowPart, 'webContents'>,
  isOpenable: (address: string) => boolean,
  openLink: (address: string) => void,
): void {
  const refuseForeign = (event: { readonly url: string; preventDefault(): void }) => {
    if (!isOpenable(event.url)) event.preventDefault();
  };
  webContents.on('will-navigate', refuseForeign);
  webContents.on('will-redirect', refuseForeign);
  webContents.on('will-frame-navigate', refuseForeign);
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  webContents.setWindowOpenHandler(({ url: address }) => {
    if (isHelpLink(address)) openLink(address);
    return { action: 'deny' };
  });
}
