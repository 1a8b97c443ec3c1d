import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { CODE_MS } from '../backend/http/local-token.ts';
import { BrowserPipe } from './browser-pipe.ts';
import { browserArguments } from './browser.ts';
import { makeDoorway } from './doorway.ts';

/** A browser that was asked to end has this long before it is made to, and once more before it is killed. */
const END_MS = 5000;

/** How a window came to its end. */
export interface WindowEnd {
  /** Whether this process asked for it. */
  readonly asked: boolean;
  /** Whether the browser got from the doorway to the server's address. */
  readonly arrived: boolean;
  /** What went wrong, or undefined where the window was closed. */
  readonly fault: string | undefined;
}

/** A browser in app mode with a profile of its own. */
export interface AppWindow {
  readonly pid: number | undefined;
  /** The doorway was left behind and taken away. */
  readonly arrived: Promise<void>;
  /** The browser is gone, and with it all that it had on disk. */
  readonly ended: Promise<WindowEnd>;
  /** Ends the browser. Harmless when it is gone. */
  close(): Promise<void>;
}

/** Where browsers start from, and how. */
export interface WindowPlace {
  /** The home folder, which only its owner may enter. */
  readonly home: string;
  readonly program: string;
  readonly more: readonly string[];
  readonly platform: NodeJS.Platform;
  readonly userId: number | undefined;
}

/** The server that a window opens onto. */
export interface WindowTarget {
  readonly url: string;
  readonly keyHash: string;
  /** Empty for a server elsewhere, where only a log-in counts. */
  readonly code: string;
}

export function windowsFolder(home: string): string {
  return join(home, 'browser');
}

/** Opens a browser window onto a server whose certificate is pinned by its key. */
export async function openWindow(place: WindowPlace, target: WindowTarget): Promise<AppWindow> {
  const all = windowsFolder(place.home);
  await mkdir(all, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(all, 'window-'));
  const doorway = await makeDoorway(folder, target.url, target.code);
  const start = { ...place, page: doorway.url, profile: join(folder, 'profile'), keyHash: target.keyHash };
  const child = spawn(place.program, browserArguments(start), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    // A group of its own, so that a script around the browser ends with it; Ctrl-C reaches this process alone.
    detached: place.platform !== 'win32',
  });
  const exited = exitOf(child);
  const arrival = Promise.withResolvers<void>();
  let [asked, arrived] = [false, false];
  const pipe = new BrowserPipe(child.stdio[3] as Writable, child.stdio[4] as Readable, {
    shows: (url) => {
      if (arrived || !url.startsWith(`${target.url}/`)) return;
      arrived = true;
      void doorway.remove().then(arrival.resolve);
    },
    // On macOS, and without a screen, a browser outlives its last window.
    empty: () => pipe.closeBrowser(),
  });
  const expiry = setTimeout(() => void doorway.remove(), CODE_MS).unref();
  const ended = exited.then(async (fault): Promise<WindowEnd> => {
    clearTimeout(expiry);
    await rm(folder, { recursive: true, force: true, maxRetries: 10 }).catch(() => doorway.remove());
    return { asked, arrived, fault };
  });
  return {
    pid: child.pid,
    arrived: arrival.promise,
    ended,
    async close() {
      asked = true;
      pipe.closeBrowser();
      for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
        if (!(await isWithin(END_MS, exited))) end(child, signal, place.platform);
      }
      await ended;
    },
  };
}

function exitOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
    child.once('exit', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
}

function isWithin(ms: number, event: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), ms);
  return Promise.race([event.then(() => true), late.promise]).finally(() => clearTimeout(timer));
}

function end(child: ChildProcess, signal: NodeJS.Signals, platform: NodeJS.Platform): void {
  try {
    if (child.pid !== undefined && platform !== 'win32') process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It was gone already.
  }
}
