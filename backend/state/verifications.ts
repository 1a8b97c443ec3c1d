import type { StateDatabase } from './database.ts';

/** When each file's content was last read from the bucket and found whole. */
export class Verifications {
  readonly #state: StateDatabase;
  readonly #now: () => Date;

  constructor(state: StateDatabase, now: () => Date) {
    this.#state = state;
    this.#now = now;
  }

  async note(fileId: string): Promise<void> {
    const at = this.#now().getTime();
    await this.#state
      .insertInto('verification')
      .values({ file_id: fileId, at })
      .onConflict((conflict) => conflict.column('file_id').doUpdateSet({ at }))
      .execute();
  }

  async of(fileId: string): Promise<Date | undefined> {
    const row = await this.#state
      .selectFrom('verification')
      .select('at')
      .where('file_id', '=', fileId)
      .executeTakeFirst();
    return row && new Date(row.at);
  }
}
