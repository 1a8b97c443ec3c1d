import type { Generated, Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Something that was done. Names of files lie in `detail`, sealed by the account's own keys. */
export interface ActivityRow {
  id: Generated<number>;
  /** Unix milliseconds. */
  at: number;
  /** Null for a log-in under a name that is not known here: what was typed is not kept. */
  account_id: string | null;
  /** Names the log-in it was done in; opens nothing. */
  session: string | null;
  kind: string;
  /** `done`, or the code of what went wrong. */
  outcome: string;
  device: string;
  address: string;
  detail: Uint8Array | null;
}

/** How long activity is kept: one row. */
interface ActivityKeepRow {
  id: number;
  days: number;
}

/** Names of accounts that were added or logged in to here: the vault knows them by ids alone. */
interface KnownAccountRow {
  id: string;
  name: string;
}

export interface ActivityTables {
  activity: ActivityRow;
  activity_keep: ActivityKeepRow;
  known_account: KnownAccountRow;
}

const ACTIVITY_COLUMNS = [
  'id',
  'at',
  'account_id',
  'session',
  'kind',
  'outcome',
  'device',
  'address',
  'detail',
] as const;

/** Throws where they are not as they should be. */
export async function requireActivityTables<T extends ActivityTables>(state: Kysely<T>): Promise<void> {
  const tables = state as unknown as Kysely<ActivityTables>;
  await tables.selectFrom('activity').select(ACTIVITY_COLUMNS).limit(1).execute();
  await tables.selectFrom('activity_keep').select(['id', 'days']).limit(1).execute();
  await tables.selectFrom('known_account').select(['id', 'name']).limit(1).execute();
}

export const activityMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('activity')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('at', 'integer', (column) => column.notNull())
      .addColumn('account_id', 'text')
      .addColumn('session', 'text')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('device', 'text', (column) => column.notNull())
      .addColumn('address', 'text', (column) => column.notNull())
      .addColumn('detail', 'blob')
      .execute();
    await db.schema.createIndex('activity_of_account').on('activity').columns(['account_id', 'id']).execute();
    await db.schema
      .createTable('activity_keep')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('days', 'integer', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('known_account')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .execute();
  },
};
