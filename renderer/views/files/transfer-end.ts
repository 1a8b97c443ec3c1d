import { isOpen, type LiveTransfer, type TransferStore } from '../../data/transfer-store.ts';

/** Waits until a transfer is over, however it ends. */
export function endOf(store: TransferStore, id: string): Promise<LiveTransfer> {
  return new Promise((resolve) => {
    const look = () => {
      const found = store.get().find((one) => one.id === id);
      if (found === undefined || isOpen(found)) return;
      stop();
      resolve(found);
    };
    const stop = store.subscribe(look);
    look();
  });
}
