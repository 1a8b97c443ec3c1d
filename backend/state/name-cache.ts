import { setImmediate } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { StateDatabase, StateTables } from './database.ts';
import type { ListedFileRow } from './listing-tables.ts';

/** Rows read or written before others get their turn: a few ms. SQLite takes 32,766 values in one statement. */
const ROWS_AT_ONCE = 1000;

/** Whose listing it is, and where its vault lies. */
export interface ListingOf {
  readonly vaultId: string;
  readonly accountId: string;
  readonly place: string;
}

interface Times {
  readonly listed: Date;
  readonly listedFully: Date;
}

interface CachedFile {
  readonly id: string;
  readonly objectKeys: readonly string[];
  readonly seen: { readonly revision: number; readonly objectKey: string } | undefined;
}

/** What the last listings of an account showed: object keys, whose names are sealed, and the highest revision seen of each file. */
export class NameCache {
  readonly #state: StateDatabase;
  readonly #of: ListingOf;

  constructor(state: StateDatabase, of: ListingOf) {
    this.#state = state;
    this.#of = of;
  }

  /** @returns when it was listed; undefined where that was at another place, or never */
  async load(see: (files: readonly CachedFile[]) => void): Promise<Times | undefined> {
    const { vaultId, accountId, place } = this.#of;
    const listing = await this.#state
      .selectFrom('listing')
      .selectAll()
      .where('vault_id', '=', vaultId)
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    if (listing === undefined) return undefined;
    for (let after = ''; ; await setImmediate()) {
      const rows = await this.#state
        .selectFrom('listed_file')
        .selectAll()
        .where('listing', '=', listing.id)
        .where('file_id', '>', after)
        .orderBy('file_id')
        .limit(ROWS_AT_ONCE)
        .execute();
      see(rows.map(toFile));
      if (rows.length < ROWS_AT_ONCE) break;
      after = rows.at(-1)!.file_id;
    }
    const { listed, listed_fully: listedFully } = listing;
    if (listing.place !== place || listed === null || listedFully === null) return undefined;
    return { listed: new Date(listed), listedFully: new Date(listedFully) };
  }

  /** Keeps what changed, all or nothing; a file of which nothing is known is forgotten. */
  async save({ listed, listedFully }: Times, files: Iterable<CachedFile>): Promise<void> {
    const { vaultId, accountId, place } = this.#of;
    await this.#state.transaction().execute(async (transaction) => {
      const row = { place, listed: listed.getTime(), listed_fully: listedFully.getTime() };
      const { id } = await transaction
        .insertInto('listing')
        .values({ vault_id: vaultId, account_id: accountId, ...row })
        .onConflict((conflict) => conflict.columns(['vault_id', 'account_id']).doUpdateSet(row))
        .returning('id')
        .executeTakeFirstOrThrow();
      let batch: CachedFile[] = [];
      for (const file of files) {
        batch.push(file);
        if (batch.length < ROWS_AT_ONCE) continue;
        await write(transaction, id, batch);
        batch = [];
        await setImmediate();
      }
      await write(transaction, id, batch);
    });
  }
}

/** The caches of one database, which is to be closed once they are done with it. */
export class NameCaches {
  readonly #state: StateDatabase;
  readonly #saves = new Set<Promise<void>>();

  constructor(state: StateDatabase) {
    this.#state = state;
  }

  of(of: ListingOf): Pick<NameCache, 'load' | 'save'> {
    const cache = new NameCache(this.#state, of);
    return {
      load: (see) => cache.load(see),
      save: async (times, files) => {
        const save = cache.save(times, files).finally(() => this.#saves.delete(save));
        this.#saves.add(save);
        await save;
      },
    };
  }

  /** What was to be kept until now is kept, or failed. */
  async atRest(): Promise<void> {
    await Promise.allSettled(this.#saves);
  }
}

async function write(transaction: Transaction<StateTables>, listing: number, files: CachedFile[]): Promise<void> {
  const isKnown = ({ objectKeys, seen }: CachedFile) => objectKeys.length > 0 || seen !== undefined;
  const rows = files.filter(isKnown).map((file) => toRow(listing, file));
  const forgotten = files.filter((file) => !isKnown(file)).map(({ id }) => id);
  if (forgotten.length > 0) {
    const inListing = transaction.deleteFrom('listed_file').where('listing', '=', listing);
    await inListing.where('file_id', 'in', forgotten).execute();
  }
  if (rows.length === 0) return;
  await transaction
    .insertInto('listed_file')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['listing', 'file_id']).doUpdateSet((row) => ({
        object_keys: row.ref('excluded.object_keys'),
        revision: row.ref('excluded.revision'),
        seen_key: row.ref('excluded.seen_key'),
      })),
    )
    .execute();
}

function toRow(listing: number, { id, objectKeys, seen }: CachedFile): ListedFileRow {
  const first = seen !== undefined && objectKeys.includes(seen.objectKey) ? seen.objectKey : undefined;
  const inOrder = first === undefined ? objectKeys : [first, ...objectKeys.filter((key) => key !== first)];
  return {
    listing,
    file_id: id,
    object_keys: inOrder.join('\n'),
    revision: seen?.revision ?? null,
    seen_key: first === undefined ? (seen?.objectKey ?? null) : null,
  };
}

function toFile({ file_id: id, object_keys: text, revision, seen_key: key }: ListedFileRow): CachedFile {
  const objectKeys = text === '' ? [] : text.split('\n');
  const objectKey = key ?? objectKeys[0];
  const isSeen = revision !== null && objectKey !== undefined;
  return { id, objectKeys, seen: isSeen ? { revision, objectKey } : undefined };
}
