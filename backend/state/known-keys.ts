import type { KnownKeyRow, StateDatabase } from './database.ts';

/** What is remembered of a key file that was read just now. */
export type MetKey = Pick<KnownKeyRow, 'id' | 'name' | 'created' | 'form'> & { readonly path: string | null };

/** The keys this computer has met: names and places, never a key. */
export class KnownKeys {
  readonly #state: StateDatabase;
  readonly #now: () => Date;

  constructor(state: StateDatabase, now: () => Date) {
    this.#state = state;
    this.#now = now;
  }

  /** All of them, the one used last first. */
  async all(): Promise<KnownKeyRow[]> {
    return this.#state.selectFrom('known_key').selectAll().orderBy('used', 'desc').orderBy('name').execute();
  }

  async get(id: string): Promise<KnownKeyRow | undefined> {
    return this.#state.selectFrom('known_key').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** A key file was seen. Bytes that came without a place leave the place that is known. */
  async meet({ id, name, created, form, path }: MetKey): Promise<void> {
    const seen = this.#now().getTime();
    const news = { name, created, form, seen, ...(path !== null && { path }) };
    await this.#state
      .insertInto('known_key')
      .values({ id, name, created, form, path, seen, used: null, quiet_until: null, printed: null })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(news))
      .execute();
  }

  /** It sealed something, or was chosen to: it is offered first from now on. */
  async use(id: string): Promise<void> {
    await this.#state.updateTable('known_key').set({ used: this.#now().getTime() }).where('id', '=', id).execute();
  }

  async rename(id: string, name: string): Promise<void> {
    await this.#state.updateTable('known_key').set({ name }).where('id', '=', id).execute();
  }

  async forgetPlace(id: string): Promise<void> {
    await this.#state.updateTable('known_key').set({ path: null }).where('id', '=', id).execute();
  }

  /** Its recovery sheet came out of the printer. */
  async print(id: string): Promise<void> {
    await this.#state.updateTable('known_key').set({ printed: this.#now().getTime() }).where('id', '=', id).execute();
  }

  async keepQuiet(id: string, until: Date): Promise<void> {
    await this.#state.updateTable('known_key').set({ quiet_until: until.getTime() }).where('id', '=', id).execute();
  }
}
