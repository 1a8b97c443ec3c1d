import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateDatabase } from './database.ts';

/** How new files are sealed, and where what only passes through lies; one row, or none. Null is what is usual. */
export interface SealingRow {
  /** Always 1. */
  id: number;
  /** As in a header (docs/format.md 2.2). */
  suite: number | null;
  exponent: number | null;
  /** A whole path of this computer. */
  temporary_folder: string | null;
}

export const SEALING_COLUMNS = ['id', 'suite', 'exponent', 'temporary_folder'] as const;

/** The table, and in the list of transfers what was asked for one of them. */
export const sealingMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('sealing_setting')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('suite', 'integer')
      .addColumn('exponent', 'integer')
      .addColumn('temporary_folder', 'text')
      .execute();
    for (const name of ['suite', 'exponent']) {
      await db.schema.alterTable('transfer').addColumn(name, 'integer').execute();
    }
  },
};

export type KeptSealing = Omit<SealingRow, 'id'>;

const USUAL: KeptSealing = { suite: null, exponent: null, temporary_folder: null };

/** Choices of this computer's user, for all accounts. */
export class SealingMemory {
  readonly #state: StateDatabase;

  constructor(state: StateDatabase) {
    this.#state = state;
  }

  async get(): Promise<KeptSealing> {
    const row = await this.#state.selectFrom('sealing_setting').selectAll().executeTakeFirst();
    return row ?? USUAL;
  }

  /** What is left out stays. */
  async keep(change: Partial<KeptSealing>): Promise<void> {
    if (Object.keys(change).length === 0) return;
    await this.#state
      .insertInto('sealing_setting')
      .values({ id: 1, ...USUAL, ...change })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(change))
      .execute();
  }
}
