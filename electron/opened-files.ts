import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { requirePlain } from './chosen-paths.ts';
import type { ChosenItem } from './ipc-contract.ts';

/** The scheme that the system knows as ours. */
export const SCHEME = 'latchkey:';
/** Files of one start, and words of an argument list that are looked at: a file manager hands over a handful. */
const MAX_FILES = 16;
const MAX_WORDS = 64;

/** What a start, or a second one, brought along. Whatever is neither a link nor a file that exists is passed over, switches first of all. */
export async function readArguments(
  words: readonly string[],
  platform: NodeJS.Platform,
): Promise<{ readonly files: readonly ChosenItem[]; readonly hasLink: boolean }> {
  const some = words.slice(0, MAX_WORDS);
  const found = await Promise.all(some.map((word) => openedFile(word, platform)));
  const files = found.filter((item) => item !== undefined).slice(0, MAX_FILES);
  return { files, hasLink: some.some(isLink) };
}

/** A regular file under its whole path, or nothing. */
export async function openedFile(path: string, platform: NodeJS.Platform): Promise<ChosenItem | undefined> {
  try {
    requirePlain(path, platform);
    const isFile = (await stat(path)).isFile();
    return isFile ? { path, name: basename(path), kind: 'file' } : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing of a link is read: that there is one leads to a question and to nothing else. */
export function isLink(word: string): boolean {
  return word.toLowerCase().startsWith(SCHEME);
}
