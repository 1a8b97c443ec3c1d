import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** An upload that was begun in parts and is not complete: what format 2.7 wants known to go on with it. */
export interface UploadRow {
  file_id: string;
  /** Address of the bucket. */
  place: string;
  vault_id: string;
  account_id: string;
  /** Holds the sealed name. */
  object_key: string;
  upload_id: string;
  /** 64 hex digits; stands in the file's header anyway. */
  salt: string;
  key_id: string;
  suite: number;
  exponent: number;
  /** Null where the bytes came from a browser and cannot be read again. */
  local_path: string | null;
  size: number;
  mtime_ns: string;
  ctime_ns: string;
  inode: string;
  device: string;
  part_bytes: number;
  began: number;
  holder: number;
  held_until: number;
}

/** A part that the bucket has acknowledged. */
export interface UploadPartRow {
  file_id: string;
  number: number;
  etag: string;
  size: number;
  sha256: string;
}

/** A download that is not complete: how much of the file beside the target was checked and is on the disk. */
export interface DownloadRow {
  target: string;
  account_id: string;
  file_id: string;
  partial: string;
  checked: number;
  began: number;
  holder: number;
  held_until: number;
}

const TEXT_OF_UPLOAD = [
  'place',
  'vault_id',
  'account_id',
  'object_key',
  'upload_id',
  'salt',
  'key_id',
  'mtime_ns',
  'ctime_ns',
  'inode',
  'device',
] as const;
const NUMBERS_OF_UPLOAD = ['suite', 'exponent', 'size', 'part_bytes', 'began', 'holder', 'held_until'] as const;
export const UPLOAD_COLUMNS = ['file_id', 'local_path', ...TEXT_OF_UPLOAD, ...NUMBERS_OF_UPLOAD] as const;
const TEXT_OF_DOWNLOAD = ['account_id', 'file_id', 'partial'] as const;
const NUMBERS_OF_DOWNLOAD = ['checked', 'began', 'holder', 'held_until'] as const;
export const DOWNLOAD_COLUMNS = ['target', ...TEXT_OF_DOWNLOAD, ...NUMBERS_OF_DOWNLOAD] as const;
export const UPLOAD_PART_COLUMNS = ['file_id', 'number', 'etag', 'size', 'sha256'] as const;

export const journalMigration: Migration = {
  async up(db: Kysely<unknown>) {
    let upload = db.schema
      .createTable('upload')
      .addColumn('file_id', 'text', (column) => column.primaryKey())
      .addColumn('local_path', 'text');
    for (const name of TEXT_OF_UPLOAD) upload = upload.addColumn(name, 'text', (column) => column.notNull());
    for (const name of NUMBERS_OF_UPLOAD) upload = upload.addColumn(name, 'integer', (column) => column.notNull());
    await upload.execute();
    await db.schema
      .createTable('upload_part')
      .addColumn('file_id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('etag', 'text', (column) => column.notNull())
      .addColumn('size', 'integer', (column) => column.notNull())
      .addColumn('sha256', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('upload_part_key', ['file_id', 'number'])
      .execute();
    let download = db.schema.createTable('download').addColumn('target', 'text', (column) => column.primaryKey());
    for (const name of TEXT_OF_DOWNLOAD) download = download.addColumn(name, 'text', (column) => column.notNull());
    for (const name of NUMBERS_OF_DOWNLOAD)
      download = download.addColumn(name, 'integer', (column) => column.notNull());
    await download.execute();
  },
};
