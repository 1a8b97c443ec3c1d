import type { DownloadRow, StateDatabase } from './database.ts';
import type { Holder } from './holding.ts';

export type DownloadEntry = Omit<DownloadRow, 'holder' | 'held_until'>;

/** Downloads that are not complete: how many bytes of the partial file were checked and are on the disk. */
export class DownloadJournal {
  readonly #state: StateDatabase;
  readonly #holder: Holder;
  /** Targets that this process works on. */
  readonly #running = new Set<string>();

  constructor(state: StateDatabase, holder: Holder) {
    this.#state = state;
    this.#holder = holder;
  }

  async unfinished(accountId?: string): Promise<DownloadEntry[]> {
    let query = this.#state.selectFrom('download').selectAll().orderBy('began');
    if (accountId !== undefined) query = query.where('account_id', '=', accountId);
    return (await query.execute()).filter((row) => !this.#holder.isTaken(row) && !this.#running.has(row.target));
  }

  /**
   * Takes what was begun for this target, whichever file it was.
   * @returns undefined where nothing was begun, or another works on it; `isBusy` tells the two apart
   */
  async claim(target: string): Promise<{ readonly entry: DownloadEntry | undefined; readonly isBusy: boolean }> {
    return this.#state.transaction().execute(async (transaction) => {
      const row = await transaction.selectFrom('download').selectAll().where('target', '=', target).executeTakeFirst();
      if (this.#running.has(target) || (row !== undefined && this.#holder.isTaken(row))) {
        return { entry: undefined, isBusy: true };
      }
      this.#running.add(target);
      if (row === undefined) return { entry: undefined, isBusy: false };
      await transaction.updateTable('download').set(this.#holder.held()).where('target', '=', target).execute();
      return { entry: row, isBusy: false };
    });
  }

  /** Begins anew for a claimed target. */
  async begin(entry: DownloadEntry): Promise<void> {
    const row = { ...entry, ...this.#holder.held() };
    await this.#state
      .insertInto('download')
      .values(row)
      .onConflict((conflict) => conflict.column('target').doUpdateSet(row))
      .execute();
  }

  /** @param checked bytes from the file's beginning that were checked and synchronised */
  async note(target: string, checked: number): Promise<void> {
    const row = { checked, ...this.#holder.held() };
    await this.#state.updateTable('download').set(row).where('target', '=', target).execute();
  }

  async renew(target: string): Promise<void> {
    await this.#state.updateTable('download').set(this.#holder.held()).where('target', '=', target).execute();
  }

  /** Leaves it to be gone on with. */
  async release(target: string): Promise<void> {
    this.#running.delete(target);
    await this.#state.updateTable('download').set({ held_until: 0 }).where('target', '=', target).execute();
  }

  async end(target: string): Promise<void> {
    this.#running.delete(target);
    await this.#state.deleteFrom('download').where('target', '=', target).execute();
  }
}
