import type { Insertable, Selectable } from 'kysely';
import type { ActivityRow } from './activity-table.ts';
import type { StateDatabase } from './database.ts';

export type NewActivity = Omit<Insertable<ActivityRow>, 'id'>;
export type KeptActivity = Selectable<ActivityRow>;

/** How long activity is kept where nobody said. */
export const KEEP_DAYS = 90;

/** Of one account: a busy one cannot push out what others did. */
export const MAX_OF_ACCOUNT = 20_000;
/** Of nobody that is known: log-ins that failed, by whoever finds the address. */
export const MAX_OF_STRANGERS = 1_000;
/** Old ones are looked for once in so many. */
const SWEEP_EVERY = 100;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What was done through this computer, in `state.sqlite`. */
export class ActivityLog {
  readonly #state: StateDatabase;
  readonly #now: () => Date;
  #added = 0;

  constructor(state: StateDatabase, now: () => Date) {
    this.#state = state;
    this.#now = now;
  }

  async add(row: NewActivity): Promise<void> {
    await this.#state.insertInto('activity').values(row).execute();
    if (this.#added++ % SWEEP_EVERY === 0) await this.#sweep(row.account_id ?? null);
  }

  /** An account's own, and of strangers nothing; the newest first. */
  async of(accountId: string): Promise<KeptActivity[]> {
    const since = await this.#oldest();
    return this.#state
      .selectFrom('activity')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('at', '>=', since)
      .orderBy('id', 'desc')
      .limit(MAX_OF_ACCOUNT)
      .execute();
  }

  async keepDays(): Promise<number> {
    const row = await this.#state.selectFrom('activity_keep').select('days').executeTakeFirst();
    return row?.days ?? KEEP_DAYS;
  }

  /** @param days 1 to 3,650; what is older is gone at once */
  async keepFor(days: number): Promise<void> {
    await this.#state
      .insertInto('activity_keep')
      .values({ id: 1, days })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ days }))
      .execute();
    await this.#state
      .deleteFrom('activity')
      .where('at', '<', await this.#oldest())
      .execute();
  }

  async #oldest(): Promise<number> {
    return this.#now().getTime() - (await this.keepDays()) * DAY_MS;
  }

  async #sweep(accountId: string | null): Promise<void> {
    await this.#state
      .deleteFrom('activity')
      .where('at', '<', await this.#oldest())
      .execute();
    const most = accountId === null ? MAX_OF_STRANGERS : MAX_OF_ACCOUNT;
    const own = this.#state
      .selectFrom('activity')
      .select('id')
      .where('account_id', accountId === null ? 'is' : '=', accountId);
    const last = await own.orderBy('id', 'desc').offset(most).limit(1).executeTakeFirst();
    if (last === undefined) return;
    await this.#state
      .deleteFrom('activity')
      .where('account_id', accountId === null ? 'is' : '=', accountId)
      .where('id', '<=', last.id)
      .execute();
  }
}
