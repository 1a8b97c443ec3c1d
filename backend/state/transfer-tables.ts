import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A transfer that is not over, or failed and can be tried again: what it takes to go on with it, never a key. */
export interface TransferRow {
  id: string;
  account_id: string;
  /** `window`: its bytes came from a window, which has to be given the files again. */
  kind: 'upload' | 'download' | 'window';
  name: string;
  /** A folder in the vault, or of this computer. */
  place: string;
  /** ISO 8601. */
  started: string;
  state: 'going' | 'paused' | 'failed';
  /** JSON, at most {@link MAX_KEPT_FAILURES}. */
  failures: string;
  /** JSON: whole paths of this computer, or paths in the vault. */
  paths: string;
  /** JSON: whole paths of files of this computer that stay out, though a folder above them goes in. */
  left_out: string;
  /** File id: one version of one path. */
  version: string | null;
  /** 1 where files that stand there are replaced. */
  force: number;
  /** As counted last; 0 before. */
  total_files: number;
  total_bytes: number;
  key_id: string;
  key_path: string | null;
  /** What its files are sealed with (docs/format.md 2.2); null for those begun before it could be chosen, and for downloads. */
  suite: number | null;
  exponent: number | null;
  holder: number;
  held_until: number;
}

/** A file of a transfer that is done. */
export interface TransferDoneRow {
  transfer: string;
  /** Its path on this computer. */
  item: string;
  size: number;
  /** Tells whether the item is still the same: nanoseconds of its last change, or of a download the file id. */
  stamp: string;
}

/** A limit; one row each way. */
export interface BandwidthRow {
  way: 'up' | 'down';
  /** A second; null is no limit. */
  bytes: number | null;
}

const TEXTS = ['account_id', 'kind', 'name', 'place', 'started', 'state', 'failures', 'paths', 'key_id'] as const;
const NUMBERS = ['force', 'total_files', 'total_bytes', 'holder', 'held_until'] as const;

export const TRANSFER_COLUMNS = [
  'id',
  'version',
  'key_path',
  'suite',
  'exponent',
  'left_out',
  ...TEXTS,
  ...NUMBERS,
] as const;
export const TRANSFER_DONE_COLUMNS = ['transfer', 'item', 'size', 'stamp'] as const;

export const leftOutMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('transfer')
      .addColumn('left_out', 'text', (column) => column.notNull().defaultTo('[]'))
      .execute();
  },
};

export const transferMigration: Migration = {
  async up(db: Kysely<unknown>) {
    let transfer = db.schema
      .createTable('transfer')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('version', 'text')
      .addColumn('key_path', 'text');
    for (const name of TEXTS) transfer = transfer.addColumn(name, 'text', (column) => column.notNull());
    for (const name of NUMBERS) transfer = transfer.addColumn(name, 'integer', (column) => column.notNull());
    await transfer.execute();
    await db.schema
      .createTable('transfer_done')
      .addColumn('transfer', 'text', (column) => column.notNull())
      .addColumn('item', 'text', (column) => column.notNull())
      .addColumn('size', 'integer', (column) => column.notNull())
      .addColumn('stamp', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('transfer_done_key', ['transfer', 'item'])
      .execute();
    await db.schema
      .createTable('bandwidth')
      .addColumn('way', 'text', (column) => column.primaryKey())
      .addColumn('bytes', 'integer')
      .execute();
  },
};
