import type { StateDatabase } from './database.ts';
import type { UploadPartRow, UploadRow } from './journal-tables.ts';
import { HeldRows, type Holder } from './holding.ts';

/** An unfinished upload without who holds it, which is this journal's own business. */
export type UploadEntry = Omit<UploadRow, 'holder' | 'held_until'>;
export type UploadPart = Omit<UploadPartRow, 'file_id'>;

/** Which unfinished uploads are meant. */
export type UploadChoice = Partial<Pick<UploadRow, 'local_path' | 'key_id'>>;

/** Uploads in parts that are not complete. Each row is written before its upload takes a part, and dropped when it is over. */
export class UploadJournal {
  readonly #state: StateDatabase;
  readonly #holder: Holder;
  /** What this process works on: the row alone does not tell two of its own apart. */
  readonly #held = new HeldRows();

  constructor(state: StateDatabase, holder: Holder) {
    this.#state = state;
    this.#holder = holder;
  }

  /** Unfinished uploads of one account, of all where none is named, the newest first; those that somebody works on are left out. */
  async unfinished(accountId?: string, { local_path: path, key_id: key }: UploadChoice = {}): Promise<UploadEntry[]> {
    let query = this.#state.selectFrom('upload').selectAll().orderBy('began', 'desc');
    if (accountId !== undefined) query = query.where('account_id', '=', accountId);
    if (path !== undefined) query = query.where('local_path', '=', path);
    if (key !== undefined) query = query.where('key_id', '=', key);
    return (await query.execute()).filter((row) => !this.#isTaken(row));
  }

  /**
   * Takes an unfinished upload for this process, which holds it until it calls `release` or `end`.
   * @returns whether it could be had
   */
  async claim(fileId: string): Promise<boolean> {
    const row = await this.#state.selectFrom('upload').selectAll().where('file_id', '=', fileId).executeTakeFirst();
    if (row === undefined || this.#isTaken(row)) return false;
    this.#hold(fileId);
    try {
      // Only as it was seen: of two that come at once one has it.
      const { numUpdatedRows } = await this.#state
        .updateTable('upload')
        .set(this.#holder.held())
        .where('file_id', '=', fileId)
        .where('holder', '=', row.holder)
        .where('held_until', '=', row.held_until)
        .executeTakeFirst();
      if (numUpdatedRows === 1n) return true;
    } catch (error) {
      this.#held.delete(fileId);
      throw error;
    }
    this.#held.delete(fileId);
    return false;
  }

  async begin(entry: UploadEntry): Promise<void> {
    await this.#state
      .insertInto('upload')
      .values({ ...entry, ...this.#holder.held() })
      .execute();
    this.#hold(entry.file_id);
  }

  async parts(fileId: string): Promise<UploadPart[]> {
    return this.#state
      .selectFrom('upload_part')
      .select(['number', 'etag', 'size', 'sha256'])
      .where('file_id', '=', fileId)
      .orderBy('number')
      .execute();
  }

  /** Notes a part once the bucket has acknowledged it. */
  async note(fileId: string, part: UploadPart): Promise<void> {
    await this.#state
      .insertInto('upload_part')
      .values({ file_id: fileId, ...part })
      .onConflict((conflict) => conflict.columns(['file_id', 'number']).doUpdateSet(part))
      .execute();
  }

  /** Leaves an upload to be gone on with, by whoever comes. */
  async release(fileId: string): Promise<void> {
    this.#held.delete(fileId);
    await this.#state.updateTable('upload').set({ held_until: 0 }).where('file_id', '=', fileId).execute();
  }

  /** The upload is complete or was given up. */
  async end(fileId: string): Promise<void> {
    this.#held.delete(fileId);
    await this.#state.deleteFrom('upload_part').where('file_id', '=', fileId).execute();
    await this.#state.deleteFrom('upload').where('file_id', '=', fileId).execute();
  }

  #hold(fileId: string): void {
    this.#held.add(fileId, () =>
      this.#state.updateTable('upload').set(this.#holder.held()).where('file_id', '=', fileId).execute(),
    );
  }

  #isTaken(row: UploadRow): boolean {
    return this.#holder.isTaken(row) || this.#held.has(row.file_id);
  }
}
