import { sendItems } from '../../data/send.ts';
import type { TransferStore } from '../../data/transfer-store.ts';
import { holdsAnything, type HostItem } from '../../host.ts';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { KeyAsker } from './key-asker.tsx';
import type { Review } from '../scan/review.tsx';
import { announcing } from '../transfers/row-memory.ts';
import { sealingKey } from './key-choice.ts';

export interface Addition {
  readonly items: readonly HostItem[];
  readonly folder: string;
  /** Asks for the key even where one is known. */
  readonly isAsking: boolean;
  /** Key id that was chosen before; else the one used last. */
  readonly chosen?: string | undefined;
}

export interface AdditionDeps {
  readonly keys: readonly KnownKey[];
  readonly asker: Pick<KeyAsker, 'obtain' | 'choose'>;
  readonly transfers: TransferStore;
  readonly review: Pick<Review, 'ask'>;
}

/** Seals and sends what was dropped or chosen. @throws ApiError where the server takes none of it */
export async function addItems(addition: Addition, deps: AdditionDeps): Promise<void> {
  const { items, folder, isAsking, chosen } = addition;
  const { keys, asker, transfers, review } = deps;
  if (!items.some(holdsAnything)) return;
  const known = keys.find(({ id }) => id === chosen) ?? sealingKey(keys);
  const id =
    isAsking || known === undefined ? await asker.choose() : await asker.obtain({ id: known.id, count: 0, name: '' });
  if (id === undefined) return;
  const going = await review.ask(items);
  if (going !== undefined) await sendItems(going, folder, { id }, announcing(transfers));
}
