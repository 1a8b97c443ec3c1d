import type { AccountVault } from '../vault/account-vault.ts';
import { parentOf } from '../vault/path.ts';
import type { ReceivedShare } from '../vault/received-shares.ts';
import { saveWhole, type DownloadOptions } from './download.ts';
import { refuseExisting } from './local-file.ts';
import { LocalPlaces, type NameRules } from './local-name.ts';

/** Where received files go below a folder of this computer: two of one name, from different people, are two files. */
export function placesOfShares(
  shares: readonly ReceivedShare[],
  root: string,
  rules: NameRules,
): { readonly share: ReceivedShare; readonly target: string }[] {
  const places = new LocalPlaces(rules);
  return shares.map((share) => {
    const { path } = share.record;
    const above = `${share.senderId}${parentOf(path) === undefined ? share.fileId : ''}`;
    return { share, target: places.place(root, path, above) };
  });
}

/**
 * Opens a received file into a file of this computer, all or nothing; no key file is needed. "h" of its record is compared before it gets its
 * name (format 2.3).
 * @throws TransferError `exists` | `unusable`; VaultError `new-fingerprint` | `not-found`; SealError; BucketError; the signal's reason
 */
export async function downloadShare(
  { received }: Pick<AccountVault, 'received'>,
  share: ReceivedShare,
  target: string,
  options: DownloadOptions = {},
): Promise<void> {
  const { signal, force } = options;
  if (force !== true) await refuseExisting(target);
  await saveWhole(() => received.open(share, { signal }), target, share.record.modified, options);
}
