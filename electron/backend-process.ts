import { homedir } from 'node:os';
import { startServer, type RunningServer } from '../backend/http/server.ts';
import { Home } from '../backend/state/home.ts';
import { PasswordWork } from '../keys/password.ts';
import { toBackend, type BackendOrder, type FromBackend } from './backend-messages.ts';
import { onceGone } from './parent-watch.ts';
import { SecretChannel } from './secret-channel.ts';
import { WorkMeter } from './work-meter.ts';

// Runs in a utility process of Electron: the backend, apart from windows and dialogs. It ends when its parent does.
const { parentPort, platform, stderr } = process;
/** More does not fit a window. */
const MAX_SENTENCE = 2000;
/** Without its shell it has so long to leave everything tidy. */
const ORPHAN_MS = 5000;

const secrets = new SecretChannel(send);
let running: Promise<RunningServer> | undefined;

parentPort.on('message', ({ data }) => {
  const message = toBackend(data);
  if (message?.kind === 'order' && running === undefined) {
    running = serve(message);
    running.then(report, fail);
    onceGone(message.shell, () => {
      setTimeout(() => process.exit(1), ORPHAN_MS).unref();
      stop().then(() => process.exit(0), fail);
    });
  }
  if (message?.kind === 'secret') secrets.hear(message);
  if (message?.kind === 'hold') void running?.then((server) => server.holdTransfers(message.is)).catch(() => undefined);
  if (message?.kind === 'stop') stop().then(() => process.exit(0), fail);
});

function send(message: FromBackend): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin.
  parentPort.postMessage(message);
}

function serve({ home, folder, renderer, keyring }: BackendOrder): Promise<RunningServer> {
  const deps = {
    home: new Home(home),
    work: new PasswordWork(),
    folder,
    userFolder: homedir(),
    platform,
    entry: 'shell' as const,
    userId: process.getuid?.(),
    now: () => new Date(),
    unexpected: (kind: string, frames: readonly string[]) => complain('unexpected', [kind, ...frames].join(' ')),
    rendererFolder: renderer,
    secrets: keyring ? secrets : undefined,
    saved: (path: string) => send({ kind: 'saved', path }),
  };
  return startServer(deps, '127.0.0.1', 0);
}

function report(server: RunningServer): void {
  const { url, fingerprint, localToken } = server;
  const meter = new WorkMeter((work) => send({ kind: 'work', ...work }));
  server.watchTransfers((view) => meter.see(view));
  send({ kind: 'ready', url, fingerprint, token: localToken.token });
  // Told over /shutdown: the shell sees this process end and ends too.
  void server.stopAsked.then(stop).then(() => process.exit(0), fail);
}

async function stop(): Promise<void> {
  const server = await running?.catch(() => undefined);
  await server?.close();
}

function fail(error: unknown): void {
  const { code, message } = error as NodeJS.ErrnoException;
  complain(code ?? 'internal', message);
  send({ kind: 'failed', sentence: message.slice(0, MAX_SENTENCE) || 'internal' });
  process.exit(1);
}

function complain(code: string, sentence: string): void {
  stderr.write(`latchkey: ${code}: ${sentence}\n`);
}
