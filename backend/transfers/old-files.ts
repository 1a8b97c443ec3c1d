import { lstat, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { flaskKey, flaskName } from '../../keys/classic/flask-encryptor.ts';
import { SealError } from '../../keys/errors.ts';
import { joinPath, pathFault, type VaultPath } from '../vault/path.ts';
import type { OldDatabase } from './classic-database.ts';
import type { OldFound } from './classic-plan.ts';
import { TransferError } from './errors.ts';
import { isFolder, reason } from './local-file.ts';
import { MAX_OLD_FILES, tooMany } from './old-upload.ts';
import { findSources, isFault, type SourceFault, type SourceFile } from './source.ts';

const ENDING = '.enct';
/** What the "Flask-Encryptor" calls a stored file. */
const STORED = /^[0-9a-f]{32}$/;

/**
 * Files of the "User Manager": those given, and in folders those that end in .enct. They arrive without that ending. In the order of their
 * paths, for where two have one name the later one is numbered, and a repeated run has to number the same one.
 * @param to the vault folder to arrive in, undefined for the top
 */
export async function* userManagerFiles(paths: readonly string[], to: VaultPath | undefined): AsyncGenerator<OldFound> {
  for (const path of paths) {
    const whole = resolve(path);
    const isWalk = await isFolder(whole);
    for (const one of await inOrder(findSources(whole, to))) {
      if (isFault(one)) yield one;
      else if (isWalk && !one.localPath.endsWith(ENDING)) yield { passed: one.localPath, why: 'not-old' };
      else yield { localPath: one.localPath, path: withoutEnding(one.path) };
    }
  }
}

async function inOrder(sources: AsyncIterable<SourceFile | SourceFault>): Promise<(SourceFile | SourceFault)[]> {
  const all = [];
  for await (const one of sources) {
    all.push(one);
    if (all.length > MAX_OLD_FILES) throw tooMany();
  }
  return all.sort((a, b) => (a.localPath < b.localPath ? -1 : 1));
}

/** `cat.png.enct` as `cat.png`; a name that is nothing else stays. */
function withoutEnding(path: VaultPath): VaultPath {
  const isLonger = path.endsWith(ENDING) && !path.endsWith(`/${ENDING}`) && path !== ENDING;
  return isLonger ? (path.slice(0, -ENDING.length) as VaultPath) : path;
}

/**
 * Stored files of the "Flask-Encryptor" under their real names. Only plain files of the folder itself: a link would lead out of it.
 * @throws TransferError `not-found` where the folder cannot be read
 */
export async function* flaskFiles(
  folder: string,
  { uploads }: OldDatabase,
  globalKey: string,
  to: VaultPath | undefined,
): AsyncGenerator<OldFound> {
  const stored = await storedNames(folder);
  const key = flaskKey(globalKey);
  for (const { filename, realname } of uploads) {
    stored.delete(filename);
    const localPath = join(folder, filename);
    let path: VaultPath | undefined;
    try {
      path = joinPath(to, realName(key, realname));
      const found = await lstat(localPath).catch((error: unknown) => {
        throw new TransferError('not-found', `${localPath} cannot be read: ${reason(error)}.`, { cause: error });
      });
      if (!found.isFile()) throw new TransferError('not-found', `${localPath} is not an ordinary file.`);
    } catch (error) {
      yield { localPath, path, error: error as Error, isName: error instanceof SealError };
      continue;
    }
    yield { localPath, path };
  }
  for (const name of [...stored].sort()) yield { passed: join(folder, name), why: 'unknown' };
}

/** @throws SealError `wrong-key-or-damaged` where it is no name: the global key is another one */
function realName(key: Uint8Array, sealed: Buffer): string {
  const name = flaskName(key, sealed).normalize('NFC');
  if (name.includes('/') || pathFault(name) !== undefined) throw new SealError('wrong-key-or-damaged');
  return name;
}

async function storedNames(folder: string): Promise<Set<string>> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return new Set(entries.filter((entry) => entry.isFile() && STORED.test(entry.name)).map(({ name }) => name));
  } catch (error) {
    const sentence = `The folder ${basename(folder)} cannot be read: ${reason(error)}.`;
    throw new TransferError('not-found', sentence, { cause: error });
  }
}
