import { lstat, opendir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { joinPath, pathFault, type VaultPath } from '../vault/path.ts';
import { TransferError } from './errors.ts';
import { reason } from './local-file.ts';

/** A file of this computer on its way into the vault. */
export interface SourceFile {
  readonly localPath: string;
  readonly path: VaultPath;
  /** Bytes when it was found; looked at again when it is read. */
  readonly size: number;
}

/** Something that cannot go in, and why; the rest goes on. */
export interface SourceFault {
  readonly localPath: string;
  readonly error: TransferError;
}

/** Folders deeper than this are a loop of some kind; a path has at most 4,096 bytes anyway. */
const MAX_DEPTH = 2048;

/**
 * Finds what a path of this computer holds: the file, or all files of the folder, which arrives under its own name. Links in a folder are
 * passed over with a fault rather than followed, for they lead out of it; a link given itself is followed. So is the folder that the vault
 * lies in: what is stored would lie in it, to be stored in turn.
 * @param to the vault folder to arrive in, undefined for the top
 * @param vault the place of the vault, where it may be a folder of this computer
 */
export async function* findSources(
  localPath: string,
  to: VaultPath | undefined,
  vault?: string,
): AsyncGenerator<SourceFile | SourceFault> {
  const whole = resolve(localPath);
  try {
    const found = await stat(whole);
    const path = () => joinPath(to, vaultName(basename(whole), whole));
    const own = vault === undefined ? undefined : await folderAt(vault);
    if (own !== undefined) await refuseWithin(whole, own);
    if (found.isDirectory()) yield* walk(whole, basename(whole) === '' ? to : path(), { depth: 0, own });
    else if (found.isFile()) yield { localPath: whole, path: path(), size: found.size };
    else throw new TransferError('not-found', `${whole} is neither a file nor a folder.`);
  } catch (error) {
    yield { localPath: whole, error: asFault(whole, error) };
  }
}

async function* walk(
  folder: string,
  to: VaultPath | undefined,
  { depth, own }: { readonly depth: number; readonly own: string | undefined },
): AsyncGenerator<SourceFile | SourceFault> {
  if (depth > MAX_DEPTH) throw new TransferError('not-found', `${folder} lies too deep.`);
  for await (const { name } of await opendir(folder)) {
    const localPath = join(folder, name);
    try {
      // The name first: one that is no Unicode was changed on its way here, and nothing is found under it.
      const path = joinPath(to, vaultName(name, localPath));
      const found = await lstat(localPath);
      if (found.isDirectory()) {
        if (own !== undefined) refuseVault(localPath, own, await folderAt(localPath));
        yield* walk(localPath, path, { depth: depth + 1, own });
      } else if (found.isFile()) yield { localPath, path, size: found.size };
      else throw new TransferError('not-found', `${localPath} is ${kindOf(found)} and was passed over.`);
    } catch (error) {
      yield { localPath, error: asFault(localPath, error) };
    }
  }
}

export function isFault(found: SourceFile | SourceFault): found is SourceFault {
  return 'error' in found;
}

/** What tells a folder from all others, whatever path leads to it; undefined where there is none. */
async function folderAt(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found?.isDirectory() === true ? `${found.dev} ${found.ino}` : undefined;
}

/** Also where a folder of the vault itself is given. */
async function refuseWithin(path: string, own: string): Promise<void> {
  refuseVault(path, own, await folderAt(path));
  if (dirname(path) !== path) await refuseWithin(dirname(path), own);
}

function refuseVault(path: string, own: string, found: string | undefined): void {
  if (found === own) throw new TransferError('not-found', `${path} holds the vault itself and was passed over.`);
}

function vaultName(name: string, localPath: string): string {
  const composed = name.normalize('NFC');
  // Node shows bytes that are no UTF-8 as U+FFFD; such a name would not come back as it was.
  const fault = composed.includes('\ufffd') ? 'is not well-formed Unicode' : pathFault(composed);
  if (fault === undefined) return composed;
  throw new TransferError('unnameable', `The name of ${JSON.stringify(localPath)} ${fault}; rename it to store it.`);
}

function kindOf(found: { isSymbolicLink(): boolean }): string {
  return found.isSymbolicLink() ? 'a link' : 'no ordinary file';
}

function asFault(localPath: string, error: unknown): TransferError {
  if (error instanceof TransferError) return error;
  const { code } = error as { code?: unknown };
  if (code === 'invalid-path') return new TransferError('unnameable', (error as Error).message, { cause: error });
  return new TransferError('not-found', `${localPath} cannot be read: ${reason(error)}.`, { cause: error });
}
