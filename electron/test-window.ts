import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, CookiesSetDetails, Rectangle } from 'electron';
import type { ContentsPart, SessionPart, TrayPart, WindowPart } from './parts.ts';

type VerifyProc = Exclude<Parameters<SessionPart['setCertificateVerifyProc']>[0], null>;
type RequestHandler = Exclude<Parameters<SessionPart['setPermissionRequestHandler']>[0], null>;
type CheckHandler = Exclude<Parameters<SessionPart['setPermissionCheckHandler']>[0], null>;
type BeforeRequest = (
  details: { readonly url: string },
  callback: (response: { readonly cancel?: boolean }) => void,
) => void;

/**
 * What tells of events. Electron's declarations return the whole object, which nobody here uses: `never` fits them all. Tests listen at
 * `events`.
 */
export class TestEvents {
  readonly events = new EventEmitter();

  on(name: string, listener: (...told: never[]) => void): never {
    this.events.on(name, listener as (...told: unknown[]) => void);
    return this as never;
  }

  once(name: string, listener: (...told: never[]) => void): never {
    this.events.once(name, listener as (...told: unknown[]) => void);
    return this as never;
  }

  emit(name: string, ...told: readonly unknown[]): void {
    this.events.emit(name, ...told);
  }

  /** Tells of something that a listener may prevent. @returns whether none did */
  asks(name: string, event: object = {}, ...told: readonly unknown[]): boolean {
    let isFree = true;
    const asked = { ...event, preventDefault: () => (isFree = false) };
    this.events.emit(name, asked, ...told);
    return isFree;
  }
}

/** A session: keeps its handlers and asks them what Chromium would ask. */
export class TestSession {
  readonly partition: string;
  #verify: VerifyProc | undefined;
  #request: RequestHandler | undefined;
  #check: CheckHandler | undefined;
  #device: (() => boolean) | undefined;
  #before: BeforeRequest | undefined;

  constructor(partition: string) {
    this.partition = partition;
  }

  readonly cookies = {
    kept: [] as CookiesSetDetails[],
    async set(cookie: CookiesSetDetails): Promise<void> {
      this.kept.push(cookie);
    },
  };

  readonly webRequest = {
    onBeforeRequest: ((listener: BeforeRequest) => {
      this.#before = listener;
    }) as SessionPart['webRequest']['onBeforeRequest'],
  };

  setCertificateVerifyProc(proc: VerifyProc | null): void {
    this.#verify = proc ?? undefined;
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler ?? undefined;
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler ?? undefined;
  }

  setDevicePermissionHandler(handler: Parameters<SessionPart['setDevicePermissionHandler']>[0]): void {
    this.#device = (handler as (() => boolean) | null) ?? undefined;
  }

  /** Whether a connection with this certificate comes about. Without a verify proc Chromium trusts none that we make. */
  async trusts(hostname: string, pem: string): Promise<boolean> {
    const verify = this.#verify;
    if (verify === undefined) return false;
    const request = { hostname, certificate: { data: pem } } as Parameters<VerifyProc>[0];
    return new Promise((resolve) => verify(request, (code) => resolve(code === 0)));
  }

  /** Whether a permission is given, by either of the two handlers: without one Chromium gives it. */
  async grants(permission: string): Promise<boolean> {
    const [ask, check, device] = [this.#request, this.#check, this.#device];
    if (ask === undefined || check === undefined || device === undefined) return true;
    const asked = await new Promise<boolean>((resolve) => ask({} as never, permission as never, resolve, {} as never));
    return asked || check(null, permission as never, '', {} as never) || device();
  }

  /** Whether a request leaves. */
  async lets(url: string): Promise<boolean> {
    const before = this.#before;
    if (before === undefined) return true;
    return new Promise((resolve) => before({ url }, ({ cancel }) => resolve(cancel !== true)));
  }
}

type OpenHandler = Parameters<ContentsPart['setWindowOpenHandler']>[0];

export class TestContents extends TestEvents implements ContentsPart {
  readonly told: (readonly [channel: string, told: unknown])[] = [];
  readonly dragged: string[] = [];
  #opens: OpenHandler | undefined;

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#opens = handler;
  }

  send(channel: string, told: unknown): void {
    this.told.push([channel, told]);
    this.emit('told', channel, told);
  }

  startDrag({ file }: { readonly file?: string }): void {
    this.dragged.push(file ?? '');
  }

  /** Whether something the page does is let through: `will-navigate` and its like. */
  lets(name: string, url: string): boolean {
    return this.asks(name, { url });
  }

  /** Whether a page may open a window. Without a handler it may. */
  opens(url: string): boolean {
    return this.#opens === undefined || this.#opens({ url } as Parameters<OpenHandler>[0]).action === 'allow';
  }
}

/** A window that loads nothing: it remembers where it was sent. */
export class TestWindow extends TestEvents implements WindowPart {
  readonly webContents = new TestContents();
  readonly options: BrowserWindowConstructorOptions;
  readonly session: TestSession;
  readonly loaded: string[] = [];
  progress: number | undefined;
  bounds: Rectangle = { x: 0, y: 0, width: 1280, height: 800 };
  isDestroyed = false;

  constructor(options: BrowserWindowConstructorOptions, session: TestSession) {
    super();
    this.options = options;
    this.session = session;
  }

  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.emit('loaded', url);
    this.emit('ready-to-show');
  }

  /** As a click on its button closes it. @returns whether nobody prevented it */
  close(): boolean {
    const isFree = this.asks('close');
    if (isFree) this.destroy();
    return isFree;
  }

  destroy(): void {
    if (this.isDestroyed) return;
    this.isDestroyed = true;
    this.emit('closed');
  }

  getNormalBounds(): Rectangle {
    return this.bounds;
  }

  setProgressBar(share: number): void {
    this.progress = share;
  }

  isMaximized(): boolean {
    return false;
  }

  isMinimized(): boolean {
    return false;
  }

  focus(): void {
    this.emit('focused');
  }

  maximize(): void {}
  restore(): void {}
  show(): void {}
}

/** A tray that nobody sees: its words, and how often its menu was made. */
export class TestTray extends TestEvents implements TrayPart {
  readonly #all: Set<TestTray>;
  words = '';
  menus = 0;

  constructor(all: Set<TestTray>) {
    super();
    this.#all = all;
  }

  setToolTip(words: string): void {
    this.words = words;
  }

  setContextMenu(): void {
    this.menus += 1;
  }

  destroy(): void {
    this.#all.delete(this);
  }
}
