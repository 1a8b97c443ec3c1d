import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BaseWindow, OpenDialogOptions } from 'electron';
import { BridgeError } from './bridge-error.ts';
import type { ChosenPaths } from './chosen-paths.ts';
import { picturesIn, readPicture } from './chosen-pictures.ts';
import type { CallAnswer, ChosenItem } from './ipc-contract.ts';
import type { BridgeActs } from './ipc-main.ts';
import type { ElectronParts, WindowPart } from './parts.ts';
import { WORDS } from './words.ts';

export interface ActDeps {
  readonly parts: Pick<ElectronParts, 'app' | 'dialog' | 'nativeTheme' | 'newNotification' | 'shell'>;
  readonly chosen: ChosenPaths;
  /** Files that the backend said it saved in this session. */
  readonly saved: ReadonlySet<string>;
  readonly window: () => WindowPart | undefined;
  /** What was opened with Latchkey; each is handed over once. */
  readonly takeOpened: () => readonly ChosenItem[];
  readonly keyring: () => CallAnswer<'keyring'>;
}

/** What the desktop does for the window. */
export function bridgeActs({ parts, chosen, saved, window, takeOpened, keyring }: ActDeps): BridgeActs {
  const { app, dialog, nativeTheme, shell } = parts;

  const ask = async (options: OpenDialogOptions): Promise<readonly string[]> => {
    const { canceled, filePaths } = await dialog.showOpenDialog(parent(window()), options);
    return canceled ? [] : filePaths;
  };
  const item = async (path: string): Promise<ChosenItem> => {
    await chosen.choose(path);
    return { path, name: basename(path), kind: (await stat(path)).isDirectory() ? 'folder' : 'file' };
  };

  return {
    async chooseKeyFile() {
      const { keyFile: title, keyFiles, allFiles } = WORDS.choose;
      const filters = [
        { name: keyFiles, extensions: ['json'] },
        { name: allFiles, extensions: ['*'] },
      ];
      const [path] = await ask({ title, filters, properties: ['openFile'] });
      return path === undefined ? null : item(path);
    },
    async chooseKeyPlace(name) {
      // A name alone: it must not lead anywhere.
      if (basename(name) !== name || name.includes('\\')) throw new BridgeError('path-trick');
      const options = { title: WORDS.choose.keyPlace, defaultPath: name };
      const { canceled, filePath } = await dialog.showSaveDialog(parent(window()), options);
      if (canceled || filePath === '') return null;
      await chosen.choose(filePath, true);
      return filePath;
    },
    async chooseItems(what) {
      const kind = what === 'files' ? 'openFile' : 'openDirectory';
      return Promise.all((await ask({ properties: [kind, 'multiSelections'] })).map(item));
    },
    async chooseFolder() {
      const [path] = await ask({ properties: ['openDirectory', 'createDirectory'] });
      if (path === undefined) return null;
      await chosen.choose(path);
      return path;
    },
    takeDropped: (paths) => Promise.all(paths.map(item)),
    async takeOpened() {
      // One that is gone meanwhile does not keep the others.
      const items = await Promise.all(takeOpened().map(({ path }) => item(path).catch(() => undefined)));
      return items.filter((one) => one !== undefined);
    },
    pictures: (path) => picturesIn(chosen, path),
    picture: (path) => readPicture(chosen, path),
    async reveal(path) {
      shell.showItemInFolder(await chosen.use(path));
      return null;
    },
    async notify(words) {
      const notification = parts.newNotification(words);
      notification.on('click', () => {
        window()?.show();
        window()?.focus();
      });
      notification.show();
      return null;
    },
    async theme(source) {
      nativeTheme.themeSource = source;
      return null;
    },
    async dragOut(path) {
      const file = await chosen.use(path);
      if (!saved.has(path) || !(await stat(file)).isFile()) throw new BridgeError('not-chosen');
      window()?.webContents.startDrag({ file, icon: await app.getFileIcon(file) });
      return null;
    },
    keyring: async () => keyring(),
  };
}

/** A dialog hangs on its window. What this room knows of a window is cut out of the whole one, so it is one. */
function parent(window: WindowPart | undefined): BaseWindow {
  if (window === undefined) throw new BridgeError('unexpected');
  return window as unknown as BaseWindow;
}
