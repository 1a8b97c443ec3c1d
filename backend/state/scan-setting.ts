import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateDatabase } from './database.ts';

/** Whether files are looked at before they go in; one row, or none where nobody ever said. */
export interface ScanSettingRow {
  /** Always 1. */
  id: number;
  enabled: number;
}

export const scanSettingMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('scan_setting')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('enabled', 'integer', (column) => column.notNull())
      .execute();
  },
};

/** A choice of this computer's user, for all accounts. Until it was made, files are looked at. */
export class ScanSetting {
  readonly #state: StateDatabase;

  constructor(state: StateDatabase) {
    this.#state = state;
  }

  async get(): Promise<{ enabled: boolean }> {
    const row = await this.#state.selectFrom('scan_setting').select('enabled').executeTakeFirst();
    return { enabled: row?.enabled !== 0 };
  }

  async keep({ enabled }: { readonly enabled: boolean }): Promise<void> {
    const row = { enabled: enabled ? 1 : 0 };
    await this.#state
      .insertInto('scan_setting')
      .values({ id: 1, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }
}
