import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, dialog, session, utilityProcess, type BrowserWindow, type UtilityProcess } from 'electron';
import { parseReady, STOP, type BackendOrder } from './backend-messages.ts';
import { pinCertificate } from './certificate-pin.ts';
import { restrictSession } from './session-policy.ts';
import { openWindow } from './window.ts';

// The shell's composition. launch/electron.ts hands over where everything lies.
const { env } = process;
const order: BackendOrder = {
  home: env['LATCHKEY_HOME'] ?? '',
  folder: env['LATCHKEY_FOLDER'] ?? '',
  renderer: env['LATCHKEY_RENDERER'] ?? '',
};
/** A backend that was asked to stop has this long. */
const STOP_MS = 5000;

let window: BrowserWindow | undefined;
let backend: UtilityProcess | undefined;
let exitCode = 0;

if (order.home === '' || order.folder === '' || order.renderer === '') {
  dialog.showErrorBox('Latchkey', 'Start Latchkey with "npm start".');
  app.exit(2);
} else {
  // One window for each home, and the shell's own files in it.
  app.setPath('userData', join(order.home, 'electron'));
  if (app.requestSingleInstanceLock()) {
    // Not awaited: a module that waits for it at its top never ends (Electron starts when all modules have run).
    app.whenReady().then(startBackend, fail);
  } else {
    app.exit(0);
  }
}

app.on('second-instance', () => {
  if (window?.isMinimized()) window.restore();
  window?.focus();
});
app.on('window-all-closed', () => app.quit());
app.on('will-quit', (event) => {
  if (backend === undefined) {
    if (exitCode !== 0) app.exit(exitCode);
    return;
  }
  // Its end quits again.
  event.preventDefault();
  const stopping = backend;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin.
  stopping.postMessage(STOP);
  setTimeout(() => stopping.kill(), STOP_MS);
});

function startBackend(): void {
  const path = fileURLToPath(new URL('backend-process.ts', import.meta.url));
  backend = utilityProcess.fork(path, [], { serviceName: 'Latchkey', stdio: 'inherit' });
  backend.on('message', (message) => {
    show(message).catch(fail);
  });
  backend.once('exit', (code) => {
    backend = undefined;
    if (code !== 0) fail(new Error('The part of Latchkey that seals and stores files has stopped.'));
    else app.quit();
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin.
  backend.postMessage(order);
}

/** The backend listens: its certificate is pinned before the first request. */
async function show(message: unknown): Promise<void> {
  const ready = parseReady(message);
  if (ready === undefined || window !== undefined) return;
  // Without "persist:" nothing of it is written to the disk.
  const own = session.fromPartition('latchkey');
  pinCertificate(own, ready.fingerprint);
  restrictSession(own, ready.url);
  window = openWindow(own, ready.url);
  window.on('closed', () => (window = undefined));
  await window.loadURL(`${ready.url}/#${ready.code}`);
}

function fail(error: Error): void {
  exitCode = 1;
  dialog.showErrorBox('Latchkey', error.message);
  app.quit();
}
