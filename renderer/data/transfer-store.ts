import { useSyncExternalStore } from 'react';
import type { TransferView } from '../../backend/contract/transfers.ts';

/** What a transfer moved lately, for its speed: bytes and when. */
interface Pace {
  readonly at: number;
  readonly bytes: number;
}

/** A transfer and its speed in bytes a second, 0 while unknown. */
export interface LiveTransfer extends TransferView {
  readonly speed: number;
}

/** Speed is taken over this long: shorter jumps about, longer lags behind. */
const PACE_MS = 5_000;

/** Transfers as the server tells of them, the newest first. Not a query: they are pushed. */
export class TransferStore {
  #transfers: readonly LiveTransfer[] = [];
  readonly #paces = new Map<string, Pace[]>();
  readonly #listeners = new Set<() => void>();

  readonly get = (): readonly LiveTransfer[] => this.#transfers;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  hear(view: TransferView, now: number): void {
    const paces = [...(this.#paces.get(view.id) ?? []), { at: now, bytes: view.bytes }];
    const recent = paces.filter(({ at }) => now - at <= PACE_MS);
    this.#paces.set(view.id, recent);
    const [first] = recent;
    const elapsed = first === undefined ? 0 : now - first.at;
    const speed = view.state === 'running' && elapsed > 0 ? ((view.bytes - first!.bytes) * 1000) / elapsed : 0;
    const others = this.#transfers.filter(({ id }) => id !== view.id);
    this.#transfers = [{ ...view, speed }, ...others].toSorted((a, b) => (a.started < b.started ? 1 : -1));
    this.#tell();
  }

  forgetFinished(): void {
    const running = ['waiting', 'running'];
    this.#transfers = this.#transfers.filter(({ state }) => running.includes(state));
    this.#tell();
  }

  clear(): void {
    this.#transfers = [];
    this.#paces.clear();
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export function useTransfers(store: TransferStore): readonly LiveTransfer[] {
  return useSyncExternalStore(store.subscribe, store.get);
}
