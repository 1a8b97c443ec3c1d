import { sendItems } from '../../data/send.ts';
import type { TransferStore } from '../../data/transfer-store.ts';
import { holdsAnything, type HostItem } from '../../host.ts';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { ChosenKey, KeyAsker } from './key-asker.tsx';
import type { Review } from '../scan/review.tsx';
import { announcing } from '../transfers/row-memory.ts';
import { sealingKey } from './key-choice.ts';

export interface Addition {
  readonly items: readonly HostItem[];
  readonly folder: string;
  /** Asks for the key even where one is known. */
  readonly isAsking: boolean;
  /** What was chosen before; else the key used last, and what is set. */
  readonly chosen?: ChosenKey | undefined;
}

export interface AdditionDeps {
  readonly keys: readonly KnownKey[];
  readonly asker: Pick<KeyAsker, 'obtain' | 'choiceOf' | 'choose'>;
  readonly transfers: TransferStore;
  readonly review: Pick<Review, 'ask'>;
}

/** Seals and sends what was dropped or chosen. @throws ApiError where the server takes none of it */
export async function addItems(addition: Addition, deps: AdditionDeps): Promise<void> {
  const { items, folder, isAsking, chosen } = addition;
  const { keys, asker, transfers, review } = deps;
  if (!items.some(holdsAnything)) return;
  const known = keys.find(({ id }) => id === chosen?.id) ?? sealingKey(keys);
  const key = isAsking || known === undefined ? await asker.choose(true) : await obtained(known.id, addition, asker);
  if (key === undefined) return;
  const going = await review.ask(items);
  const { id, sealing } = key;
  const how = { folder, key: () => asker.choiceOf(id), ...sealing };
  if (going !== undefined) await sendItems(going, how, announcing(transfers));
}

async function obtained(
  id: string,
  { chosen }: Addition,
  asker: AdditionDeps['asker'],
): Promise<ChosenKey | undefined> {
  const opened = await asker.obtain({ id, count: 0, name: '' });
  return opened === undefined ? undefined : { id: opened, sealing: chosen?.sealing ?? {} };
}
