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
  /** File id: one version of one path. */
  readonly version?: string;
}

/**
 * Saves files, key after key; what the user leaves out is left out alone.
 * @param started told of each transfer, before the browser comes for its files
 * @throws ApiError
 */
export async function saveFiles(
  { files, folder, version }: Download,
  keys: Pick<KeyAsker, 'obtain'>,
  host: Pick<Host, 'save'>,
  started: (transfer: string, files: readonly FileView[]) => void,
): Promise<void> {
  for (const [id, group] of byKey(files)) {
    const [first] = group;
    const name = group.length === 1 && first !== undefined ? baseName(first.path) : folder;
    const key = await keys.obtain({ id, count: group.length, name });
    if (key === undefined) continue;
    for (let start = 0; start < group.length; start += MAX_PATHS) {
      const some = group.slice(start, start + MAX_PATHS);
      const { transfer, addresses } = await api.addresses({
        ...(name !== '' && { name }),
        paths: some.map(({ path }) => path),
        key: { id: key },
        ...(version && { version }),
      });
      started(transfer, some);
      for (const { address } of addresses) host.save(address);
    }
  }
}

/** What is told in a dialog where several failed: a file that cannot be trusted comes before one that may be saved later. */
export function worstOf(failures: TransferView['failures']): TransferView['failures'][number] | undefined {
  return failures.find(({ code }) => isDamage(code)) ?? failures[0];
}
