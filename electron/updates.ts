import type { AppUpdater } from 'electron-updater';

/** What an installed Latchkey asks before it does anything about a newer one. */
export interface UpdateChoices {
  /** From the settings, and false until the user says otherwise: then nobody is asked for anything. */
  readonly isAllowed: boolean;
  readonly platform: NodeJS.Platform;
  /** Tells that there is a newer version. Nothing is fetched before this is true; on Linux it cannot be, and the answer is ignored. */
  readonly offer: (version: string) => Promise<boolean>;
  /** The new version is here and whole. True restarts into it, false leaves everything as it is until Latchkey is closed. */
  readonly restart: (version: string) => Promise<boolean>;
}

/** What came of it. `told`: the user was told and nothing else happened. */
export type UpdateEnd = 'not-allowed' | 'newest' | 'told' | 'later' | 'restarting';

type Updater = Pick<
  AppUpdater,
  | 'allowDowngrade'
  | 'allowPrerelease'
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'checkForUpdates'
  | 'disableWebInstaller'
  | 'downloadUpdate'
  | 'logger'
  | 'quitAndInstall'
>;

/**
 * Looks once whether there is a newer version and does what the user chooses. Who made it is checked by the system: macOS and Windows
 * install nothing that is not signed by whoever signed this one, and a package that nobody signed has no place to look into (the
 * build leaves it out). On Linux nothing checks a signature, so there the user is told and installs it as they did the first time.
 * @throws Error of electron-updater: no network, no such place, another sum, another signature. Nothing was installed then
 */
export async function offerUpdate(choices: UpdateChoices, updater = installedUpdater): Promise<UpdateEnd> {
  if (!choices.isAllowed) return 'not-allowed';
  const found = await updater();
  found.autoDownload = false;
  found.autoInstallOnAppQuit = false;
  found.allowDowngrade = false;
  found.allowPrerelease = false;
  // Its files need no signature.
  found.disableWebInstaller = true;
  found.logger = null;
  const result = await found.checkForUpdates();
  if (!result?.isUpdateAvailable) return 'newest';
  const { version } = result.updateInfo;
  if (!(await choices.offer(version)) || choices.platform === 'linux') return 'told';
  await found.downloadUpdate();
  if (!(await choices.restart(version))) {
    found.autoInstallOnAppQuit = true;
    return 'later';
  }
  found.quitAndInstall();
  return 'restarting';
}

/** Loaded only where it is needed: it looks at the running Electron at once. */
async function installedUpdater(): Promise<Updater> {
  const { default: electronUpdater } = await import('electron-updater');
  return electronUpdater.autoUpdater;
}
