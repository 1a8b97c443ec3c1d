import { access, constants, open, realpath } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import type { ScreenEnvironment } from './screen.ts';

const LINUX = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
  'vivaldi-stable',
];
const MACOS = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser', 'Vivaldi'];
const WINDOWS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ['BraveSoftware', 'Brave-Browser', 'Application', 'brave.exe'],
  ['Vivaldi', 'Application', 'vivaldi.exe'],
];

/** An installed browser of the Chromium family, which can pin a certificate by its key. LATCHKEY_BROWSER names another one. */
export async function findBrowser(
  platform: NodeJS.Platform,
  env: ScreenEnvironment,
  user: string,
): Promise<string | undefined> {
  const named = env['LATCHKEY_BROWSER'];
  const candidates = named === undefined || named === '' ? browserPlaces(platform, env, user) : [named];
  for (const path of candidates) {
    const isProgram = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isProgram && !(platform === 'linux' && (await isSnap(path)))) return path;
  }
  return undefined;
}

/** Where such browsers are installed, the best first. */
export function browserPlaces(platform: NodeJS.Platform, env: ScreenEnvironment, user: string): string[] {
  if (platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']];
    return WINDOWS.flatMap((parts) => roots.flatMap((root) => (root ? [win32.join(root, ...parts)] : [])));
  }
  if (platform === 'darwin') {
    const roots = ['/Applications', posix.join(user, 'Applications')];
    return MACOS.flatMap((name) => roots.map((root) => posix.join(root, `${name}.app`, 'Contents', 'MacOS', name)));
  }
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return LINUX.flatMap((name) => folders.map((folder) => posix.join(folder, name)));
}

/** A snap sees no hidden folder, and the home folder is below one: it could read neither the doorway nor a profile there. */
async function isSnap(path: string): Promise<boolean> {
  const target = await realpath(path);
  if (target.startsWith('/snap/') || target.endsWith('/snap')) return true;
  const file = await open(target);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const start = buffer.toString('latin1', 0, bytesRead);
    return start.startsWith('#!') && start.includes('/snap/bin/');
  } finally {
    await file.close();
  }
}

export interface BrowserStart {
  readonly program: string;
  /** `file:` address of the doorway. */
  readonly page: string;
  /** A folder of this window's own. */
  readonly profile: string;
  /** SHA-256 of the server's public key, base64. */
  readonly keyHash: string;
  readonly platform: NodeJS.Platform;
  readonly userId: number | undefined;
  readonly more: readonly string[];
}

/** What a browser is started with. Nothing of it is a secret: everybody on this computer can read it. */
export function browserArguments(start: BrowserStart): string[] {
  const { program, page, profile, keyHash, platform, userId, more } = start;
  return [
    `--app=${page}`,
    `--user-data-dir=${profile}`,
    `--ignore-certificate-errors-spki-list=${keyHash}`,
    // Cookies and addresses stay in memory.
    /edge(-stable)?(\.exe)?$/i.test(program) ? '--inprivate' : '--incognito',
    // Two pipes that only this process holds: they tell where the window is, and their end is the browser's end.
    '--remote-debugging-pipe',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-sync',
    '--disable-component-update',
    '--disable-quic',
    '--password-store=basic',
    '--window-size=1280,800',
    // Chromium refuses to run as root with its sandbox.
    ...(platform === 'linux' && userId === 0 ? ['--no-sandbox'] : []),
    ...more,
  ];
}
