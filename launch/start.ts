import { homedir, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { FarServer } from '../backend/http/far-server.ts';
import { startServer } from '../backend/http/server.ts';
import { Home } from '../backend/state/home.ts';
import { homeFolder } from '../backend/state/home-folder.ts';
import { PasswordWork } from '../keys/password.ts';
import { installBrowser, isDebianSystem } from './browser-install.ts';
import { findBrowser } from './browser.ts';
import { commandRunner } from './command.ts';
import { findElectron, runElectron } from './electron.ts';
import { launch } from './launch.ts';
import { preloadFiles, rendererFiles } from './renderer-files.ts';
import { hasScreen } from './screen.ts';
import { openWindow } from './window.ts';

// What `npm start` runs: the one place of this room that reads the environment; everything below is handed what it needs.
const { env, platform, stdin, stdout, stderr, pid } = process;
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());

const root = resolve(import.meta.dirname, '..');
// Run as this package's npm script, the working folder is the package's and the user stands in INIT_CWD.
const folder = (env['npm_package_name'] === 'latchkey' && env['INIT_CWD']) || process.cwd();
const home = homeFolder(platform, env, homedir(), folder);
const userId = process.getuid?.();
const isShown = hasScreen(platform, env);
const run = commandRunner(root, { ...env, DEBIAN_FRONTEND: 'noninteractive', NO_COLOR: '1' }, stop.signal);
const say = (line: string) => void stdout.write(`${line}\n`);
const complain = (code: string, sentence: string) => void stderr.write(`latchkey: ${code}: ${sentence}\n`);

async function start(): Promise<number | string> {
  const electron = isShown ? await findElectron(root, env['ELECTRON_OVERRIDE_DIST_PATH']) : undefined;
  if (electron !== undefined) {
    const renderer = env['LATCHKEY_RENDERER'] || (await rendererFiles(root, process.execPath, run, say));
    await preloadFiles(root, process.execPath, run, say);
    const environment = { ...env, LATCHKEY_HOME: home, LATCHKEY_RENDERER: renderer, LATCHKEY_FOLDER: folder };
    return runElectron(electron, root, platform === 'linux' && userId === 0, environment, stop.signal);
  }
  if (isShown) say('Electron is not installed ("npx install-electron" fetches it); a browser shows the window.');
  return launch({
    stdin,
    stdout,
    stderr,
    home,
    temporary: tmpdir(),
    platform,
    userId,
    pid,
    hasScreen: isShown,
    browser: browserOrInstalled,
    browserArguments: browserArgumentsOf(env['LATCHKEY_BROWSER_ARGUMENTS']),
    serve,
    signal: stop.signal,
  });
}

async function serve() {
  const rendererFolder = env['LATCHKEY_RENDERER'] || (await rendererFiles(root, process.execPath, run, say));
  const deps = {
    home: new Home(home),
    work: new PasswordWork(),
    folder,
    userFolder: homedir(),
    platform,
    userId,
    now: () => new Date(),
    unexpected: (kind: string, frames: readonly string[]) =>
      complain('unexpected', [kind, ...frames.map((frame) => frame.trim())].join(' ')),
    rendererFolder,
    openServer,
  };
  return startServer(deps, '127.0.0.1', 0);
}

/** A window of its own onto Latchkey on another computer; it ends with this process. */
async function openServer({ url, keyHash }: FarServer): Promise<boolean> {
  const program = isShown ? await browserOrInstalled() : undefined;
  if (program === undefined) return false;
  const more = browserArgumentsOf(env['LATCHKEY_BROWSER_ARGUMENTS']);
  await openWindow({ home, program, more, platform, userId }, { url, keyHash, code: '' });
  return true;
}

function browserArgumentsOf(text = ''): string[] {
  return text.split(' ').filter((word) => word !== '');
}

let found: Promise<string | undefined> | undefined;

function browserOrInstalled(): Promise<string | undefined> {
  const find = () => findBrowser(platform, env, homedir());
  found ??= find().then(async (program) => {
    if (program !== undefined || !(await installBrowser(userId, isDebianSystem, run, say))) return program;
    return find();
  });
  return found;
}

try {
  const end = await start();
  if (typeof end === 'string') complain('window-crashed', `Electron ended by itself (${end}).`);
  process.exitCode = typeof end === 'string' ? 1 : end;
} catch (error) {
  if (!stop.signal.aborted) {
    const { code, message } = error as NodeJS.ErrnoException;
    complain(code ?? 'internal', message);
    process.exitCode = 1;
  }
}
