import { useSyncExternalStore } from 'react';
import type { TransferView } from '../../backend/contract/transfers.ts';

/** A transfer as the window shows it. */
export type LiveTransfer = TransferView;

/** Neither over nor failed: it runs, waits or was paused. */
export function isOpen({ state }: Pick<LiveTransfer, 'state'>): boolean {
  return state === 'running' || state === 'waiting' || state === 'paused';
}

/** Transfers as the server tells of them, the newest first. Not a query: they are pushed. */
export class TransferStore {
  #transfers: readonly LiveTransfer[] = [];
  readonly #listeners = new Set<() => void>();

  readonly get = (): readonly LiveTransfer[] => this.#transfers;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What the answer to a request said of a transfer: what was pushed of it before the answer came is newer. */
  introduce(view: TransferView): void {
    if (!this.#transfers.some(({ id }) => id === view.id)) this.hear(view);
  }

  /** What was pushed. */
  hear(view: TransferView): void {
    const others = this.#transfers.filter(({ id }) => id !== view.id);
    this.#transfers = [view, ...others].toSorted((a, b) => (a.started < b.started ? 1 : -1));
    this.#tell();
  }

  forget(id: string): void {
    this.#keep((transfer) => transfer.id !== id);
  }

  forgetFinished(): void {
    this.#keep(isOpen);
  }

  clear(): void {
    this.#keep(() => false);
  }

  #keep(isKept: (transfer: LiveTransfer) => boolean): void {
    this.#transfers = this.#transfers.filter(isKept);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export function useTransfers(store: TransferStore): readonly LiveTransfer[] {
  return useSyncExternalStore(store.subscribe, store.get);
}
