import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { LINUX_PROGRAM } from './electron-builder.config.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Lays out what a package is made of: `app/` becomes app.asar, `command/` lies beside it for the terminal.
 * @param folder made anew @param homepage where the project lives, for the package's own description
 */
export async function stage(folder: string, homepage: string): Promise<void> {
  await stageApp(folder, homepage);
  await command(join(folder, 'command'));
  // Also for the terminal's `latchkey serve`: a plain Node cannot read an asar.
  await cp(join(folder, 'app/renderer'), join(folder, 'command/dist/renderer'), { recursive: true });
}

/** The part of `stage` that becomes app.asar. */
export async function stageApp(folder: string, homepage: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const app = join(folder, 'app');
  await bundle('build/shell.vite.config.ts', join(app, 'shell'));
  await bundle('electron/vite.config.ts', join(app, 'shell'));
  await bundle('renderer/vite.config.ts', join(app, 'renderer'));
  const { name, version, description, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const author = 'Latchkey contributors';
  const own = { name, productName: 'Latchkey', version, description, license, author, homepage };
  // What Linux knows its windows by.
  const desktopName = `${LINUX_PROGRAM}.desktop`;
  await write(join(app, 'package.json'), { ...own, desktopName, type: 'module', main: 'shell/main.js' });
}

async function bundle(config: string, outDir: string): Promise<void> {
  await build({ configFile: join(root, config), mode: 'production', logLevel: 'warn', build: { outDir } });
}

async function command(folder: string): Promise<void> {
  await bundle('build/vite.config.ts', join(folder, 'dist/terminal'));
  for (const name of ['build', 'bin']) await mkdir(join(folder, name), { recursive: true });
  for (const name of ['latchkey.mjs', 'runtime.mjs']) await cp(join(root, 'build', name), join(folder, 'build', name));
  for (const name of ['latchkey', 'latchkey.cmd'])
    await cp(join(root, 'build/command', name), join(folder, 'bin', name));
  await chmod(join(folder, 'bin/latchkey'), 0o755);
  await write(join(folder, 'package.json'), { type: 'module' });
}

function write(path: string, data: object): Promise<void> {
  return writeFile(path, `${JSON.stringify(data, null, 2)}\n`);
}
