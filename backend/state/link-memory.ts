import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateDatabase } from './database.ts';

/** What this computer saw happen to a link. */
export interface LinkMarkRow {
  vault_id: string;
  link_id: string;
  /** `withdrawn`, or SHA-256 of the token of a claim, 64 hex digits. */
  mark: string;
}

export const linkMemoryMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('link_mark')
      .addColumn('vault_id', 'text', (column) => column.notNull())
      .addColumn('link_id', 'text', (column) => column.notNull())
      .addColumn('mark', 'text', (column) => column.notNull())
      .addUniqueConstraint('link_mark_once', ['vault_id', 'link_id', 'mark'])
      .execute();
  },
};

const WITHDRAWN = 'withdrawn';
/** A row takes some 200 bytes; the oldest make room. */
export const MAX_LINK_MARKS = 100_000;

/** What is remembered of one link. */
export interface SeenLink {
  readonly isWithdrawn: boolean;
  /** SHA-256 of tokens, 64 hex digits. */
  readonly claims: ReadonlySet<string>;
}

/**
 * Withdrawn links and claims that went through this computer: a bucket that brings a withdrawn link back, or loses the marks of its
 * claims, does not open it again here.
 */
export class LinkMemory {
  readonly #state: StateDatabase;

  constructor(state: StateDatabase) {
    this.#state = state;
  }

  async get(vaultId: string, linkId: string): Promise<SeenLink> {
    const query = this.#state.selectFrom('link_mark').select('mark');
    const rows = await query.where('vault_id', '=', vaultId).where('link_id', '=', linkId).execute();
    const marks = new Set(rows.map(({ mark }) => mark));
    return { isWithdrawn: marks.delete(WITHDRAWN), claims: marks };
  }

  withdrawn(vaultId: string, linkId: string): Promise<void> {
    return this.#add(vaultId, linkId, WITHDRAWN);
  }

  /** @param hash SHA-256 of the claim's token, 64 hex digits */
  claimed(vaultId: string, linkId: string, hash: string): Promise<void> {
    return this.#add(vaultId, linkId, hash);
  }

  async #add(vault_id: string, link_id: string, mark: string): Promise<void> {
    const row = { vault_id, link_id, mark };
    await this.#state
      .insertInto('link_mark')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const kept = this.#state.selectFrom('link_mark').select('rowid' as never);
    const oldest = kept
      .orderBy('rowid' as never, 'desc')
      .limit(1)
      .offset(MAX_LINK_MARKS);
    await this.#state
      .deleteFrom('link_mark')
      .where('rowid' as never, '<=', oldest as never)
      .execute();
  }
}
