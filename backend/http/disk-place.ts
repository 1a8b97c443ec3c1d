import { join, resolve } from 'node:path';
import type { KeyFile } from '../../keys/key-file.ts';
import type { PasswordWork } from '../../keys/password.ts';
import { isFolder } from '../transfers/local-file.ts';
import { openKeyFile } from '../transfers/key-place.ts';
import { localName, type NameRules } from '../transfers/local-name.ts';
import { baseName, type VaultPath } from '../vault/path.ts';

/** Turns what a request says of this computer's disk into places on it. */
export interface DiskDeps {
  readonly folder: string;
  readonly nameRules: NameRules;
  readonly work: PasswordWork;
}

/** A key file by its path, opened. */
export function keyAt(deps: DiskDeps, path: string, passphrase: string | undefined): Promise<KeyFile> {
  return openKeyFile(resolve(deps.folder, path), async () => passphrase, deps.work);
}

/** Where a file goes: into the folder that `location` is (or says it is, by a "/" at its end), or to exactly that name. */
export async function targetAt(deps: DiskDeps, location: string, path: VaultPath): Promise<string> {
  const place = resolve(deps.folder, location);
  const isInto = /[/\\]$/.test(location) || (await isFolder(place));
  return isInto ? join(place, localName(baseName(path), deps.nameRules)) : place;
}

/** A file name from a path of any system, for what a browser or an old program says a file is called. */
export function lastPart(path: string | undefined): string {
  return path?.split(/[/\\]/).at(-1) ?? '';
}
