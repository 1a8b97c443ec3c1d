import { SAFE_PREFERENCES } from './window.ts';
import type { ElectronParts, WindowPart } from './parts.ts';
import { WORDS } from './words.ts';

/** Where the page's only link leads: nowhere; that somebody wants to go there is enough. */
export const START_AGAIN = 'https://latchkey.invalid/start-again';

export interface CrashDeps {
  readonly parts: Pick<ElectronParts, 'newSession' | 'newWindow'>;
  readonly what: 'backend' | 'page';
  /** What the backend said before it ended. */
  readonly reason?: string | undefined;
  readonly again: () => void;
}

/**
 * A window that says what happened and what is safe, when nothing else can. The page holds constants and one sentence: no script, no bridge,
 * no server, no file, and in a session that requests nothing.
 */
export function showCrash({ parts, what, reason, again }: CrashDeps): WindowPart {
  const session = parts.newSession('crash');
  session.setPermissionRequestHandler((_, __, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !url.startsWith('data:text/html') }));
  const webPreferences = { ...SAFE_PREFERENCES, javascript: false };
  const window = parts.newWindow({ width: 640, height: 480, title: WORDS.crash.title, webPreferences }, session);
  const { webContents } = window;
  webContents.on('will-navigate', (event) => {
    event.preventDefault();
    if (event.url === START_AGAIN) again();
  });
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  void window.loadURL(`data:text/html;charset=utf-8,${encodeURIComponent(crashPage(what, reason))}`);
  return window;
}

/** A whole page. */
export function crashPage(what: 'backend' | 'page', reason?: string): string {
  const { title, happened, page, safe, todo, again } = WORDS.crash;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<style>:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}body{max-width:30rem;margin:4rem auto;padding:0 2rem}
h1{font-size:22px}</style></head><body><main><h1>${title}</h1>
<p>${what === 'backend' ? happened : page}</p>${reason === undefined ? '' : `<p>${escaped(reason)}</p>`}<p>${safe}</p><p>${todo}</p><p><a href="${START_AGAIN}">${again}</a></p></main></body></html>`;
}

/** A path in a sentence may hold anything. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
