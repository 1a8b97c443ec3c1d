import type { AppUpdater } from 'electron-updater';

/** What an installed Latchkey asks before it does anything about a newer one. */
export interface UpdateChoices {
  readonly platform: NodeJS.Platform;
  /** Tells that there is a newer version. Nothing is fetched before this is true; on Linux nothing is fetched at all. */
  readonly offer: (version: string) => Promise<boolean>;
  /** The new version is here and whole. True restarts into it, false leaves everything as it is until Latchkey is closed. */
  readonly restart: (version: string) => Promise<boolean>;
}

/** What came of it. `no-place`: this one does not know where a newer one would lie; `told`: the user was told and nothing else happened. */
export type UpdateEnd = 'no-place' | 'newest' | 'told' | 'later' | 'restarting';

/** What is used of electron-updater. */
export type Updater = Pick<
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
  | 'requestHeaders'
>;

/**
 * Looks once whether there is a newer version and does what the user chooses. Who made it is checked by the system: macOS and Windows
 * install nothing that is not signed by whoever signed this one, and a package that nobody signed has no place to look into (the
 * build leaves it out). On Linux nothing checks a signature, so there the user is told and installs it as they did the first time.
 * @throws Error of electron-updater: no network, no such place, another sum, another signature. Nothing was installed then
 */
export async function offerUpdate(choices: UpdateChoices, found: Updater): Promise<UpdateEnd> {
  found.autoDownload = false;
  found.autoInstallOnAppQuit = false;
  found.allowDowngrade = false;
  found.allowPrerelease = false;
  // Its files need no signature.
  found.disableWebInstaller = true;
  found.logger = null;
  // It would send the same random id each time, to let a release out to some first: whoever asks is nobody.
  found.requestHeaders = { 'x-user-staging-id': '' };
  const result = await checked(found);
  if (result === null) return 'no-place';
  if (!result.isUpdateAvailable) return 'newest';
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

/** @returns null where it was not installed from a package, or from one that nobody signed: those say no place */
async function checked(updater: Updater): ReturnType<Updater['checkForUpdates']> {
  try {
    return await updater.checkForUpdates();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Loaded only where it is needed: it looks at the running Electron at once. */
export async function installedUpdater(): Promise<Updater> {
  const { default: electronUpdater } = await import('electron-updater');
  return electronUpdater.autoUpdater;
}
