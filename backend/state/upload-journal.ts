import type { StateDatabase, UploadPartRow, UploadRow } from './database.ts';
import type { Holder } from './holding.ts';

/** An unfinished upload without who holds it, which is this journal's own business. */
export type UploadEntry = Omit<UploadRow, 'holder' | 'held_until'>;
export type UploadPart = Omit<UploadPartRow, 'file_id'>;

/** Uploads in parts that are not complete. Each row is written before its upload takes a part, and dropped when it is over. */
export class UploadJournal {
  readonly #state: StateDatabase;
  readonly #holder: Holder;

  constructor(state: StateDatabase, holder: Holder) {
    this.#state = state;
    this.#holder = holder;
  }

  /** Unfinished uploads of one account, of all where none is named; those that another process works on are left out. */
  async unfinished(accountId?: string): Promise<UploadEntry[]> {
    let query = this.#state.selectFrom('upload').selectAll().orderBy('began');
    if (accountId !== undefined) query = query.where('account_id', '=', accountId);
    return (await query.execute()).filter((row) => !this.#holder.isTaken(row));
  }

  /** Takes an unfinished upload of this source for this process. */
  async claim(accountId: string, localPath: string, keyId: string): Promise<UploadEntry[]> {
    return this.#state.transaction().execute(async (transaction) => {
      const rows = await transaction
        .selectFrom('upload')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('local_path', '=', localPath)
        .where('key_id', '=', keyId)
        .orderBy('began', 'desc')
        .execute();
      const free = rows.filter((row) => !this.#holder.isTaken(row) && !this.#isRunning(row));
      const ids = free.map(({ file_id: id }) => id);
      if (ids.length > 0) {
        await transaction.updateTable('upload').set(this.#holder.held()).where('file_id', 'in', ids).execute();
        for (const id of ids) this.#running.add(id);
      }
      return free;
    });
  }

  async begin(entry: UploadEntry): Promise<void> {
    this.#running.add(entry.file_id);
    await this.#state
      .insertInto('upload')
      .values({ ...entry, ...this.#holder.held() })
      .execute();
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

  /** Forgets parts that the bucket does not have any more. */
  async drop(fileId: string, numbers: readonly number[]): Promise<void> {
    if (numbers.length === 0) return;
    await this.#state.deleteFrom('upload_part').where('file_id', '=', fileId).where('number', 'in', numbers).execute();
  }

  async renew(fileId: string): Promise<void> {
    await this.#state.updateTable('upload').set(this.#holder.held()).where('file_id', '=', fileId).execute();
  }

  /** Leaves an upload to be gone on with, by whoever comes. */
  async release(fileId: string): Promise<void> {
    this.#running.delete(fileId);
    await this.#state.updateTable('upload').set({ held_until: 0 }).where('file_id', '=', fileId).execute();
  }

  /** The upload is complete or was given up. */
  async end(fileId: string): Promise<void> {
    this.#running.delete(fileId);
    await this.#state.deleteFrom('upload_part').where('file_id', '=', fileId).execute();
    await this.#state.deleteFrom('upload').where('file_id', '=', fileId).execute();
  }

  /** Uploads that this process works on: the row alone does not tell two of its own apart. */
  readonly #running = new Set<string>();

  #isRunning(row: UploadRow): boolean {
    return this.#running.has(row.file_id);
  }
}
