import type { Announced } from '../../data/send.ts';
import { isOpen, type TransferStore } from '../../data/transfer-store.ts';
import { endOf } from '../files/transfer-end.ts';

/** The server tells of a change at most this much later: what is known sooner may be old. */
const HEARD_MS = 500;

/** What the window alone knows of transfers: how to do one again. Gone with the window. */
class RowMemory {
  readonly #again = new Map<string, () => void>();

  /** Whoever starts a transfer can say how to start it once more; then its row offers "Try again". */
  readonly remember = (id: string, again: () => void): void => {
    this.#again.set(id, again);
  };

  readonly againOf = (id: string): (() => void) | undefined => this.#again.get(id);

  readonly forget = (id: string): void => {
    this.#again.delete(id);
  };
}

export const rowMemory = new RowMemory();

/** For `sendItems`: shows each transfer before its first byte has gone, and keeps how to send the same once more. */
export function announcing(transfers: TransferStore): Announced {
  return (view, again) => {
    transfers.introduce(view);
    rowMemory.remember(view.id, again);
    return { goesOn: () => goingOn(transfers, view.id), ended: () => endOf(transfers, view.id) };
  };
}

/** Waits until a transfer wants its window's bytes. @returns false where it is over instead */
async function goingOn(transfers: TransferStore, id: string): Promise<boolean> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, HEARD_MS));
    const found = transfers.get().find((one) => one.id === id);
    if (found === undefined || !isOpen(found)) return false;
    if (found.state === 'running' || found.reason === 'window') return true;
  }
}
