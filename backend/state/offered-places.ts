import { readdir, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A place of this computer that is offered without being asked for. */
export interface OfferedPlace {
  readonly kind: 'computer' | 'documents' | 'stick';
  readonly path: string;
  /** A stick's own name; empty for the others. */
  readonly label: string;
  readonly freeBytes: number;
}

/** A computer with more sticks than this shows the first ones. */
const MAX_STICKS = 8;

/** Where sealed files go if nobody says otherwise: a folder of its own in the user's. It need not exist yet. */
export async function vaultPlace(userFolder: string): Promise<OfferedPlace> {
  return { kind: 'computer', path: join(userFolder, 'Latchkey'), label: '', freeBytes: await freeBytes(userFolder) };
}

/** Where a key file can go: sticks first, for they are apart from the files, then the user's documents, or their own folder where there are none. */
export async function keyPlaces(userFolder: string, platform: NodeJS.Platform): Promise<OfferedPlace[]> {
  const documents = join(userFolder, 'Documents');
  const [kind, path] = (await isFolder(documents))
    ? (['documents', documents] as const)
    : (['computer', userFolder] as const);
  return [...(await sticks(userFolder, platform)), { kind, path, label: '', freeBytes: await freeBytes(path) }];
}

async function sticks(userFolder: string, platform: NodeJS.Platform): Promise<OfferedPlace[]> {
  const user = basename(userFolder);
  const roots = platform === 'darwin' ? ['/Volumes'] : [`/media/${user}`, `/run/media/${user}`];
  if (platform === 'win32') return [];
  const found: OfferedPlace[] = [];
  for (const root of roots) {
    for (const label of await readdir(root).catch(() => [])) {
      const path = join(root, label);
      if (found.length < MAX_STICKS && (await isMounted(path))) {
        found.push({ kind: 'stick', path, label, freeBytes: await freeBytes(path) });
      }
    }
  }
  return found;
}

/** A mounted volume lies on another device than the folder it is mounted in. */
async function isMounted(path: string): Promise<boolean> {
  const [own, above] = await Promise.all(
    [stat(path), stat(dirname(path))].map((found) => found.catch(() => undefined)),
  );
  return own !== undefined && above !== undefined && own.isDirectory() && own.dev !== above.dev;
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

async function freeBytes(path: string): Promise<number> {
  const volume = await statfs(path).catch(() => undefined);
  return volume === undefined ? 0 : volume.bavail * volume.bsize;
}
