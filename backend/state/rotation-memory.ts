import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateDatabase } from './database.ts';
import type { TokenOwner } from './token-table.ts';

/** An account whose names are to be sealed under a new key, until all of them are. */
export interface NameRotationRow {
  vault_id: string;
  account_id: string;
  /** So many name keys the account has once the new one is drawn. */
  keys: number;
}

export const ROTATION_COLUMNS = ['vault_id', 'account_id', 'keys'] as const;

export const rotationMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('name_rotation')
      .addColumn('vault_id', 'text', (column) => column.notNull())
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('keys', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('name_rotation_key', ['vault_id', 'account_id'])
      .execute();
  },
};

/** Which accounts wait for their names to be sealed under a new key: one row each at most. */
export class RotationMemory {
  readonly #state: StateDatabase;

  constructor(state: StateDatabase) {
    this.#state = state;
  }

  /** @returns how many name keys there are to be; undefined where nothing waits */
  async get({ vaultId, accountId }: TokenOwner): Promise<number | undefined> {
    const row = this.#state.selectFrom('name_rotation').select('keys').where('vault_id', '=', vaultId);
    return (await row.where('account_id', '=', accountId).executeTakeFirst())?.keys;
  }

  async keep({ vaultId, accountId }: TokenOwner, keys: number): Promise<void> {
    await this.#state
      .insertInto('name_rotation')
      .values({ vault_id: vaultId, account_id: accountId, keys })
      .onConflict((conflict) => conflict.columns(['vault_id', 'account_id']).doUpdateSet({ keys }))
      .execute();
  }

  /** @param keys what is finished; where more is asked for meanwhile, that stays */
  async forget({ vaultId, accountId }: TokenOwner, keys: number): Promise<void> {
    const own = this.#state.deleteFrom('name_rotation').where('vault_id', '=', vaultId);
    await own.where('account_id', '=', accountId).where('keys', '<=', keys).execute();
  }
}
