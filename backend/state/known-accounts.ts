import type { StateDatabase } from './database.ts';

/** Names that were added or logged in to on this computer, by account id. */
export class KnownAccounts {
  readonly #state: StateDatabase;

  constructor(state: StateDatabase) {
    this.#state = state;
  }

  async meet(id: string, name: string): Promise<void> {
    await this.#state
      .insertInto('known_account')
      .values({ id, name })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ name }))
      .execute();
  }

  async names(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#state.selectFrom('known_account').selectAll().execute();
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
