import { chmod, open, rename, rm, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { ACCESS_COLUMNS, accessMigration, type BucketAccessRow } from './access-table.ts';
import { activityMigration, requireActivityTables, type ActivityTables } from './activity-table.ts';
import {
  DOWNLOAD_COLUMNS,
  journalMigration,
  UPLOAD_COLUMNS,
  UPLOAD_PART_COLUMNS,
  type DownloadRow,
  type UploadPartRow,
  type UploadRow,
} from './journal-tables.ts';
import {
  LISTED_FILE_COLUMNS,
  LISTING_COLUMNS,
  listingMigration,
  type ListedFileRow,
  type ListingRow,
} from './listing-tables.ts';
import { linkMemoryMigration, type LinkMarkRow } from './link-memory.ts';
import { linkServerMigration, type LinkServerRow } from './link-server.ts';
import { ROTATION_COLUMNS, rotationMigration, type NameRotationRow } from './rotation-memory.ts';
import { scanSettingMigration, type ScanSettingRow } from './scan-setting.ts';
import { formerFoldersMigration, SEALING_COLUMNS, sealingMigration, type SealingRow } from './sealing-memory.ts';
import { adapted } from './sqlite-adapter.ts';
import { TOKEN_COLUMNS, tokenMigration, type TokenRow } from './token-table.ts';
import {
  leftOutMigration,
  TRANSFER_COLUMNS,
  TRANSFER_DONE_COLUMNS,
  transferMigration,
  type BandwidthRow,
  type TransferDoneRow,
  type TransferRow,
} from './transfer-tables.ts';

/** A key file that was met here: where it lay, never what is in it. Times are Unix milliseconds. */
export interface KnownKeyRow {
  id: string;
  name: string;
  created: string;
  form: 'plain' | 'protected' | 'classic';
  path: string | null;
  seen: number;
  used: number | null;
  quiet_until: number | null;
  /** When its recovery sheet was printed. */
  printed: number | null;
}

/** When a file's content was last read and found whole. */
export interface VerificationRow {
  file_id: string;
  at: number;
}

export interface StateTables extends ActivityTables {
  known_key: KnownKeyRow;
  verification: VerificationRow;
  upload: UploadRow;
  upload_part: UploadPartRow;
  download: DownloadRow;
  listing: ListingRow;
  listed_file: ListedFileRow;
  transfer: TransferRow;
  transfer_done: TransferDoneRow;
  bandwidth: BandwidthRow;
  bucket_access: BucketAccessRow;
  link_server: LinkServerRow;
  link_mark: LinkMarkRow;
  scan_setting: ScanSettingRow;
  sealing_setting: SealingRow;
  personal_token: TokenRow;
  name_rotation: NameRotationRow;
}

export type StateDatabase = Kysely<StateTables>;

/** Its name in the home folder. */
export const STATE_FILE = 'state.sqlite';

/** What SQLite says of a file that is no database, or one whose pages are damaged (SQLITE_CORRUPT, SQLITE_NOTADB). */
const DAMAGED_CODES = [11, 26];

/** SQLITE_FULL; and SQLITE_READONLY, SQLITE_IOERR, SQLITE_CANTOPEN. */
const FULL_CODE = 13;
const UNWRITABLE_CODES = [8, 10, 14];

/** Others that write are waited for so long: what they write at once is small. */
const PATIENCE_MS = 5000;
const LOOK_MS = 10;

/** The file cannot be read as what it should be. */
class DamagedState extends Error {}

/**
 * Opens what this computer remembers beside its settings. It can be deleted at any time and costs only memory (docs/architecture.md): a
 * damaged one is moved aside and begun anew.
 * @param folder the home folder, which exists
 */
export async function openState(folder: string): Promise<StateDatabase> {
  const path = join(folder, STATE_FILE);
  try {
    return await openFile(path);
  } catch {
    // Looked at twice: another process may have been making it.
  }
  try {
    return await openFile(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    await moveAside(path);
    return openFile(path);
  }
}

async function openFile(path: string): Promise<StateDatabase> {
  if ((await stat(path).catch(() => undefined))?.isFile() === false) throw new DamagedState('no file');
  // Made with the mode it keeps, so that nobody can open it before.
  await (await open(path, 'a', 0o600)).close();
  await chmod(path, 0o600);
  const database = new DatabaseSync(path, { timeout: PATIENCE_MS });
  try {
    // FULL: what was noted of a transfer is still there when the power was cut, else its parts lie in the bucket for ever.
    // What is deleted is overwritten: a token's box is not to be found on the disk after it was revoked.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    const [check] = database.prepare('PRAGMA quick_check(1)').all();
    if (check?.['quick_check'] !== 'ok') throw new DamagedState('damaged pages');
    const state = new Kysely<StateTables>({ dialect: new SqliteDialect({ database: adapted(database) }) });
    const migrator = new Migrator({ db: state, provider: { getMigrations: async () => MIGRATIONS } });
    const isPending = (await migrator.getMigrations()).some(({ executedAt }) => executedAt === undefined);
    // One process at a time, and all of them or none: half migrated, by a kill or as seen by another process, it would pass for damaged.
    if (isPending) await begin(database);
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw isPassing(error) ? error : new DamagedState('other tables', { cause: error });
    if (isPending) database.exec('COMMIT');
    await requireTables(state);
    return state;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Takes the right to write. SQLite's own waiting would hold up this process, where the one that has it may be. */
async function begin(database: DatabaseSync): Promise<void> {
  database.exec('PRAGMA busy_timeout = 0');
  for (const end = performance.now() + PATIENCE_MS; ; await pause(LOOK_MS)) {
    try {
      database.exec('BEGIN IMMEDIATE');
      break;
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
    }
  }
  database.exec(`PRAGMA busy_timeout = ${PATIENCE_MS}`);
}

/** A file that says it was migrated and has other tables is no more use than a damaged one. */
async function requireTables(state: StateDatabase): Promise<void> {
  try {
    const columns = ['id', 'name', 'created', 'form', 'path', 'seen', 'used', 'quiet_until', 'printed'] as const;
    await state.selectFrom('known_key').select(columns).limit(1).execute();
    await state.selectFrom('verification').select(['file_id', 'at']).limit(1).execute();
    await state.selectFrom('upload').select(UPLOAD_COLUMNS).limit(1).execute();
    await state.selectFrom('upload_part').select(UPLOAD_PART_COLUMNS).limit(1).execute();
    await state.selectFrom('download').select(DOWNLOAD_COLUMNS).limit(1).execute();
    await state.selectFrom('listing').select(LISTING_COLUMNS).limit(1).execute();
    await state.selectFrom('listed_file').select(LISTED_FILE_COLUMNS).limit(1).execute();
    await state.selectFrom('transfer').select(TRANSFER_COLUMNS).limit(1).execute();
    await state.selectFrom('bandwidth').select(['way', 'bytes']).limit(1).execute();
    await state.selectFrom('transfer_done').select(TRANSFER_DONE_COLUMNS).limit(1).execute();
    await requireActivityTables(state);
    await state.selectFrom('bucket_access').select(ACCESS_COLUMNS).limit(1).execute();
    await state.selectFrom('link_server').select(['vault_id', 'address']).limit(1).execute();
    await state.selectFrom('link_mark').select(['vault_id', 'link_id', 'mark']).limit(1).execute();
    await state.selectFrom('scan_setting').select(['id', 'enabled']).limit(1).execute();
    await state.selectFrom('sealing_setting').select(SEALING_COLUMNS).limit(1).execute();
    await state.selectFrom('personal_token').select(TOKEN_COLUMNS).limit(1).execute();
    await state.selectFrom('name_rotation').select(ROTATION_COLUMNS).limit(1).execute();
  } catch (error) {
    throw isPassing(error) ? error : new DamagedState('other tables', { cause: error });
  }
}

const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-keys': {
    async up(db) {
      await db.schema
        .createTable('known_key')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('created', 'text', (column) => column.notNull())
        .addColumn('form', 'text', (column) => column.notNull())
        .addColumn('path', 'text')
        .addColumn('seen', 'integer', (column) => column.notNull())
        .addColumn('used', 'integer')
        .addColumn('quiet_until', 'integer')
        .execute();
      await db.schema
        .createTable('verification')
        .addColumn('file_id', 'text', (column) => column.primaryKey())
        .addColumn('at', 'integer', (column) => column.notNull())
        .execute();
    },
  },
  '0002-transfers': journalMigration,
  '0003-listing': listingMigration,
  '0004-queue': transferMigration,
  '0005-access': accessMigration,
  '0006-links': linkServerMigration,
  '0007-activity': activityMigration,
  '0008-scan': scanSettingMigration,
  '0009-link-marks': linkMemoryMigration,
  '0010-sealing': sealingMigration,
  '0011-recovery-sheets': {
    async up(db) {
      await db.schema.alterTable('known_key').addColumn('printed', 'integer').execute();
    },
  },
  '0012-left-out': leftOutMigration,
  '0013-tokens': tokenMigration,
  '0014-name-rotations': rotationMigration,
  '0015-former-folders': formerFoldersMigration,
};

function isDamage(error: unknown): boolean {
  return error instanceof DamagedState || DAMAGED_CODES.includes(resultCode(error));
}

/** SQLITE_BUSY, SQLITE_LOCKED: another process has it open, so it is no business of ours. */
function isBusy(error: unknown): boolean {
  return [5, 6].includes(resultCode(error));
}

/** Another process has it, or the disk does not do what it is told: that says nothing of what is in the file. */
function isPassing(error: unknown): boolean {
  return isBusy(error) || stateFault(error) !== undefined;
}

/** Why what was to be kept could not be: the disk is full, or the file cannot be written. Undefined for what has other reasons. */
export function stateFault(error: unknown): 'full' | 'unwritable' | undefined {
  const code = resultCode(error);
  if (code === FULL_CODE) return 'full';
  return UNWRITABLE_CODES.includes(code) ? 'unwritable' : undefined;
}

/** SQLite's primary result code, 0 where it is another error. */
function resultCode(error: unknown): number {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : 0;
}

/** Kept once, to be looked at; its journal belongs to it. */
async function moveAside(path: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) {
    const aside = `${path}.damaged${suffix}`;
    await rm(aside, { recursive: true, force: true });
    await rename(`${path}${suffix}`, aside).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}
