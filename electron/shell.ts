import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Backend } from './backend.ts';
import type { FromBackend, Work } from './backend-messages.ts';
import { bridgeActs } from './bridge-acts.ts';
import { pinCertificate } from './certificate-pin.ts';
import { ChosenPaths } from './chosen-paths.ts';
import { showCrash } from './crash-page.ts';
import { HELP_LINKS } from './help-links.ts';
import { channelOf, type ChosenItem, type Command } from './ipc-contract.ts';
import { serveBridge, type OwnPage } from './ipc-main.ts';
import { answerSecret, keyringOf } from './keyring.ts';
import { applicationMenu, dockMenu } from './menu.ts';
import { isLink, openedFile, readArguments } from './opened-files.ts';
import type { ElectronParts, WindowPart } from './parts.ts';
import { asksToLeave, asksToShow } from './questions.ts';
import { letIn, restrictSession } from './session-policy.ts';
import { TrayDesk } from './tray-desk.ts';
import { UpdateDesk } from './update-desk.ts';
import { openWindow } from './window.ts';
import { WORDS } from './words.ts';
import { WorkSigns } from './work-signs.ts';

/** Where everything lies; main.ts fills it in. */
export interface ShellWorld {
  readonly platform: NodeJS.Platform;
  /** What this start brought along: files, links, and switches that are passed over. */
  readonly words: readonly string[];
  /** This program and its entry: an argument list of a second start names them too. */
  readonly self: readonly string[];
  /** The id of this process. */
  readonly id: number;
  readonly home: string;
  readonly folder: string;
  readonly renderer: string;
  readonly backendProcess: string;
  readonly preload: string;
}

/** Saved and opened files that are remembered; the oldest makes room. */
const MAX_FILES = 10_000;

/** The desktop's side of Latchkey: one backend, one window, and what stands between them and the system. */
export class Shell {
  readonly #parts: ElectronParts;
  readonly #world: ShellWorld;
  readonly #signs: WorkSigns;
  #updates: UpdateDesk | undefined;
  #tray: TrayDesk | undefined;
  /** What the end of the backend leads to, where it is not the end of Latchkey. */
  #onStopped: (() => void) | undefined;
  readonly #saved = new Set<string>();
  #opened: ChosenItem[] = [];
  #backend: Backend | undefined;
  #window: WindowPart | undefined;
  #page: OwnPage | undefined;
  #starts = 0;
  #mayQuit = false;
  #exitCode = 0;
  #reason: string | undefined;

  constructor(parts: ElectronParts, world: ShellWorld) {
    this.#parts = parts;
    this.#world = world;
    this.#signs = new WorkSigns(parts.powerSaveBlocker, () => this.#window);
  }

  /** Transfers are under way: nobody should end Latchkey without asking. */
  get isBusy(): boolean {
    return this.#signs.running > 0;
  }

  /** To be called before Electron is ready. */
  start(): void {
    const { app } = this.#parts;
    // One window for each home, and the shell's own files in it.
    try {
      mkdirSync(this.#ownFolder, { recursive: true, mode: 0o700 });
    } catch (error) {
      this.#parts.dialog.showErrorBox(WORDS.app, `${WORDS.noHome} ${(error as Error).message}`);
      return app.exit(1);
    }
    app.setPath('userData', this.#ownFolder);
    app.enableSandbox();
    if (!app.requestSingleInstanceLock()) return app.exit(0);
    app.on('second-instance', (_, words) => {
      this.#show();
      void this.#takeWords(words);
    });
    app.on('open-file', (event, path) => {
      event.preventDefault();
      void openedFile(path, this.#world.platform).then((file) => this.#takeFiles(file === undefined ? [] : [file]));
    });
    app.on('open-url', (event, address) => {
      event.preventDefault();
      if (isLink(address)) void this.#takeLink();
    });
    app.on('window-all-closed', () => app.quit());
    app.on('before-quit', (event) => this.#hold(event));
    app.on('will-quit', (event) => this.#end(event));
    // Not awaited: a module that waits for it at its top never ends (Electron starts when all modules have run).
    app.whenReady().then(
      () => this.#ready(),
      () => app.exit(1),
    );
  }

  get #ownFolder(): string {
    return join(this.#world.home, 'electron');
  }

  #ready(): void {
    const parts = this.#parts;
    const { platform, id, home, folder, renderer, backendProcess, words } = this.#world;
    const keyring = keyringOf(parts.safeStorage, platform);
    const chosen = new ChosenPaths(platform);
    // Settings tell where Latchkey keeps its own things, and may show them there.
    void chosen.choose(home).catch(() => undefined);
    const acts = bridgeActs({
      parts,
      chosen,
      saved: this.#saved,
      window: () => this.#window,
      takeOpened: () => this.#opened.splice(0),
      keyring: () => keyring,
    });
    serveBridge(parts.ipcMain, acts, () => this.#page);
    const file = join(this.#ownFolder, 'updates.json');
    this.#updates = new UpdateDesk({ parts, platform, file, leave: () => this.#leaveForUpdate() });
    this.#tray = new TrayDesk({
      parts,
      file: join(this.#ownFolder, 'tray.json'),
      hold: (is) => this.#backend?.send({ kind: 'hold', is }),
      show: () => this.#show(),
      quit: () => parts.app.quit(),
    });
    this.#setMenus(this.#updates, this.#tray);
    this.#tray.place();
    this.#backend = new Backend({
      fork: () => parts.fork(backendProcess),
      order: { kind: 'order', shell: id, home, folder, renderer, keyring: keyring === 'real' },
      hear: (message) => this.#hear(message),
      stopped: () => (this.#onStopped ?? (() => parts.app.quit()))(),
      broke: (isLast) => this.#broke(isLast),
    });
    this.#backend.start();
    void this.#takeWords(words);
  }

  #setMenus(updates: UpdateDesk, tray: TrayDesk): void {
    const { app, menu, shell } = this.#parts;
    const { platform } = this.#world;
    const command = (name: Command) => this.#window?.webContents.send(channelOf('command'), name);
    const atLogin = {
      is: platform !== 'linux' && app.getLoginItemSettings().openAtLogin,
      set: (openAtLogin: boolean) => app.setLoginItemSettings({ openAtLogin }),
    };
    const template = applicationMenu({
      platform,
      command,
      openLink: () => void shell.openExternal(HELP_LINKS.accessKeys).catch(() => undefined),
      // Linux has no such setting that Electron knows.
      atLogin: platform === 'linux' ? undefined : atLogin,
      tray: { is: tray.isWanted, set: (is) => tray.want(is) },
      updates: {
        look: () => void updates.look(),
        atStart: { is: updates.atStart.is, set: (is) => void updates.atStart.set(is) },
      },
    });
    menu.setApplicationMenu(menu.buildFromTemplate(template));
    app.dock?.setMenu(menu.buildFromTemplate(dockMenu(command)));
  }

  #hear(message: FromBackend): void {
    if (message.kind === 'ready') this.#open(message);
    if (message.kind === 'work') this.#see(message);
    if (message.kind === 'failed') this.#reason = message.sentence;
    if (message.kind === 'saved') remember(this.#saved, message.path);
    if (message.kind === 'secret') this.#backend?.send(answerSecret(this.#parts.safeStorage, message));
  }

  /** The backend listens: its certificate is pinned before the first request, which has the local token already. */
  #open({ url, fingerprint, token }: FromBackend & { kind: 'ready' }): void {
    const parts = this.#parts;
    // A session of its own for each backend: what was trusted before is trusted no more. Without "persist:" nothing is written to the disk.
    this.#starts += 1;
    const session = parts.newSession(`latchkey-${this.#starts}`);
    pinCertificate(session, fingerprint);
    restrictSession(session, url);
    const before = this.#window;
    const stateFile = join(this.#ownFolder, 'window.json');
    const { preload, platform } = this.#world;
    const window = openWindow({ parts, session, url, preload, platform, stateFile });
    this.#window = window;
    this.#page = { contents: window.webContents, origin: url };
    window.on('close', (event) => this.#hold(event));
    window.on('closed', () => {
      if (this.#window === window) [this.#window, this.#page] = [undefined, undefined];
    });
    window.webContents.on('render-process-gone', (_, { reason }) => {
      if (reason !== 'clean-exit' && this.#window === window) this.#crash('page');
    });
    before?.destroy();
    if (this.#starts === 1) void this.#updates?.lookAtStart();
    const loaded = letIn(session, url, token).then(() => window.loadURL(`${url}/`));
    loaded.catch(() => {
      // One that was closed meanwhile is no crash.
      if (this.#window === window) this.#crash('page');
    });
  }

  #see(work: Omit<Work, 'kind'>): void {
    this.#signs.show(work);
    this.#tray?.see(work);
  }

  #broke(isLast: boolean): void {
    this.#tray?.forgetHold();
    this.#see({ running: 0, share: null });
    if (isLast) this.#crash('backend');
  }

  #crash(what: 'backend' | 'page'): void {
    const { app } = this.#parts;
    const before = this.#window;
    [this.#window, this.#page] = [undefined, undefined];
    this.#exitCode = 1;
    const again = () => {
      app.relaunch();
      this.#quit();
    };
    showCrash({ parts: this.#parts, what, reason: what === 'backend' ? this.#reason : undefined, again });
    before?.destroy();
  }

  async #takeWords(words: readonly string[]): Promise<void> {
    const { platform, self } = this.#world;
    const others = words.filter((word) => !self.includes(word));
    const { files, hasLink } = await readArguments(others, platform);
    this.#takeFiles(files);
    if (hasLink) await this.#takeLink();
  }

  #takeFiles(files: readonly ChosenItem[]): void {
    if (files.length === 0) return;
    this.#opened = [...this.#opened, ...files].slice(-MAX_FILES);
    this.#window?.webContents.send(channelOf('opened'), null);
    this.#show();
  }

  async #takeLink(): Promise<void> {
    if (await asksToShow(this.#parts.dialog)) this.#show();
  }

  #show(): void {
    if (this.#window?.isMinimized()) this.#window.restore();
    this.#window?.focus();
  }

  /** Closing the window is quitting; both ask while files are on their way. */
  #hold(event: { preventDefault(): void }): void {
    if (this.#mayQuit || !this.isBusy) return;
    event.preventDefault();
    void asksToLeave(this.#parts.dialog).then((leaves) => leaves && this.#quit());
  }

  #quit(): void {
    this.#mayQuit = true;
    this.#parts.app.quit();
  }

  /** An installer may not wait as Latchkey's own quitting does: everything is over before it begins. */
  async #leaveForUpdate(): Promise<boolean> {
    if (this.isBusy && !(await asksToLeave(this.#parts.dialog))) return false;
    this.#mayQuit = true;
    const backend = this.#backend;
    if (backend?.isRunning === true) {
      await new Promise<void>((resolve) => {
        this.#onStopped = resolve;
        backend.stop();
      });
    }
    return true;
  }

  /** The backend ends first; its end quits again. */
  #end(event: { preventDefault(): void }): void {
    if (this.#backend?.isRunning === true) {
      event.preventDefault();
      this.#backend.stop();
    } else if (this.#exitCode !== 0) this.#parts.app.exit(this.#exitCode);
  }
}

function remember(saved: Set<string>, path: string): void {
  const [oldest] = saved;
  if (saved.size >= MAX_FILES && oldest !== undefined) saved.delete(oldest);
  saved.add(path);
}
