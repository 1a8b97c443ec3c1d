import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { homeFolder } from '../state/home-folder.ts';
import { Paused } from '../transfers/engine.ts';
import { runCommand } from './program.ts';

// One of the two places that read the environment; everything below is handed what it needs.
const { env, platform, stdin, stdout, stderr } = process;
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort(new Paused()));
// A reader that went away (`latchkey put … | head`) is no failure, and no reason to leave the work half done.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(1);
  });
}

// Run as this package's npm script, the working folder is the package's and the user stands in INIT_CWD.
const isOwnScript = env['npm_package_name'] === 'latchkey' && env['npm_lifecycle_event'] === 'latchkey';
const folder = (isOwnScript && env['INIT_CWD']) || process.cwd();

/** Beside the built command, or where a checkout builds it. */
function builtWindow(): string | undefined {
  const places = ['../renderer', '../../dist/renderer'].map((place) => join(import.meta.dirname, place));
  return places.find((place) => existsSync(join(place, 'index.html')));
}

process.exitCode = await runCommand(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  folder,
  userFolder: homedir(),
  home: homeFolder(platform, env, homedir(), folder),
  password: env['LATCHKEY_PASSWORD'] || undefined,
  passphrase: env['LATCHKEY_PASSPHRASE'] || undefined,
  oldToken: env['LATCHKEY_OLD_TOKEN'] || undefined,
  oldGlobalKey: env['LATCHKEY_OLD_GLOBAL_KEY'] || undefined,
  newPassword: env['LATCHKEY_NEW_PASSWORD'] || undefined,
  linkPassword: env['LATCHKEY_LINK_PASSWORD'] || undefined,
  platform,
  rendererFolder: env['LATCHKEY_RENDERER'] || builtWindow(),
  userId: process.getuid?.(),
  now: () => new Date(),
  signal: stop.signal,
});
