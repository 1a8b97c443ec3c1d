import { BrowserWindow, type Session } from 'electron';
import { isOwn } from './session-policy.ts';

/** The window, which shows the server's pages and nothing else. @param url the server's, without a path */
export function openWindow(session: Session, url: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    show: false,
    webPreferences: {
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    },
  });
  const { webContents } = window;
  const refuseForeign = (event: { readonly url: string; preventDefault(): void }) => {
    if (!isOwn(event.url, url)) event.preventDefault();
  };
  webContents.on('will-navigate', refuseForeign);
  webContents.on('will-redirect', refuseForeign);
  webContents.on('will-frame-navigate', refuseForeign);
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  window.once('ready-to-show', () => window.show());
  return window;
}
