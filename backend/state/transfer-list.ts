import type { StateDatabase } from './database.ts';
import { type Holder, RENEW_MS } from './holding.ts';
import type { TransferDoneRow, TransferRow } from './transfer-tables.ts';

/** A listed transfer without who holds it, which is this list's own business. */
export type ListedTransfer = Omit<TransferRow, 'holder' | 'held_until'>;
export type TransferFailure = { readonly path: string; readonly code: string; readonly message: string };

/** What is known of a transfer and told again after a restart. */
export interface KnownOfTransfer {
  readonly failures: readonly TransferFailure[];
  readonly totalFiles: number;
  readonly totalBytes: number;
}

/** Transfers remembered at once; the one begun first makes room: nobody comes back to more. */
const MAX_LISTED = 1000;
/** Failures kept of a transfer over a restart: it is tried again as a whole anyway. */
const MAX_KEPT_FAILURES = 100;

/** Transfers to go on with after whatever ended this process, and which of their files are done. */
export class TransferList {
  readonly #state: StateDatabase;
  readonly #holder: Holder;
  readonly #renewal: NodeJS.Timeout;

  constructor(state: StateDatabase, holder: Holder) {
    this.#state = state;
    this.#holder = holder;
    this.#renewal = setInterval(() => void this.#renew().catch(() => undefined), RENEW_MS).unref();
  }

  async add(transfer: ListedTransfer): Promise<void> {
    await this.#state
      .insertInto('transfer')
      .values({ ...transfer, ...this.#holder.held() })
      .execute();
    const ids = await this.#state
      .selectFrom('transfer')
      .select('id')
      .orderBy('started', 'desc')
      .offset(MAX_LISTED)
      .limit(MAX_LISTED)
      .execute();
    for (const { id } of ids) await this.remove(id);
  }

  /** Takes the transfers of an account for this process, but for those another process has; oldest first. */
  async claim(accountId: string): Promise<ListedTransfer[]> {
    return this.#state.transaction().execute(async (transaction) => {
      const rows = await transaction
        .selectFrom('transfer')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy('started')
        .execute();
      const free = rows.filter((row) => !this.#holder.isTaken(row));
      const ids = free.map(({ id }) => id);
      if (ids.length > 0)
        await transaction.updateTable('transfer').set(this.#holder.held()).where('id', 'in', ids).execute();
      return free;
    });
  }

  async note(id: string, state: TransferRow['state'], known: KnownOfTransfer): Promise<void> {
    const failures = JSON.stringify(known.failures.slice(0, MAX_KEPT_FAILURES));
    const change = { state, failures, total_files: known.totalFiles, total_bytes: known.totalBytes };
    await this.#state.updateTable('transfer').set(change).where('id', '=', id).execute();
  }

  async remove(id: string): Promise<void> {
    await this.#state.deleteFrom('transfer_done').where('transfer', '=', id).execute();
    await this.#state.deleteFrom('transfer').where('id', '=', id).execute();
  }

  /** How many files are done, and their bytes. */
  async done(id: string): Promise<{ readonly files: number; readonly bytes: number }> {
    const sums = await this.#state
      .selectFrom('transfer_done')
      .select(({ fn }) => [fn.countAll<number>().as('files'), fn.sum<number | null>('size').as('bytes')])
      .where('transfer', '=', id)
      .executeTakeFirstOrThrow();
    return { files: sums.files, bytes: sums.bytes ?? 0 };
  }

  /** The stamps of all files that are done. */
  async doneStamps(id: string): Promise<Set<string>> {
    const rows = await this.#state.selectFrom('transfer_done').select('stamp').where('transfer', '=', id).execute();
    return new Set(rows.map(({ stamp }) => stamp));
  }

  async doneItem(id: string, item: string): Promise<Pick<TransferDoneRow, 'size' | 'stamp'> | undefined> {
    return this.#state
      .selectFrom('transfer_done')
      .select(['size', 'stamp'])
      .where('transfer', '=', id)
      .where('item', '=', item)
      .executeTakeFirst();
  }

  async markDone(id: string, item: string, size: number, stamp: string): Promise<void> {
    await this.#state
      .insertInto('transfer_done')
      .values({ transfer: id, item, size, stamp })
      .onConflict((conflict) => conflict.columns(['transfer', 'item']).doUpdateSet({ size, stamp }))
      .execute();
  }

  async unmark(id: string, item: string): Promise<void> {
    await this.#state.deleteFrom('transfer_done').where('transfer', '=', id).where('item', '=', item).execute();
  }

  /** Leaves all that this process has to whoever comes next. */
  async release(): Promise<void> {
    clearInterval(this.#renewal);
    await this.#state.updateTable('transfer').set({ held_until: 0 }).where('holder', '=', this.#holder.pid).execute();
  }

  async #renew(): Promise<void> {
    await this.#state.updateTable('transfer').set(this.#holder.held()).where('holder', '=', this.#holder.pid).execute();
  }
}
