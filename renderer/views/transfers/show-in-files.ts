import type { LiveTransfer } from '../../data/transfer-store.ts';
import { navigate } from '../../shell/route.ts';

/** Where in the vault what was sent lies now; undefined for what went elsewhere. */
export function vaultPathOf({ kind, name, place }: LiveTransfer): string | undefined {
  if (kind !== 'upload') return undefined;
  return [place, name].filter((part) => part !== '').join('/');
}

/** Folder of a path in the vault; '' is the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Opens the folder in which a transfer's files lie: a folder that was sent is one itself. */
export function showInFiles(transfer: LiveTransfer): void {
  const { kind, place, name, totalFiles, failures } = transfer;
  if (kind !== 'upload') navigate('files', folderOf(failures[0]?.path ?? ''));
  else if (transfer.state === 'failed' || totalFiles === 1 || name === '') navigate('files', place);
  else navigate('files', vaultPathOf(transfer));
}
