import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateDatabase } from './database.ts';

/** A token for scripts. Nothing here opens anything: what opens its box is derived from the token, which is kept nowhere. Times are Unix milliseconds. */
export interface TokenRow {
  id: string;
  vault_id: string;
  account_id: string;
  name: string;
  /** Its scopes with commas between them. */
  scope: string;
  created: number;
  expires: number;
  used: number | null;
  /** A hash of the token. */
  verifier: Uint8Array;
  /** What the scope needs of the account, sealed under a key from the token. */
  box: Uint8Array;
  /** That key under the account's own, which its password gives. */
  renewal: Uint8Array;
  /** Of the account's record, from which the box was made. */
  revision: number;
}

export const TOKEN_COLUMNS = [
  'id',
  'vault_id',
  'account_id',
  'name',
  'scope',
  'created',
  'expires',
  'used',
  'verifier',
  'box',
  'renewal',
  'revision',
] as const;

export const tokenMigration: Migration = {
  async up(db: Kysely<unknown>) {
    let table = db.schema.createTable('personal_token').addColumn('id', 'text', (column) => column.primaryKey());
    for (const name of ['vault_id', 'account_id', 'name', 'scope'])
      table = table.addColumn(name, 'text', (column) => column.notNull());
    for (const name of ['created', 'expires', 'revision'])
      table = table.addColumn(name, 'integer', (column) => column.notNull());
    for (const name of ['verifier', 'box', 'renewal'])
      table = table.addColumn(name, 'blob', (column) => column.notNull());
    await table.addColumn('used', 'integer').execute();
  },
};

/** An account of a vault. */
export interface TokenOwner {
  readonly vaultId: string;
  readonly accountId: string;
}

/** Tokens for scripts of this computer's accounts. */
export class KeptTokens {
  readonly #state: StateDatabase;

  constructor(state: StateDatabase) {
    this.#state = state;
  }

  /** @param most of this account @returns false where it has so many already */
  add(row: TokenRow, most: number): Promise<boolean> {
    return this.#state.transaction().execute(async (transaction) => {
      const own = await transaction
        .selectFrom('personal_token')
        .select('id')
        .where('account_id', '=', row.account_id)
        .execute();
      if (own.length >= most) return false;
      await transaction.insertInto('personal_token').values(row).execute();
      return true;
    });
  }

  get(id: string): Promise<TokenRow | undefined> {
    return this.#state.selectFrom('personal_token').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** The newest first. */
  of({ vaultId, accountId }: TokenOwner): Promise<TokenRow[]> {
    const own = this.#state.selectFrom('personal_token').selectAll().where('vault_id', '=', vaultId);
    return own.where('account_id', '=', accountId).orderBy('created', 'desc').orderBy('id').execute();
  }

  async use(id: string, at: number): Promise<void> {
    await this.#state.updateTable('personal_token').set({ used: at }).where('id', '=', id).execute();
  }

  async renew(id: string, box: Uint8Array, revision: number): Promise<void> {
    const change = this.#state.updateTable('personal_token').set({ box, revision });
    await change.where('id', '=', id).where('revision', '<', revision).execute();
    await this.#wipe();
  }

  async remove(id: string): Promise<void> {
    await this.#state.deleteFrom('personal_token').where('id', '=', id).execute();
    await this.#wipe();
  }

  /**
   * A box that counts no more lies on the disk no more: its pages are overwritten (`secure_delete`), and the journal, which has them as they were, is
   * emptied. Where another process reads just now, the next one does that.
   */
  async #wipe(): Promise<void> {
    await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(this.#state);
  }
}
