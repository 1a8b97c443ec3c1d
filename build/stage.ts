import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is built with which configuration, and where it goes below the stage. */
const PARTS: readonly (readonly [config: string, folder: string])[] = [
  ['build/shell.vite.config.ts', 'app/shell'],
  ['renderer/vite.config.ts', 'app/renderer'],
  ['build/vite.config.ts', 'command/dist/terminal'],
];

/**
 * Lays out what a package is made of: `app/` becomes app.asar, `command/` lies beside it for the terminal.
 * @param folder made anew @param homepage where the project lives, for the package's own description
 */
export async function stage(folder: string, homepage: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [config, place] of PARTS) {
    const outDir = join(folder, place);
    await build({ configFile: join(root, config), mode: 'production', logLevel: 'warn', build: { outDir } });
  }
  const { name, version, description, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const author = 'Latchkey contributors';
  const own = { name, productName: 'Latchkey', version, description, license, author, homepage };
  await write(join(folder, 'app/package.json'), { ...own, type: 'module', main: 'shell/start.js' });
  await command(join(folder, 'command'));
  // Also for the terminal's `latchkey serve`: a plain Node cannot read an asar.
  await cp(join(folder, 'app/renderer'), join(folder, 'command/dist/renderer'), { recursive: true });
}

async function command(folder: string): Promise<void> {
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
