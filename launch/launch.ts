import { rm } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import type { RunningServer } from '../backend/http/server.ts';
import { nextAddress, onEnter, printAddress, START_AGAIN } from './address.ts';
import { hangBell, type Invitation, type Visit } from '../backend/http/bell.ts';
import { RunningFile } from '../backend/http/running.ts';
import { openWindow, windowsFolder, type AppWindow } from './window.ts';

/** What `npm start` sees of the world; start.ts fills it in from the process, tests from what they like. */
export interface Launch {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly home: string;
  /** Where sockets may lie whose path in the home would be too long. */
  readonly temporary: string;
  readonly platform: NodeJS.Platform;
  readonly userId: number | undefined;
  readonly pid: number;
  readonly hasScreen: boolean;
  /** A browser to show the window with; asked for only where there is a screen. */
  readonly browser: () => Promise<string | undefined>;
  readonly browserArguments: readonly string[];
  /** Starts the server. */
  readonly serve: () => Promise<RunningServer>;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Opens the running server, or starts one, and stays until its window is closed. @returns the exit code */
export async function launch(world: Launch): Promise<number> {
  const file = new RunningFile(world.home);
  for (;;) {
    const visit = await file.visit();
    const code = visit === undefined ? await host(world, file) : await beGuest(world, visit);
    if (code !== undefined) return code;
  }
}

/** @returns undefined where another start was quicker, which is to be visited then */
async function host(world: Launch, file: RunningFile): Promise<number | undefined> {
  const { home, temporary, platform, pid, stdout, stdin, signal } = world;
  const server = await world.serve();
  const { url, fingerprint, keyHash, localToken } = server;
  const invite = () => ({ url, fingerprint, keyHash, code: localToken.newCode() });
  const bell = await hangBell(home, temporary, platform, invite);
  const note = { url, pid, keyHash, bell: bell.path, knock: bell.knock };
  try {
    if (!(await file.publish(note))) return undefined;
    // Left by one that was killed: nobody else opens windows now.
    await rm(windowsFolder(home), { recursive: true, force: true, maxRetries: 10 });
    stdout.write(`Latchkey runs at ${url} (process ${pid}) until its window is closed or you press Ctrl-C.\n`);
    const stop = Promise.race([server.stopAsked, aborted(signal)]);
    const code = await showWindow(world, invite, stop);
    if (code !== undefined) {
      await Promise.race([bell.quiet(), stop]);
      return code;
    }
    const print = () => printAddress(stdout, url, localToken.newCode(), fingerprint, nextAddress(stdin));
    print();
    const stopListening = onEnter(stdin, print);
    await stop;
    stopListening();
    return 0;
  } finally {
    await file.withdraw(note);
    await bell.close();
    await server.close();
  }
}

async function beGuest(world: Launch, visit: Visit): Promise<number> {
  const { invitation, ended } = visit;
  const { url, code, fingerprint } = invitation;
  world.stdout.write(`Latchkey runs already at ${url}.\n`);
  try {
    const shown = await showWindow(world, () => invitation, Promise.race([ended, aborted(world.signal)]));
    if (shown === undefined) printAddress(world.stdout, url, code, fingerprint, START_AGAIN);
    return shown ?? 0;
  } finally {
    visit.leave();
  }
}

/** Shows a window until it is closed, or all is to stop. @returns the exit code, or undefined where no window can be shown */
async function showWindow(world: Launch, invite: () => Invitation, stop: Promise<void>): Promise<number | undefined> {
  const window = await tryWindow(world, invite);
  if (window === undefined) return undefined;
  const end = await Promise.race([window.ended, stop]);
  await window.close();
  if (end === undefined || end.fault === undefined) return 0;
  world.stderr.write(`latchkey: window-crashed: The browser ended by itself (${end.fault}).\n`);
  return end.arrived ? 1 : undefined;
}

async function tryWindow(world: Launch, invite: () => Invitation): Promise<AppWindow | undefined> {
  if (!world.hasScreen) return undefined;
  const program = await world.browser();
  if (program === undefined) {
    world.stdout.write('No browser of the Chromium family was found to show the window with.\n');
    return undefined;
  }
  if (world.signal.aborted) return undefined;
  return openWindow({ ...world, program, more: world.browserArguments }, invite());
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
