/**
 * The part of Electron 45 that this room uses, so that it can be checked where the package is not installed. To be deleted when
 * `electron` is a dependency: the package brings its own types.
 */
declare module 'electron' {
  interface ElectronEvent {
    preventDefault(): void;
  }

  interface WebContents {
    on(
      event: 'will-navigate' | 'will-redirect' | 'will-frame-navigate',
      listener: (event: NavigationEvent) => void,
    ): void;
    on(event: 'will-attach-webview', listener: (event: ElectronEvent) => void): void;
    setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void;
  }
  interface NavigationEvent extends ElectronEvent {
    readonly url: string;
  }

  interface Session {
    setCertificateVerifyProc(
      proc: (
        request: { hostname: string; certificate: { data: string } },
        callback: (verificationResult: number) => void,
      ) => void,
    ): void;
    setPermissionRequestHandler(
      handler: (contents: WebContents, permission: string, callback: (granted: boolean) => void) => void,
    ): void;
    setPermissionCheckHandler(handler: () => boolean): void;
    setDevicePermissionHandler(handler: () => boolean): void;
    readonly webRequest: {
      onBeforeRequest(
        listener: (details: { url: string }, callback: (response: { cancel: boolean }) => void) => void,
      ): void;
    };
  }

  interface BrowserWindowOptions {
    readonly width: number;
    readonly height: number;
    readonly show: boolean;
    readonly webPreferences: {
      readonly session: Session;
      readonly sandbox: boolean;
      readonly contextIsolation: boolean;
      readonly nodeIntegration: boolean;
      readonly webSecurity: boolean;
      readonly webviewTag: boolean;
    };
  }

  class BrowserWindow {
    constructor(options: BrowserWindowOptions);
    readonly webContents: WebContents;
    loadURL(url: string): Promise<void>;
    once(event: 'ready-to-show', listener: () => void): void;
    on(event: 'closed', listener: () => void): void;
    isMinimized(): boolean;
    restore(): void;
    focus(): void;
    show(): void;
  }

  interface UtilityProcess {
    postMessage(message: unknown): void;
    on(event: 'message', listener: (message: unknown) => void): void;
    once(event: 'exit', listener: (code: number) => void): void;
    kill(): boolean;
  }

  const app: {
    setPath(name: 'userData', path: string): void;
    requestSingleInstanceLock(): boolean;
    whenReady(): Promise<void>;
    quit(): void;
    exit(code: number): void;
    on(event: 'second-instance' | 'window-all-closed', listener: () => void): void;
    on(event: 'will-quit', listener: (event: ElectronEvent) => void): void;
  };
  const dialog: { showErrorBox(title: string, content: string): void };
  const session: { fromPartition(name: string): Session };
  const utilityProcess: {
    fork(path: string, args: readonly string[], options: { serviceName: string; stdio: 'inherit' }): UtilityProcess;
  };

  export { app, BrowserWindow, dialog, session, utilityProcess };
  export type { Session, UtilityProcess };
}

/** In a utility process: the channel to the main process. */
declare namespace NodeJS {
  interface Process {
    readonly parentPort: {
      on(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
      postMessage(message: unknown): void;
    };
  }
}
