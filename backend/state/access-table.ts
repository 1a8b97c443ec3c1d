import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How a bucket is reached: by its address, which holds no secret. */
export interface BucketAccessRow {
  address: string;
  /** Null where the environment or the profile files of this computer have the key. */
  access_key_id: string | null;
  secret: string | null;
  /** One certificate trusted beside those of the system: PEM, or its SHA-256. */
  trust: string | null;
}

export const ACCESS_COLUMNS = ['address', 'access_key_id', 'secret', 'trust'] as const;

export const accessMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('bucket_access')
      .addColumn('address', 'text', (column) => column.primaryKey())
      .addColumn('access_key_id', 'text')
      .addColumn('secret', 'text')
      .addColumn('trust', 'text')
      .execute();
  },
};
