import { EventEmitter } from 'node:events';
import type { Updater } from './updates.ts';

/** Stands in electron-updater's place, which runs in an installed Electron alone. */
export class TestUpdater {
  /** What it was told to do, in this order. */
  readonly acts: string[] = [];
  /** Tells of `install`. */
  readonly told = new EventEmitter();
  /** What lies at the place of the releases; `undefined` where it does not know one. */
  newest: { readonly isUpdateAvailable: boolean; readonly version: string } | undefined;
  /** What its calls meet instead. */
  fails: { readonly checkForUpdates?: Error; readonly downloadUpdate?: Error } = {};
  allowDowngrade = true;
  allowPrerelease = true;
  autoDownload = true;
  autoInstallOnAppQuit = true;
  disableWebInstaller = false;
  logger: Updater['logger'] = console;
  requestHeaders: Updater['requestHeaders'] = null;

  async checkForUpdates() {
    this.acts.push('check');
    if (this.fails.checkForUpdates !== undefined) throw this.fails.checkForUpdates;
    if (this.newest === undefined) return null;
    const { isUpdateAvailable, version } = this.newest;
    const updateInfo = { version, files: [], path: '', sha512: '', releaseDate: '' };
    return { isUpdateAvailable, updateInfo, versionInfo: updateInfo };
  }

  async downloadUpdate(): Promise<string[]> {
    this.acts.push('download');
    if (this.fails.downloadUpdate !== undefined) throw this.fails.downloadUpdate;
    return [];
  }

  quitAndInstall(): void {
    this.acts.push('install');
    this.told.emit('install');
  }
}
