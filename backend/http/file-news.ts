import { EventEmitter } from 'node:events';

/** Word that an account's list of files changed through this server, for whoever shows it. */
export class FileNews {
  readonly #events = new EventEmitter<{ change: [accountId: string] }>().setMaxListeners(0);

  tell(accountId: string): void {
    this.#events.emit('change', accountId);
  }

  /** Every change of this account's list, until the returned function is called. */
  watch(accountId: string, see: () => void): () => void {
    const listener = (changed: string) => changed === accountId && see();
    this.#events.on('change', listener);
    return () => void this.#events.off('change', listener);
  }
}
