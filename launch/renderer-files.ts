import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Command } from './command.ts';

/** More than a line on a screen does not help. */
const MAX_REASON = 300;

/** What can be built: its configuration, the file that shows it is there, and what it is made of. */
interface Built {
  readonly config: string;
  readonly folder: string;
  readonly file: string;
  readonly sources: readonly string[];
}

/** An installed package has none of the sources, and nothing to build. */
const WINDOW: Built = {
  config: 'renderer/vite.config.ts',
  folder: 'dist/renderer',
  file: 'index.html',
  sources: ['renderer', 'backend/contract', 'keys/web'],
};
/** The script beside the window's page, where Electron shows it. */
const PRELOAD: Built = {
  config: 'electron/vite.config.ts',
  folder: 'dist/electron',
  file: 'preload.cjs',
  sources: ['electron'],
};

/** The window's files cannot be made. */
export class RendererError extends Error {
  override readonly name = 'RendererError';
  readonly code = 'cannot-build';
}

/**
 * The folder with the window's files; they are built where they are missing or older than what they are made of.
 * @param root this package's folder @param node the program that runs the build @throws RendererError
 */
export function rendererFiles(root: string, node: string, run: Command, say: (line: string) => void): Promise<string> {
  return builtFiles(WINDOW, root, node, run, say);
}

/** The same for the preload script of the native shell. */
export function preloadFiles(root: string, node: string, run: Command, say: (line: string) => void): Promise<string> {
  return builtFiles(PRELOAD, root, node, run, say);
}

async function builtFiles(
  what: Built,
  root: string,
  node: string,
  run: Command,
  say: (line: string) => void,
): Promise<string> {
  const folder = join(root, what.folder);
  const built = await changed(join(folder, what.file));
  const sources = await Promise.all(what.sources.map((source) => newest(join(root, source))));
  if (built > Math.max(...sources)) return folder;
  say("Building the window's files.");
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { code, stderr } = await run(node, [vite, 'build', '--config', join(root, what.config)]);
  if (code === 0 && (await changed(join(folder, what.file))) > 0) return folder;
  const why = reason(stderr);
  throw new RendererError(`The window's files could not be built${why === '' ? '.' : `: ${why}`}`);
}

/** What the build complained of, in one line, without the stack. */
function reason(stderr: string): string {
  const lines = stripVTControlCharacters(stderr).split('\n');
  const stack = lines.findIndex((line) => /^\s+at /.test(line));
  const told = stack === -1 ? lines : lines.slice(0, stack);
  return told.join(' ').replace(/\s+/g, ' ').trim().slice(0, MAX_REASON);
}

/** When the last file below a folder was changed, Unix milliseconds; 0 where there is no such folder. */
async function newest(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const times = await Promise.all(files.map((file) => changed(join(file.parentPath, file.name))));
  return Math.max(0, ...times);
}

async function changed(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}
