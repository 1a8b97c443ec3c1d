import { randomBytes } from 'node:crypto';
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
  /** JSON, at most {@link MAX_FORMER} whole paths: folders that were used before, and may still hold what a killed process left. */
  former_folders: string;
  /** 16 hex digits: tells this computer's temporary files from those of another one in the same folder of a network. */
  spool_mark: string | null;
}

export const SEALING_COLUMNS = ['id', 'suite', 'exponent', 'temporary_folder', 'former_folders', 'spool_mark'] as const;

/** Each is looked into at every start. */
const MAX_FORMER = 20;

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

export const formerFoldersMigration: Migration = {
  async up(db: Kysely<unknown>) {
    const table = db.schema.alterTable('sealing_setting');
    await table.addColumn('former_folders', 'text', (column) => column.notNull().defaultTo('[]')).execute();
    await table.addColumn('spool_mark', 'text').execute();
  },
};

export type KeptSealing = Pick<SealingRow, 'suite' | 'exponent' | 'temporary_folder'>;

const USUAL: KeptSealing = { suite: null, exponent: null, temporary_folder: null };

/** Choices of this computer's user, for all accounts. */
export class SealingMemory {
  readonly #state: StateDatabase;

  constructor(state: StateDatabase) {
    this.#state = state;
  }

  async get(): Promise<KeptSealing> {
    return (await this.#row(this.#state)) ?? USUAL;
  }

  /** What is left out stays. A temporary folder that is left is remembered as a former one. */
  async keep(change: Partial<KeptSealing>): Promise<void> {
    if (Object.keys(change).length === 0) return;
    await this.#change((row) => {
      const left = row?.temporary_folder ?? null;
      const isLeft = left !== null && change.temporary_folder !== undefined && change.temporary_folder !== left;
      return isLeft ? { ...change, former_folders: formerText([...formerOf(row), left]) } : change;
    });
  }

  async formerFolders(): Promise<readonly string[]> {
    return formerOf(await this.#row(this.#state));
  }

  async forgetFormer(folder: string): Promise<void> {
    await this.#change((row) => ({ former_folders: formerText(formerOf(row).filter((one) => one !== folder)) }));
  }

  /** @returns undefined before anything of this computer was named after it */
  async knownMark(): Promise<string | undefined> {
    return (await this.#row(this.#state))?.spool_mark ?? undefined;
  }

  /** Drawn when it is first wanted, the same from then on. */
  async mark(): Promise<string> {
    const known = await this.knownMark();
    if (known !== undefined) return known;
    const drawn = randomBytes(8).toString('hex');
    let mark = drawn;
    await this.#change((row) => ({ spool_mark: (mark = row?.spool_mark ?? drawn) }));
    return mark;
  }

  #row(state: StateDatabase): Promise<SealingRow | undefined> {
    return state.selectFrom('sealing_setting').selectAll().executeTakeFirst();
  }

  async #change(make: (row: SealingRow | undefined) => Partial<SealingRow>): Promise<void> {
    await this.#state.transaction().execute(async (state) => {
      const change = make(await this.#row(state));
      await state
        .insertInto('sealing_setting')
        .values({ id: 1, ...USUAL, former_folders: '[]', ...change })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(change))
        .execute();
    });
  }
}

function formerOf(row: SealingRow | undefined): string[] {
  return row === undefined ? [] : (JSON.parse(row.former_folders) as string[]);
}

/** The one left first makes room. */
function formerText(folders: readonly string[]): string {
  return JSON.stringify([...new Set(folders)].slice(-MAX_FORMER));
}
