import { spawn } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Electron's program where it is installed. The package itself is never imported: outside of Electron that starts a download.
 * @param root the folder with node_modules @param override ELECTRON_OVERRIDE_DIST_PATH, as the package knows it
 */
export async function findElectron(root: string, override: string | undefined): Promise<string | undefined> {
  const packageFolder = join(root, 'node_modules', 'electron');
  try {
    const name = (await readFile(join(packageFolder, 'path.txt'), 'utf8')).trim();
    const program = join(override || join(packageFolder, 'dist'), name);
    await access(program, constants.X_OK);
    return program;
  } catch {
    return undefined;
  }
}

/**
 * Runs the shell until its last window is closed.
 * @param isRoot on Linux, where Chromium refuses to run as root with its sandbox @returns its exit code, or the signal that ended it
 */
export function runElectron(
  program: string,
  root: string,
  isRoot: boolean,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...(isRoot ? ['--no-sandbox'] : []), join(root, 'electron', 'main.ts')], {
      stdio: 'inherit',
      env: environment,
      signal,
      killSignal: 'SIGTERM',
    });
    child.once('exit', (code, ending) => resolve(signal.aborted ? 0 : (code ?? ending ?? 1)));
    child.once('error', (error) => {
      // Aborted: its exit follows.
      if (error.name !== 'AbortError') reject(error);
    });
  });
}
