import type { StateDatabase } from './database.ts';
import type { DownloadRow } from './journal-tables.ts';
import { HeldRows, type Holder } from './holding.ts';

export type DownloadEntry = Omit<DownloadRow, 'holder' | 'held_until'>;

/** Downloads that are not complete: how many bytes of the partial file were checked and are on the disk. */
export class DownloadJournal {
  readonly #state: StateDatabase;
  readonly #holder: Holder;
  /** Targets that this process works on. */
  readonly #held = new HeldRows();

  constructor(state: StateDatabase, holder: Holder) {
    this.#state = state;
    this.#holder = holder;
  }

  /** Unfinished downloads of one account, of all where none is named; those that somebody works on are left out. */
  async unfinished(accountId?: string): Promise<DownloadEntry[]> {
    return (await this.all(accountId)).filter((row) => !this.#isTaken(row));
  }

  /** Also those that somebody works on. */
  async all(accountId?: string): Promise<DownloadRow[]> {
    let query = this.#state.selectFrom('download').selectAll().orderBy('began');
    if (accountId !== undefined) query = query.where('account_id', '=', accountId);
    return query.execute();
  }

  /**
   * Takes a target for this process, which holds it until it calls `release` or `end`, and with it what was begun there, whichever file
   * it was.
   * @returns undefined where nothing was begun, or another works on it; `isBusy` tells the two apart
   */
  async claim(target: string): Promise<{ readonly entry: DownloadEntry | undefined; readonly isBusy: boolean }> {
    if (this.#held.has(target)) return { entry: undefined, isBusy: true };
    this.#hold(target);
    try {
      const row = await this.#state.selectFrom('download').selectAll().where('target', '=', target).executeTakeFirst();
      if (row === undefined) return { entry: undefined, isBusy: false };
      if (!this.#holder.isTaken(row)) {
        // Only as it was seen: of two that come at once one has it.
        const { numUpdatedRows } = await this.#state
          .updateTable('download')
          .set(this.#holder.held())
          .where('target', '=', target)
          .where('holder', '=', row.holder)
          .where('held_until', '=', row.held_until)
          .executeTakeFirst();
        if (numUpdatedRows === 1n) return { entry: row, isBusy: false };
      }
    } catch (error) {
      this.#held.delete(target);
      throw error;
    }
    this.#held.delete(target);
    return { entry: undefined, isBusy: true };
  }

  /** Begins anew for a claimed target. @returns false where another process was quicker */
  async begin(entry: DownloadEntry): Promise<boolean> {
    const row = { ...entry, ...this.#holder.held() };
    const { numInsertedOrUpdatedRows } = await this.#state
      .insertInto('download')
      .values(row)
      .onConflict((conflict) =>
        conflict.column('target').doUpdateSet(row).where('download.holder', '=', this.#holder.pid),
      )
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** @param checked bytes from the file's beginning that were checked and synchronised */
  async note(target: string, checked: number): Promise<void> {
    const row = { checked, ...this.#holder.held() };
    await this.#state.updateTable('download').set(row).where('target', '=', target).execute();
  }

  /** Leaves it to be gone on with. What another process took over meanwhile stays with it. */
  async release(target: string): Promise<void> {
    this.#held.delete(target);
    const mine = this.#state.updateTable('download').set({ held_until: 0 }).where('holder', '=', this.#holder.pid);
    await mine.where('target', '=', target).execute();
  }

  async end(target: string): Promise<void> {
    this.#held.delete(target);
    const mine = this.#state.deleteFrom('download').where('holder', '=', this.#holder.pid);
    await mine.where('target', '=', target).execute();
  }

  #hold(target: string): void {
    this.#held.add(target, () =>
      this.#state
        .updateTable('download')
        .set(this.#holder.held())
        .where('holder', '=', this.#holder.pid)
        .where('target', '=', target)
        .execute(),
    );
  }

  #isTaken(row: DownloadRow): boolean {
    return this.#holder.isTaken(row) || this.#held.has(row.target);
  }
}
