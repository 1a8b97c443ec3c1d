import { expect, test } from 'vitest';
import { offerUpdate, type UpdateChoices } from './updates.ts';

/** Stands in electron-updater's place, which runs in an installed Electron alone. */
function updaterWith(isUpdateAvailable: boolean) {
  const acts: string[] = [];
  const updateInfo = { version: '0.2.0', files: [], path: '', sha512: '', releaseDate: '' };
  const updater = {
    allowDowngrade: true,
    allowPrerelease: true,
    autoDownload: true,
    autoInstallOnAppQuit: true,
    disableWebInstaller: false,
    logger: console,
    async checkForUpdates() {
      acts.push('check');
      return { isUpdateAvailable, updateInfo, versionInfo: updateInfo };
    },
    async downloadUpdate() {
      acts.push('download');
      return [];
    },
    quitAndInstall: () => void acts.push('install'),
  };
  return { acts, updater };
}

function choices(more: Partial<UpdateChoices>): UpdateChoices {
  return { isAllowed: true, platform: 'darwin', offer: async () => true, restart: async () => true, ...more };
}

test('nobody is asked until the user allows it', async () => {
  const { acts, updater } = updaterWith(true);
  expect(await offerUpdate(choices({ isAllowed: false }), async () => updater)).toBe('not-allowed');
  expect(acts).toEqual([]);
});

test.each([
  ['there is none', false, {}, 'newest', ['check'], false],
  ['the user says no', true, { offer: async () => false }, 'told', ['check'], false],
  ['the system checks no signature', true, { platform: 'linux' }, 'told', ['check'], false],
  ['the user wants it later', true, { restart: async () => false }, 'later', ['check', 'download'], true],
  ['the user wants it now', true, {}, 'restarting', ['check', 'download', 'install'], false],
] as const)('where %s', async (_, isThere, more, end, done, atQuit) => {
  const { acts, updater } = updaterWith(isThere);
  expect(await offerUpdate(choices(more), async () => updater)).toBe(end);
  expect(acts).toEqual(done);
  expect(updater).toMatchObject({ autoDownload: false, allowDowngrade: false, autoInstallOnAppQuit: atQuit });
});
