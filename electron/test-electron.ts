import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:tls';
import type {
  BrowserWindowConstructorOptions,
  Menu,
  MenuItemConstructorOptions,
  MessageBoxReturnValue,
  OpenDialogReturnValue,
  SaveDialogReturnValue,
} from 'electron';
import type { AppPart, CallEvent, IpcPart, UtilityPart } from './parts.ts';
import { TestUpdater } from './test-updater.ts';
import { TestEvents, TestSession, TestTray, TestWindow } from './test-window.ts';

/** Electron's channel to a utility process, on Node's own. What is sent when nobody is left is lost; that it ends is its own affair. */
const PARENT_PORT = `
  import { EventEmitter } from 'node:events';
  const port = new EventEmitter();
  port.postMessage = (message) => process.connected && process.send(message);
  process.on('message', (data) => port.emit('message', { data }));
  process.parentPort = port;
`;

/** A utility process: a child with the same channel. */
export class TestUtility extends TestEvents implements UtilityPart {
  readonly child: ChildProcess;
  /** Whatever it printed, and whatever it was told. */
  printed = '';
  readonly told: unknown[] = [];

  constructor(path: string) {
    super();
    const port = `data:text/javascript,${encodeURIComponent(PARENT_PORT)}`;
    this.child = fork(path, [], { execArgv: ['--import', port], silent: true });
    for (const [from, to] of [
      [this.child.stdout, process.stdout],
      [this.child.stderr, process.stderr],
    ] as const) {
      from?.on('data', (bytes: Buffer) => {
        this.printed += bytes.toString();
        to.write(bytes);
      });
    }
    this.child.on('message', (data) => this.emit('message', data));
    this.child.once('exit', (code) => this.emit('exit', code ?? 1));
  }

  postMessage(message: unknown): void {
    this.told.push(message);
    this.child.send(message as object);
  }

  kill(): boolean {
    return this.child.kill('SIGKILL');
  }

  /** Ends it, and nobody hears of it. */
  async abandon(): Promise<void> {
    this.events.removeAllListeners();
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    this.kill();
    await ended;
  }
}

/** Electron's life: what a quit asks, closes and waits for, in its order. */
class TestApp extends TestEvents implements AppPart {
  readonly windows = new Set<TestWindow>();
  readonly paths = new Map<string, string>();
  isOnly = true;
  isSandboxed = false;
  relaunches = 0;
  exitCode: number | undefined;
  login = { openAtLogin: false };
  /** There on macOS alone; here for whichever system is played. */
  readonly dock = { setMenu: () => {} };

  setPath(name: string, path: string): void {
    this.paths.set(name, path);
  }

  enableSandbox(): void {
    this.isSandboxed = true;
  }

  requestSingleInstanceLock(): boolean {
    return this.isOnly;
  }

  async whenReady(): Promise<void> {}

  relaunch(): void {
    this.relaunches += 1;
  }

  quit(): void {
    if (this.exitCode !== undefined || !this.asks('before-quit')) return;
    for (const window of this.windows) if (!window.close()) return;
    if (this.asks('will-quit')) this.exit(0);
  }

  exit(code = 0): void {
    this.exitCode ??= code;
    this.emit('ended');
  }

  /** Resolves when it has quit, with its exit code. */
  async ended(): Promise<number | undefined> {
    if (this.exitCode === undefined) await once(this.events, 'ended');
    return this.exitCode;
  }

  getLoginItemSettings() {
    return { ...this.login } as Electron.LoginItemSettings;
  }

  setLoginItemSettings({ openAtLogin = false }: Electron.Settings): void {
    this.login = { openAtLogin };
  }

  async getFileIcon(): Promise<Electron.NativeImage> {
    return {} as Electron.NativeImage;
  }
}

/** What the system's dialogs answer, in this order; without an answer they are cancelled. */
class TestDialog {
  readonly asked: unknown[] = [];
  readonly paths: (readonly string[])[] = [];
  readonly buttons: number[] = [];

  async showOpenDialog(...asked: unknown[]): Promise<OpenDialogReturnValue> {
    this.asked.push(asked.at(-1));
    const filePaths = [...(this.paths.shift() ?? [])];
    return { canceled: filePaths.length === 0, filePaths };
  }

  async showSaveDialog(...asked: unknown[]): Promise<SaveDialogReturnValue> {
    this.asked.push(asked.at(-1));
    const [filePath = ''] = this.paths.shift() ?? [];
    return { canceled: filePath === '', filePath };
  }

  async showMessageBox(...asked: unknown[]): Promise<MessageBoxReturnValue> {
    this.asked.push(asked.at(-1));
    return { response: this.buttons.shift() ?? 0, checkboxChecked: false };
  }

  showErrorBox(title: string, content: string): void {
    this.asked.push({ title, content });
  }
}

class TestIpc implements IpcPart {
  readonly #handlers = new Map<string, Parameters<IpcPart['handle']>[1]>();

  handle(channel: string, listener: Parameters<IpcPart['handle']>[1]): void {
    if (this.#handlers.has(channel)) throw new Error(`${channel} is handled already`);
    this.#handlers.set(channel, listener);
  }

  async call(channel: string, event: CallEvent, ...args: unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (handler === undefined) throw new Error(`nobody handles ${channel}`);
    return handler(event as Parameters<typeof handler>[0], ...args);
  }
}

/**
 * Electron where its binary cannot be had: the same messages, events and order, checked against Electron's own declarations through
 * parts.ts. Processes are real; a window shows nothing unless it is made of Chromium (e2e/fixtures/electron-stand-in).
 */
export class TestElectron {
  readonly app = new TestApp();
  readonly dialog = new TestDialog();
  readonly ipcMain = new TestIpc();
  readonly nativeTheme: { themeSource: 'system' | 'light' | 'dark' } = { themeSource: 'system' };
  readonly opened: string[] = [];
  readonly revealed: string[] = [];
  readonly notified: string[] = [];
  readonly awake = new Set<number>();
  readonly newer = new TestUpdater();
  readonly sessions: TestSession[] = [];
  readonly windows: TestWindow[] = [];
  readonly utilities: TestUtility[] = [];
  /** Tells of each `window`. */
  readonly made = new EventEmitter();
  /** The application's menu first, then the dock's. */
  readonly menus: MenuItemConstructorOptions[][] = [];
  secretStore: { isThere: boolean; backend: ReturnType<Electron.SafeStorage['getSelectedStorageBackend']> } = {
    isThere: true,
    backend: 'gnome_libsecret',
  };

  readonly screen = {
    getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] as Electron.Display[],
  };
  readonly shell = {
    openExternal: async (address: string) => void this.opened.push(address),
    showItemInFolder: (path: string) => void this.revealed.push(path),
  };
  readonly powerSaveBlocker = {
    start: () => {
      this.awake.add(this.awake.size + 1);
      return this.awake.size;
    },
    stop: (id: number) => this.awake.delete(id),
  };
  /** Turned around, which is enough to see what was sealed and what was not. */
  readonly safeStorage = {
    isEncryptionAvailable: () => this.secretStore.isThere,
    getSelectedStorageBackend: () => this.secretStore.backend,
    encryptString: (text: string) => Buffer.from(Buffer.from(text).toReversed()),
    decryptString: (sealed: Buffer) => Buffer.from(sealed.toReversed()).toString(),
  };
  readonly menu = {
    buildFromTemplate: (template: MenuItemConstructorOptions[]) => {
      this.menus.push(template);
      return {} as Menu;
    },
    setApplicationMenu: () => {},
  };

  /** Those that are there, each with its menu and its words. */
  readonly trays = new Set<TestTray>();

  newTray(): TestTray {
    const tray = new TestTray(this.trays);
    this.trays.add(tray);
    return tray;
  }

  newNotification(words: { readonly title: string; readonly body: string }) {
    return Object.assign(new TestEvents(), { show: () => void this.notified.push(words.title) });
  }

  newSession(partition: string): TestSession {
    const session = new TestSession(partition);
    this.sessions.push(session);
    return session;
  }

  newWindow(options: BrowserWindowConstructorOptions, session: unknown): TestWindow {
    const window = this.makeWindow(options, session as TestSession);
    this.windows.push(window);
    this.app.windows.add(window);
    this.made.emit('window');
    window.events.once('closed', () => {
      this.app.windows.delete(window);
      if (this.app.windows.size === 0) this.app.emit('window-all-closed');
    });
    return window;
  }

  /** What a window is made of. */
  protected makeWindow(options: BrowserWindowConstructorOptions, session: TestSession): TestWindow {
    return new TestWindow(options, session);
  }

  readonly updater = async (): Promise<TestUpdater> => this.newer;

  fork(path: string): TestUtility {
    const utility = new TestUtility(path);
    this.utilities.push(utility);
    return utility;
  }
}

/** The certificate that answers at an address, as Chromium would see it: PEM. */
export async function certificateAt(url: string): Promise<string> {
  const { hostname: host, port } = new URL(url);
  const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return `-----BEGIN CERTIFICATE-----\n${raw.toString('base64')}\n-----END CERTIFICATE-----\n`;
}
