import type { Generated } from 'kysely';
import type { Migration } from 'kysely/migration';

/** An account's files in a vault, and when they were last listed: Unix milliseconds by the bucket's clock, null before. */
export interface ListingRow {
  id: Generated<number>;
  vault_id: string;
  account_id: string;
  /** Where the vault lay then. */
  place: string;
  listed: number | null;
  listed_fully: number | null;
}

/** A file as the last listing showed it. */
export interface ListedFileRow {
  listing: number;
  file_id: string;
  /** Keys of its objects, one a line; names in them are sealed. */
  object_keys: string;
  /** The highest revision ever seen; null where none was. */
  revision: number | null;
  /** The object key of that revision where it is not the first of `object_keys`. */
  seen_key: string | null;
}

export const LISTING_COLUMNS = ['id', 'vault_id', 'account_id', 'place', 'listed', 'listed_fully'] as const;
export const LISTED_FILE_COLUMNS = ['listing', 'file_id', 'object_keys', 'revision', 'seen_key'] as const;

export const listingMigration: Migration = {
  async up(db) {
    await db.schema
      .createTable('listing')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('vault_id', 'text', (column) => column.notNull())
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('place', 'text', (column) => column.notNull())
      .addColumn('listed', 'integer')
      .addColumn('listed_fully', 'integer')
      .addUniqueConstraint('listing_of', ['vault_id', 'account_id'])
      .execute();
    await db.schema
      .createTable('listed_file')
      .addColumn('listing', 'integer', (column) => column.notNull())
      .addColumn('file_id', 'text', (column) => column.notNull())
      .addColumn('object_keys', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer')
      .addColumn('seen_key', 'text')
      .addPrimaryKeyConstraint('listed_file_key', ['listing', 'file_id'])
      .execute();
  },
};
