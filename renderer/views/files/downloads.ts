import type { FileView } from '../../../backend/contract/files.ts';
import type { TransferView } from '../../../backend/contract/transfers.ts';
import { api } from '../../api.ts';
import type { Host } from '../../host.ts';
import type { KeyAsker } from './key-asker.tsx';
import { baseName } from './paths.ts';
import { isDamage } from './problems.tsx';
import { byKey } from './selection.ts';

/** Paths in one request. */
const MAX_PATHS = 1000;

export interface Download {
  readonly files: readonly FileView[];
  /** The folder they are in, for sentences about several. */
  readonly folder: string;
  /** The folder that holds all of them, where it goes out as one. */
  readonly root?: string;
  /** File id: one version of one path. */
  readonly version?: string;
}

/**
 * Saves files, key after key; what the user leaves out is left out alone.
 * @param started told of each transfer, before the browser comes for its files; and where they go, if that is known
 * @throws ApiError
 */
export async function saveFiles(
  { files, folder, root, version }: Download,
  keys: Pick<KeyAsker, 'obtain' | 'choiceOf'>,
  { save, desktop }: Pick<Host, 'save' | 'desktop'>,
  started: (transfer: string, files: readonly FileView[], to?: string) => void,
): Promise<void> {
  const to = await desktop?.chooseFolder();
  if (desktop !== undefined && to === undefined) return;
  const groups = [...byKey(files)];
  for (const [id, group] of groups) {
    const [first] = group;
    const name = group.length === 1 && first !== undefined ? baseName(first.path) : folder;
    const key = await keys.obtain({ id, count: group.length, name });
    if (key === undefined) continue;
    for (let start = 0; start < group.length; start += MAX_PATHS) {
      const some = group.slice(start, start + MAX_PATHS);
      const request = {
        ...(name !== '' && { name }),
        paths: some.map(({ path }) => path),
        key: keys.choiceOf(key),
        ...(version && { version }),
      };
      if (to !== undefined) {
        // One key opens all of it: the folder goes out as it is.
        const isWhole = root !== undefined && groups.length === 1;
        const { id: transfer } = await api.download({ ...request, ...(isWhole && { paths: [root] }), to });
        started(transfer, isWhole ? group : some, to);
        if (isWhole) break;
        continue;
      }
      const { transfer, addresses } = await api.addresses(request);
      started(transfer, some);
      for (const { address } of addresses) save(address);
    }
  }
}

/** What is told in a dialog where several failed: a file that cannot be trusted comes before one that may be saved later. */
export function worstOf(failures: TransferView['failures']): TransferView['failures'][number] | undefined {
  return failures.find(({ code }) => isDamage(code)) ?? failures[0];
}

/** Shows a file that was saved; where its name had to be changed for this system, the folder it lies in. */
export async function revealSaved(desktop: Host['desktop'], to: string, name: string | undefined): Promise<void> {
  try {
    await desktop?.reveal(name === undefined ? to : localPath(to, name));
  } catch (error) {
    if (name === undefined) throw error;
    await desktop?.reveal(to);
  }
}

/** A file in a folder of this computer, whichever way its system parts names. */
export function localPath(folder: string, name: string): string {
  const mark = folder.includes('\\') ? '\\' : '/';
  return folder.endsWith(mark) ? folder + name : folder + mark + name;
}
