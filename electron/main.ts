import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerSaveBlocker,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
  type Session,
} from 'electron';
import { homeFolder } from '../backend/state/home-folder.ts';
import { Shell } from './shell.ts';
import { TRAY_PICTURES } from './tray-icon.ts';
import { installedUpdater } from './updates.ts';

// The entry of the native shell: hands Electron and the places over. From source (`npm start`) what is built lies in dist/, in a package
// everything lies side by side.
const { argv, env, execPath, pid, platform } = process;
const { dirname: here, filename: entry } = import.meta;
const isSource = entry.endsWith('.ts');
const folder = env['LATCHKEY_FOLDER'] || (isSource ? process.cwd() : homedir());

// Without it Windows shows no notifications of ours; the installer writes the same name.
if (platform === 'win32') app.setAppUserModelId('app.latchkey.desktop');

const parts = {
  app,
  dialog,
  ipcMain,
  nativeTheme,
  powerSaveBlocker,
  safeStorage,
  screen,
  shell,
  menu: Menu,
  newNotification: (words: { readonly title: string; readonly body: string }) => new Notification(words),
  newSession: (partition: string) => session.fromPartition(partition),
  newWindow: (options: Electron.BrowserWindowConstructorOptions, own: unknown) =>
    new BrowserWindow({ ...options, webPreferences: { ...options.webPreferences, session: own as Session } }),
  newTray: () => {
    const image = nativeImage.createEmpty();
    for (const { scaleFactor, png } of TRAY_PICTURES)
      image.addRepresentation({ scaleFactor, dataURL: `data:image/png;base64,${png}` });
    return new Tray(image);
  },
  fork: (path: string) => utilityProcess.fork(path, [], { serviceName: 'Latchkey', stdio: 'inherit' }),
  updater: installedUpdater,
};

new Shell(parts, {
  platform,
  words: argv.slice(1),
  self: [execPath, entry],
  id: pid,
  home: homeFolder(platform, env, homedir(), folder),
  folder,
  renderer: env['LATCHKEY_RENDERER'] || join(here, isSource ? '../dist/renderer' : '../renderer'),
  backendProcess: join(here, isSource ? 'backend-process.ts' : 'backend-process.js'),
  preload: join(here, isSource ? '../dist/electron/preload.cjs' : 'preload.cjs'),
}).start();
