import { isWithin, toVaultPath } from '../vault/path.ts';
import type { People } from '../vault/people.ts';
import type { ReceivedShares } from '../vault/received-shares.ts';
import { VaultError } from '../vault/errors.ts';
import type { Outcome } from './outcome.ts';

/**
 * What of the received shares paths name: files, or folders with all below them. One that is refused has no path, and is named by its id.
 * @param options `from` leaves out what others shared; `refused` takes refused ones too, which is only good for dropping them
 * @returns ids of shares
 */
export async function chooseReceived(
  received: ReceivedShares,
  people: People,
  paths: readonly string[],
  options: { readonly from?: string; readonly refused?: boolean },
  outcome: Outcome,
): Promise<string[]> {
  const { shares, refused } = await received.list();
  const sender = options.from === undefined ? undefined : (await people.find(options.from)).id;
  const own = shares.filter(({ senderId }) => sender === undefined || senderId === sender);
  const chosen = new Set<string>();
  for (const text of paths) {
    await outcome.attempt(async () => {
      const hurt = refused.find(({ id }) => id === text);
      if (hurt !== undefined && options.refused !== true) throw hurt.error;
      if (hurt !== undefined) {
        chosen.add(hurt.id);
        return;
      }
      const path = toVaultPath(text);
      const fits = own.filter(({ record }) => record.path === path || isWithin(record.path, path));
      if (fits.length === 0) throw new VaultError('not-found', `Nobody shares ${path} with you.`);
      for (const { id } of fits) chosen.add(id);
    });
  }
  return [...chosen];
}
