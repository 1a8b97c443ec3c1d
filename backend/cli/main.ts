import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCommand } from './program.ts';

// One of the two places that read the environment; everything below is handed what it needs.
const { env, platform, stdin, stdout, stderr } = process;
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort());
// A reader that went away (`latchkey put … | head`) is no failure, and no reason to leave the work half done.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(1);
  });
}

// Run as this package's npm script, the working folder is the package's and the user stands in INIT_CWD.
const isOwnScript = env['npm_package_name'] === 'latchkey' && env['npm_lifecycle_event'] === 'latchkey';
const folder = (isOwnScript && env['INIT_CWD']) || process.cwd();

process.exitCode = await runCommand(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  folder,
  userFolder: homedir(),
  home: resolve(folder, env['LATCHKEY_HOME'] || defaultHome()),
  password: env['LATCHKEY_PASSWORD'] || undefined,
  passphrase: env['LATCHKEY_PASSPHRASE'] || undefined,
  platform,
  userId: process.getuid?.(),
  now: () => new Date(),
  signal: stop.signal,
});

function defaultHome(): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Latchkey');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Latchkey');
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'latchkey');
}
