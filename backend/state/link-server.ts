import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateDatabase } from './database.ts';

/** The server whose name new links of a vault begin with. */
export interface LinkServerRow {
  vault_id: string;
  /** As https://name:port. */
  address: string;
}

export const linkServerMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('link_server')
      .addColumn('vault_id', 'text', (column) => column.primaryKey())
      .addColumn('address', 'text', (column) => column.notNull())
      .execute();
  },
};

/** Where others reach a server of a vault: asked of the user once, for this computer. */
export class LinkServers {
  readonly #state: StateDatabase;

  constructor(state: StateDatabase) {
    this.#state = state;
  }

  async get(vaultId: string): Promise<string | null> {
    const query = this.#state.selectFrom('link_server').select('address').where('vault_id', '=', vaultId);
    return (await query.executeTakeFirst())?.address ?? null;
  }

  /** @param address null forgets it */
  async keep(vaultId: string, address: string | null): Promise<void> {
    await this.#state.deleteFrom('link_server').where('vault_id', '=', vaultId).execute();
    if (address === null) return;
    await this.#state.insertInto('link_server').values({ vault_id: vaultId, address }).execute();
  }
}
